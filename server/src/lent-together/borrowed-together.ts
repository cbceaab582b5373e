import { sql } from "kysely";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { DAY_MS } from "../kernel/time.ts";

/** So many different readers must have borrowed both titles before anybody is shown that they go together. */
const FEWEST_READERS = 5;
const YEARS_MS = 3 * 365 * DAY_MS;
/** Readers with more titles than this (staff cards, displays) say nothing about taste. */
const MOST_TITLES = 300;
const KEPT = 10;

/** Computes anew, in one statement, which titles readers borrow together. Returns how many pairs there are. */
export async function computeBorrowedTogether(db: Db, clock: Clock): Promise<number> {
  const since = new Date(clock.now().getTime() - YEARS_MS);
  return await inTransaction(db, async (tx) => {
    await sql`delete from lent_together.borrowed_together`.execute(tx);
    const { rows } = await sql<{ count: number }>`
      with lent as (
        select distinct l.person_id, l.instance_id
        from circulation.loan_terms l
        where l.loaned_at >= ${since}
      ), readers as (
        select person_id from lent group by person_id having count(*) between 2 and ${MOST_TITLES}
      ), pairs as (
        select a.instance_id, b.instance_id as other_id, count(*)::int as readers,
          row_number() over (partition by a.instance_id order by count(*) desc, b.instance_id) as place
        from readers p
        join lent a on a.person_id = p.person_id
        join lent b on b.person_id = p.person_id and b.instance_id <> a.instance_id
        group by a.instance_id, b.instance_id
        having count(*) >= ${FEWEST_READERS}
      ), kept as (
        insert into lent_together.borrowed_together (instance_id, other_id, readers)
        select instance_id, other_id, readers from pairs where place <= ${KEPT}
        returning 1
      )
      select count(*)::int as count from kept`.execute(tx);
    return rows[0]?.count ?? 0;
  });
}

/** Titles readers of this one borrowed too, the most shared first. */
export async function borrowedTogether(db: Db, instanceId: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ other_id: number }>`
    select t.other_id from lent_together.borrowed_together t
    where t.instance_id = ${instanceId} and t.readers >= ${FEWEST_READERS}
    order by t.readers desc, t.other_id limit ${limit}`.execute(db);
  return rows.map((row) => row.other_id);
}
