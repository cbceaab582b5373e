import { fold } from "@commonshelf/cjk";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Db } from "../../kernel/database.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import { type Cell, distanceBands, friendsOf, type Place, placeOf } from "../../neighbours/index.ts";
import { toVisibleCopy, type VisibleCopy, type VisibleRow, visibleColumns } from "../copies/copy-views.ts";
import type { RequestMode } from "../copies/offer-options.ts";
import { isHidden, loadViewer, pointOf, type Viewer } from "../copies/visibility.ts";

/** Copies on one page. */
export const NEARBY_PAGE = 50;
const MOST_KM = 50;
/** Owners looked at, the nearest; copies of one owner, the newest; and copies of friends and circles. */
const MOST_OWNERS = 500;
const MOST_PER_OWNER = 200;
const MOST_KNOWN = 1000;
const MOST_WORDS = 6;
const KM_PER_DEGREE = 111.2;

/** What is asked of the neighbourhood. `radiusKm`: the end of a band; `instanceIds`: only copies of these titles. */
export type NearbyQuery = {
  radiusKm: (typeof distanceBands)[number];
  mode?: RequestMode;
  /** Words of title and author, in any script of Chinese and any case. */
  text?: string;
  instanceIds?: number[];
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
};

/** A page of copies; `next`: where the page behind it begins, null at the end. */
export type CopyPage = { items: VisibleCopy[]; next: string | null };

/**
 * Copies free to be asked for around a square: offered to everybody near, and those of friends and circles wherever
 * they are. Owners take turns, each with the nearest band and the newest first; nobody can stand before others by
 * publishing more. Depends on zones only (`places.ts`), and for friends and circles on no place at all.
 * Refuses `cursor-invalid` 400.
 */
export async function findNearby(
  db: Db,
  personId: string,
  cell: Cell,
  query: NearbyQuery,
): Promise<CopyPage> {
  const place = await placeOf(db, cell);
  const viewer = { ...(await loadViewer(db, personId)), cell, place };
  const limit = Math.min(query.limit ?? NEARBY_PAGE, NEARBY_PAGE);
  const last = readCursor(query.cursor || undefined, cursorShape);
  const after = last && { turn: last[0], band: last[1], copyId: last[2] };
  const { rows } = await sql<VisibleRow & { turn: number; band: number }>`
    with found as (${inPublic(viewer, place, query)} union all ${ofKnown(viewer, query)}),
    once as (select f.copy_id, f.owner_id, f.owner_member, min(f.band) as band from found f
        group by f.copy_id, f.owner_id, f.owner_member),
    ranked as (select n.copy_id, n.band,
        row_number() over (partition by n.owner_id, n.owner_member order by n.band, n.copy_id desc)::int as turn from once n),
    page as (select r.copy_id, r.turn, r.band from ranked r
      where ${after === null} or (r.turn, r.band) > (${after?.turn ?? 0}::int, ${after?.band ?? 0}::int)
        or ((r.turn, r.band) = (${after?.turn ?? 0}::int, ${after?.band ?? 0}::int)
          and r.copy_id < ${after?.copyId ?? null}::uuid)
      order by r.turn, r.band, r.copy_id desc limit ${limit + 1})
    select g.turn, g.band, ${visibleColumns(viewer)} from page g join shelves.offer o on o.copy_id = g.copy_id
    join shelves.copy c on c.id = o.copy_id join shelves.title t on t.id = o.title_id
    order by g.turn, g.band, g.copy_id desc`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.turn, row.band, row.id]);
  return { items: items.map((row) => toVisibleCopy(row, viewer)), next };
}

/** Behind all bands: where copies without a told distance stand. */
const NO_BAND = distanceBands.length;

/** SQL: (copy_id, owner_id, owner_member, band) of what is offered to everybody near: first who is near, then what they have. */
function inPublic(viewer: Viewer, place: Place, query: NearbyQuery): RawBuilder<unknown> {
  const here = pointOf(place);
  const up = MOST_KM / KM_PER_DEGREE;
  const across = up / Math.max(0.05, Math.cos((place.lat * Math.PI) / 180));
  const box = sql`box(point(${place.lon + across}::float8, ${place.lat + up}::float8), point(${place.lon - across}::float8, ${place.lat - up}::float8))`;
  const wanted = sql`o.is_public and ${isWanted(viewer, query)}`;
  return sql`select n.copy_id, n.owner_id, null::smallint as owner_member, n.band from (
    select p.person_id, neighbours.kilometres(p.pt, ${here}) as km, p.spread_km + ${place.spreadKm}::float8 as blur
      from neighbours.sharer p where p.pt <@ ${box}
        and exists (select 1 from shelves.offer o where o.owner_id = p.person_id and ${wanted})
      order by p.pt <-> ${here}, p.person_id limit ${MOST_OWNERS}) near
    cross join lateral (select o.copy_id, o.owner_id, width_bucket(greatest(near.km, near.blur), ${BANDS}) as band
      from shelves.offer o where o.owner_id = near.person_id and near.km <= greatest(o.radius_km, near.blur)
        and ${wanted} order by o.copy_id desc limit ${MOST_PER_OWNER}) n
    where near.km <= greatest(${query.radiusKm}::float8, near.blur) and not ${viewer.isMinor}`;
}

