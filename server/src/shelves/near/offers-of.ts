import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { distanceBands, friendsOf } from "../../neighbours/index.ts";
import { toVisibleCopy, type VisibleCopy, type VisibleRow, visibleColumns } from "../copies/copy-views.ts";
import {
  isHidden,
  isWithin,
  loadViewer,
  pointOf,
  seenInPublic,
  toldKm,
  type Viewer,
} from "../copies/visibility.ts";

const MOST_PER_INSTANCE = 5;
/** Degrees are no kilometres: so many times more are fetched in the order of degrees, then ranked by kilometres. */
const OVERFETCH = 4;
/** Farthest that anything is offered in public. */
const MOST_KM = 50;
const KM_PER_DEGREE = 111.2;

/**
 * Copies of these instances that somebody may ask for now: free, open to them, not their own; the nearest band first, at
 * most five of each. One statement for all of them; a title in everybody's hands costs no more than a rare one, because
 * each way of seeing a copy comes by its own index.
 */
export async function offersOf(
  db: Db,
  personId: string,
  instanceIds: readonly number[],
): Promise<VisibleCopy[]> {
  if (instanceIds.length === 0) return [];
  const viewer = await loadViewer(db, personId);
  const ids = sql`${[...instanceIds]}::bigint[]`;
  const ways = [...inPublic(viewer, ids), ...inCircles(viewer, ids), ...ofFriends(viewer, ids)];
  if (ways.length === 0) return [];
  const { rows } = await sql<VisibleRow>`
    with found as materialized (${sql.join(ways, sql` union `)}),
    ranked as (
      select f.copy_id, f.instance_id, row_number() over (partition by f.instance_id
        order by ${bandOfOffer(viewer)}, o.published_at, o.copy_id) as place
      from found f join shelves.offer o on o.copy_id = f.copy_id)
    select ${visibleColumns(viewer)} from ranked r join shelves.offer o on o.copy_id = r.copy_id
    join shelves.copy c on c.id = o.copy_id join shelves.title t on t.id = o.title_id
    where r.place <= ${MOST_PER_INSTANCE} order by r.instance_id, r.place`.execute(db);
  return rows.map((row) => toVisibleCopy(row, viewer));
}

/** SQL: the band the viewer may be told of offer `o`, by its place among the bands; behind all of them without one. */
function bandOfOffer(viewer: Viewer): RawBuilder<number> {
  return sql<number>`(case when ${seenInPublic(viewer)} then width_bucket(${toldKm(viewer.place)}, ${[...distanceBands]}::float8[])
    else ${distanceBands.length}::int end)`;
}

/** SQL: what every offer must be, however it comes to be seen. */
function isFree(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`o.state = 'open' and o.is_free and o.owner_id is distinct from ${viewer.personId}::uuid and not ${isHidden(viewer)}`;
}

function inPublic(viewer: Viewer, ids: RawBuilder<unknown>): RawBuilder<unknown>[] {
  if (viewer.isMinor || viewer.place === null) return [];
  const here = pointOf(viewer.place);
  const { lat, lon } = viewer.place;
  const up = MOST_KM / KM_PER_DEGREE;
  const across = up / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const box = sql`box(point(${lon + across}::float8, ${lat + up}::float8), point(${lon - across}::float8, ${lat - up}::float8))`;
  return [
    sql`select n.copy_id, w.id as instance_id from unnest(${ids}) w(id) cross join lateral (
      select o.copy_id from shelves.offer o
      where o.instance_id = w.id and o.is_public and o.pt <@ ${box} and ${isFree(viewer)}
        and ${isWithin(viewer.place, sql`o.radius_km`)}
      order by o.pt <-> ${here} limit ${MOST_PER_INSTANCE * OVERFETCH}) n`,
  ];
}

function inCircles(viewer: Viewer, ids: RawBuilder<unknown>): RawBuilder<unknown>[] {
  if (viewer.circles.length === 0) return [];
  return [
    sql`select n.copy_id, oc.instance_id from shelves.offer_circle oc cross join lateral (
        select o.copy_id from shelves.offer o where o.copy_id = oc.copy_id and ${isFree(viewer)} offset 0) n
      where oc.circle_id = any(${viewer.circles}::uuid[]) and oc.instance_id = any(${ids})`,
  ];
}

function ofFriends(viewer: Viewer, ids: RawBuilder<unknown>): RawBuilder<unknown>[] {
  if (viewer.isMinor) return [];
  // `offset 0`: from friends to their copies, never through all copies of a title that everybody has.
  return [
    sql`select n.copy_id, n.instance_id from (${friendsOf(viewer.personId)}) f cross join lateral (
        select o.copy_id, o.instance_id from shelves.offer o
        where o.owner_id = f.friend_id and o.to_friends and o.instance_id = any(${ids}) and ${isFree(viewer)} offset 0) n`,
  ];
}
