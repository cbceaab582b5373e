import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { asRows, type Undone, undo } from "./loaded.ts";

/** A running loan of the system before, read and found here; days `YYYY-MM-DD`, `lent` null: not known. */
export type TakenLoan = {
  at: number;
  id: string;
  itemId: number;
  branchId: number;
  personId: string;
  due: string;
  lent: string | null;
  renewals: number;
};

const SHAPE = sql`as g(at int, id uuid, "itemId" bigint, "branchId" int, "personId" uuid, due date, lent date, renewals int)`;

/**
 * What each of these loans would be here: `created`, `updated`, `unchanged`, or why it cannot be taken: `item-on-loan`,
 * `changed-here`, `returned-here`, `item-set-aside`, `item-in-transit`, `item-held-for-other`. The caller holds the locks.
 */
export async function judgeLoans(
  tx: Tx,
  memberId: number,
  given: readonly TakenLoan[],
): Promise<Map<number, string>> {
  const { rows } = await sql<{ at: number; verdict: string }>`
    select g.at, case
        when l.person_id <> g."personId" then 'item-on-loan'
        when l.due_on = g.due and l.renewals = g.renewals then 'unchanged'
        when l.due_on = k.due_on and l.renewals = k.renewals then 'updated'
        when l.id is not null then 'changed-here'
        when exists (select 1 from circulation.loan o join circulation.loaded_loan ok on ok.loan_id = o.id
          where o.item_id = g."itemId" and o.person_id = g."personId" and o.returned_at is not null
            and (g.lent is null or (o.loaned_at at time zone m.time_zone)::date = g.lent)) then 'returned-here'
        when exists (select 1 from circulation.set_aside a where a.item_id = g."itemId") then 'item-set-aside'
        when exists (select 1 from circulation.transit t where t.item_id = g."itemId" and t.ended_at is null)
          then 'item-in-transit'
        when exists (select 1 from circulation.hold h where h.item_id = g."itemId"
          and h.state in ('in-transit', 'on-shelf')) then 'item-held-for-other'
        else 'created' end as verdict
    from ${asRows(given, SHAPE)}
    cross join consortium.member_fact m
    left join circulation.loan l on l.item_id = g."itemId" and l.returned_at is null
    left join circulation.loaded_loan k on k.loan_id = l.id
    where m.id = ${memberId}`.execute(tx);
  return new Map(rows.map((row) => [row.at, row.verdict]));
}

/** Writes judged loans. The caller holds the locks. */
export async function writeLoans(
  tx: Tx,
  clock: Clock,
  memberId: number,
  created: readonly TakenLoan[],
  updated: readonly TakenLoan[],
): Promise<void> {
  await sql`with lent as (
      insert into circulation.loan (id, item_id, person_id, checkout_branch_id, loaned_at, due_on, renewals)
      select g.id, g."itemId", g."personId", g."branchId",
        coalesce(g.lent::timestamp at time zone m.time_zone, ${clock.now()}::timestamptz), g.due, g.renewals
      from ${asRows(created, SHAPE)} cross join consortium.member_fact m where m.id = ${memberId}
      returning id, due_on, renewals)
    insert into circulation.loaded_loan (loan_id, due_on, renewals) select id, due_on, renewals from lent`.execute(
    tx,
  );
  await sql`with given as (select * from ${asRows(updated, SHAPE)}),
      known as (update circulation.loaded_loan k set due_on = g.due, renewals = g.renewals
        from given g join circulation.loan l on l.item_id = g."itemId" and l.returned_at is null where k.loan_id = l.id)
    update circulation.loan l set due_on = g.due, renewals = g.renewals
    from given g where l.item_id = g."itemId" and l.returned_at is null`.execute(tx);
}

/** Takes loaded loans back that nobody here has renewed, returned or claimed, so many at once. With `dryRun` it only counts. */
export async function undoLoans(tx: Tx, clock: Clock, memberId: number, dryRun: boolean): Promise<Undone> {
  const loaded = sql`from circulation.loaded_loan k join circulation.loan l on l.id = k.loan_id
    join catalogue.copy_fact c on c.id = l.item_id where c.member_id = ${memberId}`;
  const untouched = sql`l.returned_at is null and l.claimed_at is null and (l.due_on, l.renewals) = (k.due_on, k.renewals)`;
  return await undo(tx, clock, dryRun, {
    find: sql`select l.id, c.instance_id as "instanceId", ${untouched} as untouched ${loaded} order by l.id`,
    remove: (ids) => sql`delete from circulation.loan where id in (
      select l.id ${loaded} and ${untouched} and l.id = any(${ids}::uuid[])) returning id`,
  });
}
