import { comparePart } from "@commonshelf/cjk";
import { sql } from "kysely";
import { everybody, seenBy, type Viewer } from "../audience/index.ts";
import { type Db, plannedOnce } from "../kernel/database.ts";
import type { PlainDate } from "../kernel/time.ts";
import type { ItemStatus } from "../targeting/item-words.ts";

type HoldingItem = {
  id: number;
  barcode: string | null;
  part: string;
  status: ItemStatus;
  dueOn: PlainDate | null;
};

/** Copies of one member in one branch under one call number. */
export type HoldingGroup = {
  memberId: number;
  branchId: number;
  location: string;
  callNumber: string;
  items: HoldingItem[];
};

const MOST_ITEMS = 2000;

/** Every copy of an instance for this viewer with its live status, by member, branch, location and call number, volumes in their order. */
export async function holdingsOf(
  db: Db,
  instanceId: number,
  viewer: Viewer = everybody,
): Promise<HoldingGroup[]> {
  return (await holdingsOfInstances(db, [instanceId], viewer)).get(instanceId) ?? [];
}

type Row = HoldingItem & Omit<HoldingGroup, "items"> & { instanceId: number };

/**
 * The same of several instances at once; those without copies are absent. The state is asked copy by copy: joined, the
 * planner reads the states of the whole region first (20 ms instead of 2 for a page of results).
 */
export async function holdingsOfInstances(
  db: Db,
  instanceIds: readonly number[],
  viewer: Viewer = everybody,
): Promise<Map<number, HoldingGroup[]>> {
  const { rows } = await sql<Row>`
    with found as materialized (
      select r.instance_id, i.id, i.barcode, i.part, i.member_id, i.holding_id
      from catalogue.record_line r join catalogue.item_line i on i.record_id = r.id
      where r.instance_id = any(${plannedOnce([...instanceIds], "bigint[]")}) and r.deleted_at is null
        and ${seenBy(viewer, "i.audience")})
    select f.instance_id as "instanceId", f.id, f.barcode, f.part, s.status, s.due_on as "dueOn",
      f.member_id as "memberId", coalesce(p.branch_id, g.branch_id) as "branchId", g.call_number as "callNumber",
      case when p.item_id is null then g.location when p.kind = 'store' then '' else p.location end as location
    from found f join catalogue.call_number_line g on g.id = f.holding_id
    left join placement.item_place p on p.item_id = f.id
    cross join lateral (select s.status, s.due_on from circulation.item_state s where s.item_id = f.id offset 0) s
    where s.status <> 'withdrawn'
    order by f.instance_id, f.member_id, "branchId", location, g.call_number, f.id
    limit ${MOST_ITEMS * Math.max(1, instanceIds.length)}`.execute(db);
  const byInstance = Map.groupBy(rows, (row) => row.instanceId);
  return new Map([...byInstance].map(([id, copies]) => [id, groupsOf(copies)]));
}

function groupsOf(rows: Row[]): HoldingGroup[] {
  const placeOf = (row: Row): string => `${row.memberId}|${row.branchId}|${row.location}`;
  const places = new Map([...new Set(rows.map(placeOf))].map((place, at) => [place, at]));
  rows.sort(
    (a, b) =>
      places.get(placeOf(a))! - places.get(placeOf(b))! ||
      comparePart(a.callNumber, b.callNumber) ||
      comparePart(a.part, b.part) ||
      a.id - b.id,
  );
  const groups = Map.groupBy(rows, (row) => `${placeOf(row)}|${row.callNumber}`);
  return [...groups.values()].map((copies) => {
    const { memberId, branchId, location, callNumber } = copies[0]!;
    const items = copies.map(({ id, barcode, part, status, dueOn }) => ({
      id,
      barcode,
      part,
      status,
      dueOn,
    }));
    return { memberId, branchId, location, callNumber, items };
  });
}
