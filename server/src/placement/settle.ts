import { sql } from "kysely";
import type { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import type { standingSchema } from "./schema.ts";
import type { PlaceKind } from "./words.ts";

/** A copy at a desk. `isFit`: it may be lent; what is not does not float. */
export type SettlingCopy = { id: number; homeBranchId: number; isFit: boolean };

/** Why it belongs where it goes although that is not its home. */
export type Standing = z.output<typeof standingSchema>;
/** Where it belongs now; `place` null: at home. */
export type Belongs = { branchId: number; place: Standing | null };

type Row = {
  kind: PlaceKind | null;
  branch_id: number | null;
  location: string;
  is_over: boolean;
  settled_branch_id: number | null;
  floats: boolean;
};

/**
 * Where a scanned copy belongs now: its place, where it floated to, or home. When it is there already, the scan sets it
 * down; a place that is over is forgotten. The caller holds the lock of its instance.
 */
export async function settle(tx: Tx, clock: Clock, copy: SettlingCopy, branchId: number): Promise<Belongs> {
  const row = await readPlace(tx, clock, copy.id, branchId);
  if (row?.kind && row.kind !== "float" && !row.is_over) {
    if (row.branch_id === branchId && row.settled_branch_id !== branchId)
      await sql`update placement.place set settled_branch_id = ${branchId}, settled_at = ${clock.now()}
        where item_id = ${copy.id}`.execute(tx);
    if (row.branch_id === null) return { branchId: copy.homeBranchId, place: null };
    return {
      branchId: row.branch_id,
      place: { kind: row.kind, location: row.location, homeBranchId: copy.homeBranchId },
    };
  }
  const stays = row?.floats && copy.isFit && branchId !== copy.homeBranchId;
  const groupId = stays ? await groupWithRoom(tx, copy, branchId) : null;
  if (groupId !== null) {
    await floatTo(tx, clock, copy.id, branchId, groupId);
    return { branchId, place: { kind: "float", location: "", homeBranchId: copy.homeBranchId } };
  }
  if (row?.kind) await sql`delete from placement.place where item_id = ${copy.id}`.execute(tx);
  return { branchId: copy.homeBranchId, place: null };
}

/** The copy's place today, and whether anything floats at this branch; undefined where there is neither. */
async function readPlace(tx: Tx, clock: Clock, itemId: number, branchId: number): Promise<Row | undefined> {
  const { rows } = await sql<{ placed: boolean; floats: boolean }>`
    select exists (select 1 from placement.place p where p.item_id = ${itemId}) as placed,
      exists (select 1 from placement.float_branch f where f.branch_id = ${branchId}) as floats`.execute(tx);
  const { placed, floats } = rows[0]!;
  if (!placed)
    return floats
      ? { kind: null, branch_id: null, location: "", is_over: false, settled_branch_id: null, floats }
      : undefined;
  const today = await todayInRegion(tx, clock);
  const { rows: places } = await sql<Omit<Row, "floats">>`
    select p.kind, p.branch_id, p.location, p.is_over, p.settled_branch_id
    from placement.place_on(${today}::date) p where p.item_id = ${itemId}`.execute(tx);
  return { ...places[0]!, floats };
}

/**
 * The group by which a copy may stay at a branch: both branches are in it, it takes the copy's kind and shelf, and neither
 * the branch's limit nor the title's is reached. Two scans at once are counted one after the other.
 */
async function groupWithRoom(tx: Tx, copy: SettlingCopy, branchId: number): Promise<number | null> {
  const { rows } = await sql<{ id: number; most: number; most_per_title: number | null }>`
    select g.id, f.most, g.most_per_title
    from placement.float_branch f join placement.float_group g on g.id = f.group_id
    join placement.float_branch h on h.group_id = g.id and h.branch_id = ${copy.homeBranchId}
    join catalogue.item_fact i on i.id = ${copy.id}
    where f.branch_id = ${branchId} and (g.member_id is null or g.member_id = i.member_id)
      and (g.item_classes = '{}' or i.item_class = any(g.item_classes))
      and (g.locations = '{}' or i.location = any(g.locations))
    order by g.id for update of f`.execute(tx);
  for (const group of rows) {
    const { rows: counted } = await sql<{ stay: number; same: number }>`
      select (select count(*)::int from placement.place p where p.group_id = ${group.id}
          and p.settled_branch_id = ${branchId} and p.item_id <> ${copy.id}) as stay,
        (select count(*)::int from catalogue.item_fact i join catalogue.copy_fact c on c.instance_id = i.instance_id
          where i.id = ${copy.id} and c.id <> i.id and c.part = i.part and c.current_branch_id = ${branchId}) as same`.execute(
      tx,
    );
    const { stay, same } = counted[0]!;
    if (stay < group.most && (group.most_per_title === null || same < group.most_per_title)) return group.id;
  }
  return null;
}

async function floatTo(
  tx: Tx,
  clock: Clock,
  itemId: number,
  branchId: number,
  groupId: number,
): Promise<void> {
  await sql`insert into placement.place (item_id, kind, branch_id, group_id, settled_branch_id, settled_at, since)
    values (${itemId}, 'float', ${branchId}, ${groupId}, ${branchId}, ${clock.now()}, ${clock.now()})
    on conflict (item_id) do update set kind = 'float', branch_id = excluded.branch_id, group_id = excluded.group_id,
      location = '', note = '', until = null, tour_id = null, settled_branch_id = excluded.settled_branch_id,
      settled_at = case when place.settled_branch_id = excluded.settled_branch_id then place.settled_at
        else excluded.settled_at end,
      since = case when place.kind = 'float' then place.since else excluded.since end`.execute(tx);
}