const BANDS = sql`${[...distanceBands]}::float8[]`;

/** SQL: (copy_id, owner_id, owner_member, band) of what friends and circles offer, wherever they are: no place, no distance. */
function ofKnown(viewer: Viewer, query: NearbyQuery): RawBuilder<unknown> {
  return sql`(select o.copy_id, o.owner_id, o.owner_member, ${NO_BAND}::int as band from shelves.offer o
    where o.copy_id in (${openThrough(viewer, viewer.circles, true)}) and ${isWanted(viewer, query)}
    order by o.copy_id desc limit ${MOST_KNOWN})`;
}

/** SQL: (copy_id) of everything open to the viewer through these circles, and through friends. */
function openThrough(viewer: Viewer, circles: string[], withFriends: boolean): RawBuilder<unknown> {
  return sql`select oc.copy_id from shelves.offer_circle oc where oc.circle_id = any(${circles}::uuid[])
    union
    select b.copy_id from shelves.offer b join (${friendsOf(viewer.personId)}) f on f.friend_id = b.owner_id
    where b.to_friends and ${withFriends && !viewer.isMinor}`;
}

/** SQL: offer `o` is free, of somebody else, and what was asked for. */
function isWanted(viewer: Viewer, query: NearbyQuery): RawBuilder<boolean> {
  const mode = query.mode ?? null;
  const instanceIds = query.instanceIds ?? null;
  return sql<boolean>`(o.state = 'open' and o.is_free and o.owner_id is distinct from ${viewer.personId}::uuid
    and (${mode}::text is null or ${mode} = any(o.modes))
    and (${instanceIds}::bigint[] is null or o.instance_id = any(${instanceIds}::bigint[]))
    and not ${isHidden(viewer)} and ${hasWords(query.text)})`;
}

/** SQL: title and author of offer `o` have all these words, as the catalogue's analyser folds both. */
export function hasWords(text: string | undefined): RawBuilder<boolean> {
  const words = fold(text ?? "")
    .split(" ")
    .filter((word) => word !== "")
    .slice(0, MOST_WORDS);
  if (words.length === 0) return sql<boolean>`true`;
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  return sql<boolean>`exists (select 1 from shelves.title w where w.id = o.title_id
    and w.folded like all (${patterns}::text[]))`;
}

/** Turn, band and copy of the last row. */
const cursorShape = z.tuple([z.number().int(), z.number().int(), z.uuid()]);

type InCirclesQuery = { circleId?: string; text?: string; limit?: number; cursor?: string };

/** The first page of `copiesInCircles`. */
export async function findInCircles(
  db: Db,
  personId: string,
  query: Omit<InCirclesQuery, "cursor">,
): Promise<VisibleCopy[]> {
  return (await copiesInCircles(db, personId, query)).items;
}

/** Of the last row: whether it is free, since when it is offered, and the copy. */
const placeInCircles = z.tuple([z.enum(["true", "false"]), z.iso.datetime(), z.uuid()]);

/**
 * Copies open to the reader through circles and friends, wherever they are: for circles without a place and for
 * people under age. Those that are free first, the newest of them first. Refuses `cursor-invalid` 400.
 */
export async function copiesInCircles(db: Db, personId: string, query: InCirclesQuery): Promise<CopyPage> {
  const limit = Math.min(query.limit ?? NEARBY_PAGE, NEARBY_PAGE);
  const [isFree, at, id] = readCursor(query.cursor, placeInCircles) ?? [null, null, null];
  const viewer = await loadViewer(db, personId);
  const circles = query.circleId
    ? viewer.circles.filter((circle) => circle === query.circleId)
    : viewer.circles;
  const { rows } = await sql<VisibleRow & { free: boolean; since: Date }>`
    select o.is_free as free, o.published_at as since, ${visibleColumns(viewer)} from shelves.offer o join shelves.copy c on c.id = o.copy_id
    join shelves.title t on t.id = o.title_id
    where o.copy_id in (${openThrough(viewer, circles, query.circleId === undefined)})
      and o.state = 'open' and o.owner_id is distinct from ${personId}::uuid and not ${isHidden(viewer)}
      and ${hasWords(query.text)} and (${isFree}::boolean is null
        or (o.is_free, o.published_at, o.copy_id) < (${isFree}::boolean, ${at}::timestamptz, ${id}::uuid))
    order by o.is_free desc, o.published_at desc, o.copy_id desc limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [String(row.free), row.since.toISOString(), row.id]);
  return { items: items.map((row) => toVisibleCopy(row, viewer)), next };
}
