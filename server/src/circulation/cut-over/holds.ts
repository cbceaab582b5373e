import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { listBranches } from "../../consortium/index.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { patronLoads } from "../../people/index.ts";
import { retarget, undo } from "./loans.ts";
import {
  asRows,
  dayOf,
  findOwnCopies,
  findOwnInstances,
  type HoldRow,
  type Load,
  lockInstances,
  type OwnCopy,
  Rejects,
  type Taken,
  takeRows,
  type Undone,
} from "./rows.ts";

type Read = {
  personId: string;
  instanceId: number;
  /** The copy on the hold shelf; null: any copy is looked for. */
  itemId: number | null;
  itemBranchId: number | null;
  part: string | null;
  partKey: string | null;
  branchId: number;
  placed: string | null;
  until: string | null;
  shelfUntil: string | null;
};
type Given = Read & Taken<HoldRow>;

/**
 * Takes over waiting requests, and those on the hold shelf, from the system a member had before; the queue is the order of
 * `placed`, then of the file. The same line again changes nothing. With `dryRun` it only counts. Reasons: `reader-missing`,
 * `reader-unknown`, `title-missing`, `item-unknown`, `several-items`, `record-unknown`, `branch-unknown`,
 * `branch-no-pickup`, `date-invalid`, `needed-until-past`, `shelf-without-item`, `hold-twice`, and the verdicts that are no
 * success.
 */
export async function loadHolds(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly HoldRow[]; dryRun: boolean },
): Promise<Load> {
  const rejects = new Rejects();
  const given = await readRows(tx, memberId, rows, rejects);
  const instanceIds = await lockInstances(tx, given);
  const verdicts = await judge(tx, memberId, clock, given);
  const created: Given[] = [];
  let unchanged = 0;
  for (const one of given) {
    const verdict = verdicts.get(one.at)!;
    if (verdict === "created") created.push(one);
    else if (verdict === "unchanged") unchanged++;
    else rejects.add(one.row, verdict);
  }
  if (!dryRun) {
    await write(tx, clock, memberId, created);
    await retarget(tx, clock, instanceIds);
  }
  return { read: rows.length, created: created.length, updated: 0, unchanged, rejected: rejects.sorted() };
}

type Known = {
  people: Map<string, string>;
  copies: Map<string, OwnCopy[]>;
  instances: Map<string, number>;
  branches: { id: number; code: string; isPickup: boolean; isMain: boolean }[];
};

async function readRows(
  tx: Tx,
  memberId: number,
  rows: readonly HoldRow[],
  rejects: Rejects,
): Promise<Given[]> {
  const some = (values: (string | null)[]): string[] => values.filter((value) => value !== null);
  const readers = rows.map((row) => row.reader);
  const known: Known = {
    people: await patronLoads.findReadersByCode(tx, memberId, readers),
    copies: await findOwnCopies(tx, memberId, some(rows.map((row) => row.item))),
    instances: await findOwnInstances(tx, memberId, some(rows.map((row) => row.record))),
    branches: await listBranches(tx, { memberId }),
  };
  return takeRows<HoldRow, Read>(rows, rejects, "hold-twice", (row) => readRow(row, known));
}

/** What a line means, or why it means nothing. Pure. */
function readRow(row: HoldRow, known: Known): (Read & { key: string }) | string {
  const [placed, until, shelfUntil] = [dayOf(row.placed), dayOf(row.until), dayOf(row.shelfUntil)];
  const copies = row.item === null ? [] : (known.copies.get(row.item) ?? []);
  const instanceId =
    copies[0]?.instanceId ?? (row.record === null ? undefined : known.instances.get(row.record));
  const branch = known.branches.find((one) =>
    row.pickup === null ? one.isMain : one.code.toUpperCase() === row.pickup.toUpperCase(),
  );
  const personId = known.people.get(row.reader);
  if (row.reader === "") return "reader-missing";
  if (row.item === null && row.record === null) return "title-missing";
  if (placed === undefined || until === undefined || shelfUntil === undefined) return "date-invalid";
  if (shelfUntil !== null && row.item === null) return "shelf-without-item";
  if (personId === undefined) return "reader-unknown";
  if (copies.length > 1) return "several-items";
  if (row.item !== null && copies.length === 0 && (row.record === null || shelfUntil !== null))
    return "item-unknown";
  if (instanceId === undefined) return "record-unknown";
  if (!branch) return "branch-unknown";
  if (!branch.isPickup) return "branch-no-pickup";
  const [copy] = copies;
  const part = copy && copy.part !== "" ? copy.part : null;
  const key = part === null ? null : partKey(part);
  return {
    key: `${personId} ${instanceId} ${key}`,
    personId,
    instanceId,
    itemId: shelfUntil === null ? null : copy!.id,
    itemBranchId: copy?.currentBranchId ?? null,
    part,
    partKey: key,
    branchId: branch.id,
    placed,
    until,
    shelfUntil,
  };
}

const SHAPE = sql`as g(at int, id uuid, "personId" uuid, "instanceId" bigint, "itemId" bigint, "itemBranchId" int,
  part text, "partKey" text, "branchId" int, placed date, until date, "shelfUntil" date)`;

async function judge(
  tx: Tx,
  memberId: number,
  clock: Clock,
  given: readonly Given[],
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

async function write(tx: Tx, clock: Clock, memberId: number, created: readonly Given[]): Promise<void> {
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
