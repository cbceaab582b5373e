import { type RawBuilder, sql } from "kysely";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { homeMember } from "../people/index.ts";
import type { Cell } from "./cell.ts";

/**
 * Where somebody is as far as others may learn of it: the middle of their zone, and how far two places in one zone lie
 * from its middle at most. All distances strangers are told, filtered and sorted by are between such places.
 */
export type Place = { lat: number; lon: number; spreadKm: number };

/** A zone has so many sharers, or is as large as zones are. */
export const SHARERS_PER_ZONE = 10;
/** Zones are squares of 2, 4 … 32 squares each way: the largest reaches across the widest band. */
export const ZONE_LEVELS = 5;

/** A zone with nearly so many is looked at again when somebody comes or goes. */
const NEARLY = 2;

/** SQL: zone `z` has at least `least` sharers that count. */
function peopled(level: RawBuilder<unknown>, zone: RawBuilder<unknown>, least: number): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from neighbours.place_zone o where o.level = ${level} and o.zone = ${zone} and o.counts
    offset ${least - 1})`;
}

/** Comings and goings take turns, so that zones are counted whole. To be called before a person's row is locked. */
export async function lockPlaces(tx: Tx): Promise<void> {
  await lockByName(tx, "neighbours.places");
}

/**
 * Finds the zones of somebody who moved, came or went, and of those whose zone that made larger or smaller. Their row
 * has the new square already; `lockPlaces` is held.
 */
export async function settlePlace(tx: Tx, personId: string): Promise<void> {
  const left = await sql<{ level: number; zone: number }>`
    delete from neighbours.place_zone where person_id = ${personId} returning level, zone`.execute(tx);
  const isKnown = (await homeMember(tx, personId)) !== null;
  const entered = await sql<{ level: number; zone: number }>`
    insert into neighbours.place_zone (person_id, level, zone, counts)
    select p.person_id, l, neighbours.zone_of(p.cell, l), ${isKnown} or ${isOld} from neighbours.person p, generate_series(1, ${ZONE_LEVELS}::int) l
    where p.person_id = ${personId} and p.cell is not null returning level, zone`.execute(tx);
  const zones = [...left.rows, ...entered.rows];
  const { rows } = await sql<{ person_id: string }>`
    select distinct z.person_id
    from unnest(${zones.map((z) => z.level)}::int[], ${zones.map((z) => z.zone)}::bigint[]) t(level, zone)
    join neighbours.place_zone z on z.level = t.level and z.zone = t.zone
    where not ${peopled(sql`t.level`, sql`t.zone`, SHARERS_PER_ZONE + NEARLY)}`.execute(tx);
  await snap(tx, [personId, ...rows.map((row) => row.person_id)]);
}

/** SQL: person `p` has been here for a month: they count, known to a library or not. */
const isOld = sql`p.created_at < now() - interval '30 days'`;

/** Counts everybody again: who has come to count since, and what two comings at once have missed. */
export async function settlePlaces(tx: Tx): Promise<void> {
  await lockPlaces(tx);
  await sql`update neighbours.place_zone z set counts = true from neighbours.person p
    where p.person_id = z.person_id and not z.counts and ${isOld}`.execute(tx);
  await snap(tx, null);
}

/** Puts people (null: all), and so what they offer, in the middle of the smallest zone with enough sharers. */
async function snap(tx: Tx, personIds: string[] | null): Promise<void> {
  await sql`
    with full_zone as (select o.level, o.zone from neighbours.place_zone o
      where o.counts and (${personIds}::uuid[] is null or (o.level, o.zone) in (
        select m.level, m.zone from neighbours.place_zone m where m.person_id = any(${personIds}::uuid[])))
      group by o.level, o.zone having count(*) >= ${SHARERS_PER_ZONE}),
    best as (select z.person_id, coalesce(min(f.level), ${ZONE_LEVELS}::int) as level from neighbours.place_zone z
      left join full_zone f on f.level = z.level and f.zone = z.zone
      where ${personIds}::uuid[] is null or z.person_id = any(${personIds}::uuid[]) group by z.person_id),
    snapped as (select b.person_id, neighbours.zone_centre(z.zone, b.level) as pt, neighbours.zone_spread(b.level) as spread
      from best b join neighbours.place_zone z on z.person_id = b.person_id and z.level = b.level)
    update neighbours.person p set pt = s.pt, spread_km = s.spread from snapped s
    where p.person_id = s.person_id and p.cell is not null and ((p.pt <-> s.pt) > 0 or p.spread_km <> s.spread)`.execute(
    tx,
  );
}

/** The place somebody in this square counts as being at, theirs or pretended. */
export async function placeOf(db: Db, cell: Cell): Promise<Place> {
  const zone = sql`neighbours.zone_of(${cell}::bigint, l.level)`;
  const { rows } = await sql<{ lat: number; lon: number; spread_km: number }>`
    select c.pt[1] as lat, c.pt[0] as lon, neighbours.zone_spread(l.level) as spread_km
    from generate_series(1, ${ZONE_LEVELS}::int) l(level), lateral (select neighbours.zone_centre(${zone}, l.level) as pt) c
    where l.level = ${ZONE_LEVELS}::int or ${peopled(sql`l.level`, zone, SHARERS_PER_ZONE)}
    order by l.level limit 1`.execute(db);
  const row = rows[0]!;
  return { lat: row.lat, lon: row.lon, spreadKm: row.spread_km };
}
