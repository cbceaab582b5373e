import { sql } from "kysely";
import { listBranches } from "../../consortium/index.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { asRows, type Undone, undo } from "./loaded.ts";

/** A request of the system before, read and found here; `itemId`: the copy on the hold shelf, null: any is looked for. */
export type TakenHold = {
  at: number;
  id: string;
  personId: string;
  instanceId: number;
  itemId: number | null;
  itemBranchId: number | null;
  part: string | null;
  partKey: string | null;
  branchId: number;
  placed: string | null;
  until: string | null;
  shelfUntil: string | null;
};

const SHAPE = sql`as g(at int, id uuid, "personId" uuid, "instanceId" bigint, "itemId" bigint, "itemBranchId" int,
  part text, "partKey" text, "branchId" int, placed date, until date, "shelfUntil" date)`;

/**
 * What each of these requests would be here: `created`, `unchanged`, or why it cannot be taken: `ended-here`,
 * `needed-until-past`, `already-on-loan`, `item-on-loan`, `item-elsewhere`, `item-held-for-other`.
 */
export async function judgeHolds(
  tx: Tx,
  memberId: number,
  clock: Clock,
  given: readonly TakenHold[],
): Promise<Map<number, string>> {
  const { rows } = await sql<{ at: number; verdict: string }>`
    select g.at, case
        when exists (select 1 from circulation.hold h where h.person_id = g."personId" and h.instance_id = g."instanceId"
          and h.closed_at is null and (h.part_key is null or g."partKey" is null or h.part_key = g."partKey")) then 'unchanged'
        when exists (select 1 from circulation.hold h join circulation.loaded_hold k on k.hold_id = h.id
          where h.person_id = g."personId" and h.instance_id = g."instanceId"
            and h.part_key is not distinct from g."partKey") then 'ended-here'
        when g.until < (${clock.now()}::timestamptz at time zone m.time_zone)::date then 'needed-until-past'
        when exists (select 1 from circulation.loan l where l.person_id = g."personId" and l.returned_at is null
          and l.item_id in (select c.id from catalogue.copy_fact c
            where c.instance_id = g."instanceId" and (g."partKey" is null or c.part = g.part))) then 'already-on-loan'
        when g."itemId" is null then 'created'
        when exists (select 1 from circulation.loan l where l.item_id = g."itemId" and l.returned_at is null) then 'item-on-loan'
        when g."itemBranchId" <> g."branchId" then 'item-elsewhere'
        when exists (select 1 from circulation.hold h where h.item_id = g."itemId"
          and h.state in ('targeted', 'in-transit', 'on-shelf')) then 'item-held-for-other'
        else 'created' end as verdict
    from ${asRows(given, SHAPE)} cross join consortium.member_fact m where m.id = ${memberId}`.execute(tx);
  return new Map(rows.map((row) => [row.at, row.verdict]));
}

/** Writes judged requests. The caller holds the locks. */
export async function writeHolds(
  tx: Tx,
  clock: Clock,
  memberId: number,
  created: readonly TakenHold[],
): Promise<void> {
  await sql`with asked as (
      insert into circulation.hold
        (id, person_id, instance_id, pickup_branch_id, state, item_id, placed_at, needed_until, shelf_until, part, part_key)
      select g.id, g."personId", g."instanceId", g."branchId",
        case when g."itemId" is null then 'waiting' else 'on-shelf' end, g."itemId",
        coalesce(g.placed::timestamp at time zone m.time_zone, ${clock.now()}::timestamptz) + g.at * interval '1 millisecond',
        g.until, g."shelfUntil", g.part, g."partKey"
      from ${asRows(created, SHAPE)} cross join consortium.member_fact m where m.id = ${memberId}
      returning id)
    insert into circulation.loaded_hold (hold_id) select id from asked`.execute(tx);
}

/**
 * Takes loaded requests back that wait, are targeted, or stand on the shelf as they were loaded, and on which nothing was
 * sent, so many at once. With `dryRun` it only counts.
 */
export async function undoHolds(tx: Tx, clock: Clock, memberId: number, dryRun: boolean): Promise<Undone> {
  const branchIds = (await listBranches(tx, { memberId })).map((branch) => branch.id);
  const untouched = sql`h.state in ('waiting', 'targeted', 'on-shelf')
    and not exists (select 1 from circulation.transit t where t.hold_id = h.id)`;
  return await undo(tx, clock, dryRun, {
    find: sql`select h.id, h.instance_id as "instanceId", ${untouched} as untouched
      from circulation.loaded_hold k join circulation.hold h on h.id = k.hold_id
      where h.pickup_branch_id = any(${branchIds}::int[]) order by h.id`,
    remove: (
      ids,
    ) => sql`with gone as (select h.id from circulation.hold h where h.id = any(${ids}::uuid[]) and ${untouched}),
        weighed as (delete from circulation.hold_candidate where hold_id in (select g.id from gone g))
      delete from circulation.hold where id in (select g.id from gone g) returning id`,
  });
}
