import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { patronLoads } from "../../people/index.ts";
import { publishAvailability } from "../availability-events.ts";
import { targetHolds } from "../targeting.ts";
import {
  asRows,
  CUT_OVER_ROWS,
  dayOf,
  findOwnCopies,
  type Load,
  type LoanRow,
  lockInstances,
  Rejects,
  type Taken,
  takeRows,
  type Undone,
} from "./rows.ts";

const MOST_RENEWALS = 99;

type Read = {
  itemId: number;
  instanceId: number;
  branchId: number;
  personId: string;
  due: string;
  lent: string | null;
  renewals: number;
};
type Given = Read & Taken<LoanRow>;

/**
 * Takes over the running loans of a member's copies from the system it had before. The same line again changes nothing; a
 * later due date brings the loan up to date as long as nobody here has acted on it. Rules are not asked: these loans exist.
 * With `dryRun` it only counts. Reasons: `reader-missing`, `reader-unknown`, `item-missing`, `item-unknown`, `several-items`,
 * `item-twice`, `date-invalid`, `lent-after-due`, `renewals-invalid`, and the verdicts that are no success.
 */
export async function loadLoans(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly LoanRow[]; dryRun: boolean },
): Promise<Load> {
  const rejects = new Rejects();
  const given = await readRows(tx, memberId, rows, rejects);
  const instanceIds = await lockInstances(tx, given);
  const verdicts = await judge(tx, memberId, given);
  const of = (verdict: string): Given[] => given.filter((one) => verdicts.get(one.at) === verdict);
  for (const one of given) {
    const verdict = verdicts.get(one.at)!;
    if (!["created", "updated", "unchanged"].includes(verdict)) rejects.add(one.row, verdict);
  }
  const created = of("created");
  const updated = of("updated");
  if (!dryRun) {
    await write(tx, clock, memberId, created, updated);
    await retarget(tx, clock, instanceIds);
  }
  return {
    read: rows.length,
    created: created.length,
    updated: updated.length,
    unchanged: of("unchanged").length,
    rejected: rejects.sorted(),
  };
}

async function readRows(
  tx: Tx,
  memberId: number,
  rows: readonly LoanRow[],
  rejects: Rejects,
): Promise<Given[]> {
  const [readers, items] = [rows.map((row) => row.reader), rows.map((row) => row.item)];
  const people = await patronLoads.findReadersByCode(tx, memberId, readers);
  const copies = await findOwnCopies(tx, memberId, items);
  return takeRows<LoanRow, Read>(rows, rejects, "item-twice", (row) => {
    const [due, lent, renewals] = [dayOf(row.due), dayOf(row.lent), Number(row.renewals ?? "0")];
    const personId = people.get(row.reader);
    const [copy, other] = copies.get(row.item) ?? [];
    if (row.reader === "") return "reader-missing";
    if (row.item === "") return "item-missing";
    if (!due || lent === undefined) return "date-invalid";
    if (lent !== null && lent > due) return "lent-after-due";
    if (!Number.isInteger(renewals) || renewals < 0 || renewals > MOST_RENEWALS) return "renewals-invalid";
    if (personId === undefined) return "reader-unknown";
    if (!copy) return "item-unknown";
    if (other) return "several-items";
    const { id: itemId, instanceId, homeBranchId: branchId } = copy;
    return { key: String(itemId), itemId, instanceId, branchId, personId, due, lent, renewals };
  });
}

const SHAPE = sql`as g(at int, id uuid, "itemId" bigint, "branchId" int, "personId" uuid, due date, lent date, renewals int)`;

async function judge(tx: Tx, memberId: number, given: readonly Given[]): Promise<Map<number, string>> {
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

async function write(
  tx: Tx,
  clock: Clock,
  memberId: number,
  created: readonly Given[],
  updated: readonly Given[],
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

/** Requests of these titles look again for a copy, and readers are told what is there. The caller holds the locks. */
export async function retarget(tx: Tx, clock: Clock, instanceIds: number[]): Promise<void> {
  const { rows } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h
    where h.instance_id = any(${instanceIds}::bigint[]) and h.state in ('waiting', 'targeted')
    order by h.instance_id`.execute(tx);
  for (const { instance_id } of rows) await targetHolds(tx, clock, instance_id);
  if (instanceIds.length > 0) await publishAvailability(tx, instanceIds);
}

/** Takes loaded loans back that nobody here has renewed, returned or claimed, so many at once. With `dryRun` it only counts. */
export async function undoLoans(tx: Tx, clock: Clock, memberId: number, dryRun: boolean): Promise<Undone> {
  const loaded = sql`from circulation.loaded_loan k join circulation.loan l on l.id = k.loan_id
    join catalogue.copy_fact c on c.id = l.item_id where c.member_id = ${memberId}`;
  const untouched = sql`l.returned_at is null and l.claimed_at is null and (l.due_on, l.renewals) = (k.due_on, k.renewals)`;
  return await undo(tx, clock, dryRun, {
    find: sql<Found>`select l.id, c.instance_id as "instanceId", ${untouched} as untouched ${loaded} order by l.id`,
    remove: (ids) => sql`delete from circulation.loan where id in (
      select l.id ${loaded} and ${untouched} and l.id = any(${ids}::uuid[])) returning id`,
  });
}

type Found = { id: string; instanceId: number; untouched: boolean };

/** Takes back what was loaded: finds it, locks its titles, and removes what rivals have not touched meanwhile. */
export async function undo(
  tx: Tx,
  clock: Clock,
  dryRun: boolean,
  what: { find: RawBuilder<Found>; remove: (ids: string[]) => RawBuilder<unknown> },
): Promise<Undone> {
  const { rows } = await what.find.execute(tx);
  const back = rows.filter((row) => row.untouched);
  const kept = rows.length - back.length;
  if (dryRun) return { undone: back.length, kept, left: 0 };
  const now = back.slice(0, CUT_OVER_ROWS);
  const instanceIds = await lockInstances(tx, now);
  const removed = await what.remove(now.map((row) => row.id)).execute(tx);
  await retarget(tx, clock, instanceIds);
  const undone = removed.rows.length;
  return { undone, kept: kept + now.length - undone, left: back.length - now.length };
}
