import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { COUNTED, type SetUpState, type SetUpStep } from "../../kernel/room.ts";

type Counted = { id: number; count: number };
const found = (rows: readonly Counted[]): Map<number, SetUpState> =>
  new Map(rows.map((row) => [row.id, { done: row.count > 0, count: row.count }]));

async function staffOf(db: Db, ids: readonly number[]): Promise<Map<number, SetUpState>> {
  const { rows } = await sql<Counted>`
    select g.member_id as id, count(distinct g.person_id) as count from people.role_grant g
    where g.member_id = any(${ids}::int[]) group by g.member_id`.execute(db);
  return found(rows);
}

async function readersOf(db: Db, ids: readonly number[]): Promise<Map<number, SetUpState>> {
  const { rows } = await sql<Counted>`
    select m.id, (select count(*) from (
      select 1 from people.affiliation a where a.member_id = m.id limit ${COUNTED}) one) as count
    from consortium.member_fact m where m.id = any(${ids}::int[])`.execute(db);
  return found(rows);
}

/** Whom a library needs before it can open. */
export const peopleSetUp: readonly SetUpStep[] = [
  { name: "staff", needed: true, state: staffOf },
  { name: "readers", needed: true, state: readersOf },
];
