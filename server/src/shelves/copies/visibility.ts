import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { Cell, Place } from "../../neighbours/index.ts";

/**
 * Whoever looks: loaded once per request. `circles`: those they count in (guarded ones only for people under age);
 * `hidden`: everybody who blocked them or whom they blocked.
 */
export type Viewer = {
  personId: string;
  isMinor: boolean;
  cell: Cell | null;
  place: Place | null;
  circles: string[];
  hidden: string[];
};

/** What decides what somebody may see. */
export async function loadViewer(db: Db, personId: string): Promise<Viewer> {
  const { rows } = await sql<{
    is_minor: boolean;
    cell: Cell | null;
    lat: number | null;
    lon: number | null;
    spread_km: number | null;
    circles: string[] | null;
    hidden: string[];
  }>`
    select coalesce(p.is_minor, false) as is_minor, p.cell, p.pt[1] as lat, p.pt[0] as lon, p.spread_km,
      (select array_agg(c) from circles.circles_of(v.id, coalesce(p.is_minor, false)) c) as circles,
      array(select h.hidden_id from neighbours.hidden h where h.person_id = v.id) as hidden
    from (select ${personId}::uuid as id) v left join neighbours.sharer p on p.person_id = v.id`.execute(db);
  const row = rows[0]!;
  const place =
    row.lat === null || row.lon === null
      ? null
      : { lat: row.lat, lon: row.lon, spreadKm: row.spread_km ?? 0 };
  return {
    personId,
    isMinor: row.is_minor,
    cell: row.cell,
    place,
    circles: row.circles ?? [],
    hidden: row.hidden,
  };
}

/** SQL for a place as a point; null without one. */
export function pointOf(place: Place | null): RawBuilder<unknown> {
  if (place === null) return sql`null::point`;
  return sql`point(${place.lon}::float8, ${place.lat}::float8)`;
}

/**
 * SQL: kilometres between the viewer's place and that of the owner of offer `o`. Places that cannot be told apart are
 * as far from each other as any two squares in them: within it, every radius reaches. Null without a place.
 */
export function toldKm(place: Place | null): RawBuilder<number | null> {
  return sql<number | null>`greatest(neighbours.kilometres(o.pt, ${pointOf(place)}), ${blurKm(place)})`;
}

/** SQL: how far apart two squares may lie whose places, the viewer's and the owner's of offer `o`, are the same. */
function blurKm(place: Place | null): RawBuilder<number | null> {
  return sql<number | null>`(case when ${pointOf(place)} is null then null else
    (select w.spread_km from neighbours.sharer w where w.person_id = o.owner_id) + ${place?.spreadKm ?? 0}::float8 end)`;
}

/** SQL: the owner of offer `o` is within so many kilometres of the viewer's place, as far as can be told. */
export function isWithin(place: Place, km: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(neighbours.kilometres(o.pt, ${pointOf(place)}) <= greatest(${km}, ${blurKm(place)}))`;
}

/** SQL: the viewer and the owner of offer `o` hide from each other. */
export function isHidden(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(o.owner_id = any(${viewer.hidden}::uuid[]), false))`;
}

/** SQL: offer `o` is for everybody near, and the viewer is near and of age. Looks at zones only. */
export function seenInPublic(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.isMinor || viewer.place === null) return sql<boolean>`false`;
  return sql<boolean>`(o.is_public and ${isWithin(viewer.place, sql`o.radius_km`)})`;
}

/** SQL: offer `o` is for friends, and the viewer is one. */
export function seenByFriend(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.isMinor) return sql<boolean>`false`;
  return sql<boolean>`(o.to_friends and neighbours.befriended(${viewer.personId}::uuid, o.owner_id))`;
}

/** SQL: offer `o` is for a circle the viewer counts in. */
export function seenInCircle(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.circles.length === 0) return sql<boolean>`false`;
  return sql<boolean>`exists (select 1 from shelves.offer_circle oc
    where oc.copy_id = o.copy_id and oc.circle_id = any(${viewer.circles}::uuid[]))`;
}

/** SQL: the viewer may know that offer `o` exists: it is their own, or it is open to them and nobody is blocked. */
export function isVisible(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(o.owner_id = ${viewer.personId}::uuid or (o.state = 'open' and not ${isHidden(viewer)}
    and (${seenInPublic(viewer)} or ${seenByFriend(viewer)} or ${seenInCircle(viewer)})))`;
}
