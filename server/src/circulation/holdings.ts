import { comparePart } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { PlainDate } from "../kernel/time.ts";
import type { ItemStatus } from "./words.ts";

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

/** Every copy of an instance with its live status, by member, branch, location and call number, volumes in their order. */
export async function holdingsOf(db: Db, instanceId: number): Promise<HoldingGroup[]> {
  return (await holdingsOfInstances(db, [instanceId])).get(instanceId) ?? [];
}

type Row = {
  instance_id: number;
  id: number;
  barcode: string | null;
  part: string;
  status: ItemStatus;
  due_on: PlainDate | null;
  member_id: number;
  branch_id: number;
  location: string;
  call_number: string;
};

/**
 * The same of several instances at once; those without copies are absent. The state is asked copy by copy: joined, the
 * planner reads the states of the whole region first (20 ms instead of 2 for a page of results).
 */
export async function holdingsOfInstances(
  db: Db,
  instanceIds: readonly number[],
): Promise<Map<number, HoldingGroup[]>> {
  const { rows } = await sql<Row>`
    with found as materialized (
      select r.instance_id, i.id, i.barcode, i.part, i.member_id, i.holding_id
      from catalogue.record_line r join catalogue.item_line i on i.record_id = r.id
      where r.instance_id = any(${[...instanceIds]}::bigint[]) and r.deleted_at is null)
    select f.instance_id, f.id, f.barcode, f.part, s.status, s.due_on, f.member_id,
      coalesce(p.branch_id, g.branch_id) as branch_id, g.call_number,
      case when p.item_id is null then g.location when p.kind = 'store' then '' else p.location end as location
    from found f join catalogue.call_number_line g on g.id = f.holding_id
    left join placement.item_place p on p.item_id = f.id
    cross join lateral (select s.status, s.due_on from circulation.item_state s where s.item_id = f.id offset 0) s
    where s.status <> 'withdrawn'
    order by f.instance_id, f.member_id, branch_id, location, g.call_number, f.id
    limit ${MOST_ITEMS * Math.max(1, instanceIds.length)}`.execute(db);
  const byInstance = new Map<number, Row[]>();
  for (const row of rows) {
    const known = byInstance.get(row.instance_id);
    if (known) known.push(row);
    else byInstance.set(row.instance_id, [row]);
  }
  return new Map([...byInstance].map(([id, copies]) => [id, groupsOf(copies)]));
}

function groupsOf(rows: Row[]): HoldingGroup[] {
  const places = new Map<string, number>();
  for (const row of rows) {
    const place = `${row.member_id}|${row.branch_id}|${row.location}`;
    if (!places.has(place)) places.set(place, places.size);
  }
  const placeOf = (row: Row): number => places.get(`${row.member_id}|${row.branch_id}|${row.location}`)!;
  rows.sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      comparePart(a.call_number, b.call_number) ||
      comparePart(a.part, b.part) ||
      a.id - b.id,
  );
  const groups = new Map<string, HoldingGroup>();
  for (const row of rows) {
    const key = `${row.member_id}|${row.branch_id}|${row.location}|${row.call_number}`;
    let group = groups.get(key);
    if (!group) {
      group = {
        memberId: row.member_id,
        branchId: row.branch_id,
        location: row.location,
        callNumber: row.call_number,
        items: [],
      };
      groups.set(key, group);
    }
    group.items.push({
      id: row.id,
      barcode: row.barcode,
      part: row.part,
      status: row.status,
      dueOn: row.due_on,
    });
  }
  return [...groups.values()];
}
