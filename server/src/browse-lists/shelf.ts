import { callNumberKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { getInstances, type Instance } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import { REGION } from "./entries.ts";

/** Neighbours shown on either side. */
const REACH = 12;

/** A title on a shelf, with the call number it stands there by. */
type ShelfBook = { instance: Instance; callNumber: string };

/** A title among its neighbours: `at` is its index in `books`. `more`: the shelf goes on at that end. */
export type Shelf = {
  memberId: number;
  books: ShelfBook[];
  at: number;
  more: { before: boolean; after: boolean };
};

/** Where an instance stands: the members that shelve it, and the region's long shelf. */
export type ShelfPlaces = { memberIds: number[]; inRegion: boolean };

/** On whose shelves a title stands, by one query. */
export async function shelfPlaces(db: Db, instanceId: number): Promise<ShelfPlaces> {
  const { rows } = await sql<{ member_id: number }>`
    select s.member_id from browse_lists.shelf s where s.instance_id = ${instanceId} order by s.member_id`.execute(
    db,
  );
  const ids = rows.map((row) => row.member_id);
  return { memberIds: ids.filter((id) => id !== REGION), inRegion: ids.includes(REGION) };
}

type Row = { instance_id: number; call_number: string };

/**
 * The twelve titles before and behind one on a member's shelves, in shelf order; `memberId` null: of the whole region.
 * Undefined when the title does not stand there. Two queries.
 */
export async function shelfAround(
  db: Db,
  instanceId: number,
  memberId: number | null,
): Promise<Shelf | undefined> {
  const member = memberId ?? REGION;
  const { rows } = await sql<Row & { side: number }>`
    with own as (
      select s.shelf_key, s.instance_id, s.call_number from browse_lists.shelf s
      where s.instance_id = ${instanceId} and s.member_id = ${member}
    )
    (select -1 as side, b.instance_id, b.call_number from own, lateral (
      select s.instance_id, s.call_number, s.shelf_key from browse_lists.shelf s
      where s.member_id = ${member} and (s.shelf_key, s.instance_id) < (own.shelf_key, own.instance_id)
      order by s.shelf_key desc, s.instance_id desc limit ${REACH + 1}) b
      order by b.shelf_key, b.instance_id)
    union all select 0, own.instance_id, own.call_number from own
    union all (select 1, b.instance_id, b.call_number from own, lateral (
      select s.instance_id, s.call_number, s.shelf_key from browse_lists.shelf s
      where s.member_id = ${member} and (s.shelf_key, s.instance_id) > (own.shelf_key, own.instance_id)
      order by s.shelf_key, s.instance_id limit ${REACH + 1}) b
      order by b.shelf_key, b.instance_id)`.execute(db);
  const side = (which: number): Row[] => rows.filter((row) => row.side === which);
  const [before, own, after] = [side(-1), side(0), side(1)];
  if (own.length === 0) return undefined;
  const shown = [...before.slice(-REACH), ...own, ...after.slice(0, REACH)];
  const instances = await getInstances(
    db,
    shown.map((row) => row.instance_id),
  );
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const books = shown.flatMap((row) => {
    const instance = byId.get(row.instance_id);
    return instance ? [{ instance, callNumber: row.call_number }] : [];
  });
  const at = books.findIndex((book) => book.instance.id === instanceId);
  if (at < 0) return undefined;
  return {
    memberId: member,
    books,
    at,
    more: { before: before.length > REACH, after: after.length > REACH },
  };
}

/** The first title that stands by this call number anywhere in the region, and at whose shelf. */
export async function findOnShelf(
  db: Db,
  callNumber: string,
): Promise<{ instanceId: number; memberId: number | null } | undefined> {
  const { rows } = await sql<{ instance_id: number; member_id: number }>`
    select s.instance_id, s.member_id from browse_lists.shelf s
    where s.member_id = any(array(select m.id from consortium.member_fact m) || ${REGION}::smallint)
      and s.shelf_key = ${callNumberKey(callNumber)}
    order by (s.call_number = ${callNumber}) desc, s.member_id, s.instance_id limit 1`.execute(db);
  const row = rows[0];
  return row && { instanceId: row.instance_id, memberId: row.member_id === REGION ? null : row.member_id };
}
