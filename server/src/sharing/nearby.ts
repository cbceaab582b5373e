import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import { type Cell, centreOf } from "./cell.ts";
import { toVisibleCopy, type VisibleCopy, type VisibleRow, visibleColumns } from "./copy-views.ts";
import type { RequestMode } from "./offer-options.ts";
import { lockSharer } from "./persons.ts";
import { isHidden, loadViewer, pointOf, type Viewer } from "./visibility.ts";

/** Squares somebody may look around in a day. */
export const CELLS_PER_DAY = 60;
/** Copies on one page. */
export const NEARBY_PAGE = 50;
const MOST_KM = 50;
/** Degrees are no kilometres: so many times more are fetched in the order of degrees, then ranked by kilometres. */
const OVERFETCH = 3;
const KM_PER_DEGREE = 111.2;

/** What is asked of the neighbourhood; `instanceIds`: only copies of these titles. */
export type NearbyQuery = {
  radiusKm: number;
  mode?: RequestMode;
  instanceIds?: number[];
  limit?: number;
};

/**
 * The square to look around in: one's own, or the one stood in now. Looking around in many squares a day is copying
 * the map. Refuses `minor-guarded-only` 403, `place-needed` 409, `cells-exhausted` 429.
 */
export async function lookAround(tx: Tx, clock: Clock, personId: string, here: Cell | null): Promise<Cell> {
  const sharer = await lockSharer(tx, personId);
  if (sharer.isMinor) throw new Problem("minor-guarded-only", 403);
  const cell = here ?? sharer.cell;
  if (cell === null) throw new Problem("place-needed", 409);
  const day = dateIn(sharer.timeZone, clock.now());
  await sql`insert into sharing.cell_look (person_id, day, cell) values (${personId}, ${day}::date, ${cell})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ looked: number }>`
    select count(*) as looked from sharing.cell_look l where l.person_id = ${personId} and l.day = ${day}::date`.execute(
    tx,
  );
  if (rows[0]!.looked > CELLS_PER_DAY) throw new Problem("cells-exhausted", 429, { limit: CELLS_PER_DAY });
  return cell;
}

/**
 * Copies free to be asked for around a square, the nearest square first, then the newest: offered to everybody near,
 * to friends, or to circles the reader counts in. Depends on squares only, never on anything finer.
 */
export async function findNearby(
  db: Db,
  personId: string,
  cell: Cell,
  query: NearbyQuery,
): Promise<VisibleCopy[]> {
  const viewer = { ...(await loadViewer(db, personId)), cell };
  const limit = Math.min(query.limit ?? NEARBY_PAGE, NEARBY_PAGE);
  const radiusKm = Math.min(query.radiusKm, MOST_KM);
  const filter = sql`o.state = 'open' and o.is_free and o.owner_id <> ${personId}::uuid
    and (${query.mode ?? null}::text is null or ${query.mode ?? null} = any(o.modes))
    and (${query.instanceIds ?? null}::bigint[] is null or o.instance_id = any(${query.instanceIds ?? null}::bigint[]))
    and not ${isHidden(viewer)}`;
  const { rows } = await sql<VisibleRow>`
    with found as (${channels(viewer, cell, radiusKm, filter, limit)}),
    ranked as (select distinct on (f.copy_id) f.copy_id, f.km from found f order by f.copy_id)
    select ${visibleColumns(viewer)} from ranked r join sharing.offer o on o.copy_id = r.copy_id
    join sharing.copy c on c.id = o.copy_id join sharing.title t on t.id = o.title_id
    order by r.km, o.published_at desc, o.copy_id desc limit ${limit}`.execute(db);
  return rows.map((row) => toVisibleCopy(row, viewer));
}

/** SQL: (copy_id, km) of every way somebody comes to see a copy, each by its own index, each the best `limit`. */
function channels(
  viewer: Viewer,
  cell: Cell,
  radiusKm: number,
  filter: RawBuilder<unknown>,
  limit: number,
): RawBuilder<unknown> {
  const here = pointOf(cell);
  const { lat, lon } = centreOf(cell);
  const up = radiusKm / KM_PER_DEGREE;
  const across = up / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const box = sql`box(point(${lon + across}::float8, ${lat + up}::float8), point(${lon - across}::float8, ${lat - up}::float8))`;
  const ranked = (from: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
    select n.copy_id, n.km from (${from}) n where n.km <= ${radiusKm} order by n.km, n.published_at desc, n.copy_id desc
    limit ${limit})`;
  const near = sql`select o.copy_id, sharing.kilometres(o.pt, ${here}) as km, o.published_at from sharing.offer o`;
  const parts = [
    ranked(sql`select p.* from (${near} where o.is_public and o.pt <@ ${box} and ${filter}
        and sharing.kilometres(o.pt, ${here}) <= o.radius_km
        order by o.pt <-> ${here} limit ${limit * OVERFETCH}) p`),
  ];
  if (viewer.circles.length > 0)
    parts.push(
      ranked(sql`${near} where exists (select 1 from sharing.offer_circle oc where oc.copy_id = o.copy_id
        and oc.circle_id = any(${viewer.circles}::uuid[])) and o.pt <@ ${box} and ${filter}`),
    );
  parts.push(
    ranked(sql`${near} join (${friendsOf(viewer)}) f on f.friend_id = o.owner_id
      where o.to_friends and o.pt <@ ${box} and ${filter}`),
  );
  return sql.join(parts, sql` union all `);
}

/**
 * Copies open to the reader through circles and friends, wherever they are: for circles without a place and for
 * people under age. The newest first.
 */
export async function findInCircles(
  db: Db,
  personId: string,
  query: { circleId?: string; text?: string; limit?: number; offset?: number },
): Promise<VisibleCopy[]> {
  const viewer = await loadViewer(db, personId);
  const circles = query.circleId
    ? viewer.circles.filter((circle) => circle === query.circleId)
    : viewer.circles;
  const words = query.text?.trim() ? `%${query.text.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const { rows } = await sql<VisibleRow>`
    select ${visibleColumns(viewer)} from sharing.offer o join sharing.copy c on c.id = o.copy_id
    join sharing.title t on t.id = o.title_id
    where o.copy_id in (
        select oc.copy_id from sharing.offer_circle oc where oc.circle_id = any(${circles}::uuid[])
        union
        select b.copy_id from sharing.offer b join (${friendsOf(viewer)}) f on f.friend_id = b.owner_id
        where b.to_friends and ${query.circleId === undefined && !viewer.isMinor})
      and o.state = 'open' and o.owner_id <> ${personId}::uuid and not ${isHidden(viewer)}
      and (${words}::text is null or t.main ilike ${words} or t.author ilike ${words})
    order by o.is_free desc, o.published_at desc, o.copy_id desc
    limit ${Math.min(query.limit ?? NEARBY_PAGE, NEARBY_PAGE)} offset ${query.offset ?? 0}`.execute(db);
  return rows.map((row) => toVisibleCopy(row, viewer));
}

/** SQL: (friend_id) of everybody the viewer is friends with. */
export function friendsOf(viewer: Viewer): RawBuilder<unknown> {
  return sql`select case when f.low_id = ${viewer.personId}::uuid then f.high_id else f.low_id end as friend_id
    from sharing.friendship f where f.accepted_at is not null
      and (f.low_id = ${viewer.personId}::uuid or f.high_id = ${viewer.personId}::uuid)`;
}
