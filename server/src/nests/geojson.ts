import { sql } from "kysely";
import { z } from "zod";
import { regionZone } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { dateIn } from "../kernel/time.ts";
import { cellOf, regionOf } from "../neighbours/index.ts";
import { demandPermission } from "../people/index.ts";
import { newCode } from "./code.ts";
import { refuse } from "./refusals.ts";
import type { NestAccess, NestKind } from "./words.ts";

/** `public_bookcase:type` of OpenStreetMap (wiki, Tag:amenity=public_bookcase) for each of our kinds. */
const osmTypes: Record<NestKind, string> = {
  shelf: "shelf",
  "wooden-cabinet": "wooden_cabinet",
  "metal-cabinet": "metal_cabinet",
  "glass-cabinet": "glass_cabinet",
  "reading-box": "reading_box",
  "phone-box": "phone_box",
  locker: "locker",
  building: "building",
  other: "other",
};
const kindOfType = new Map(Object.entries(osmTypes).map(([kind, type]) => [type, kind as NestKind]));
const accessOf: Record<string, NestAccess> = {
  yes: "public",
  public: "public",
  permissive: "public",
  customers: "customers",
  private: "members",
  members: "members",
};

const MOST_FEATURES = 50_000;

type Properties = Record<string, string>;
/** A FeatureCollection of points (RFC 7946), longitude first, WGS-84. */
export type NestFile = {
  type: "FeatureCollection";
  features: {
    type: "Feature";
    id?: string;
    geometry: { type: "Point"; coordinates: [number, number] };
    properties: Properties;
  }[];
};

/** All nests that are not closed as `amenity=public_bookcase` of OpenStreetMap. `origin`: where their pages are. */
export async function exportNests(db: Db, origin: string): Promise<NestFile> {
  const { rows } = await sql<{
    code: string;
    name: string;
    kind: NestKind;
    lon: number;
    lat: number;
    opening: string;
    access: NestAccess;
    capacity: number | null;
    osm_id: string | null;
    seen_at: Date | null;
  }>`select n.code, n.name, n.kind, n.pt[0] as lon, n.pt[1] as lat, n.opening, n.access, n.capacity, n.osm_id, n.seen_at
    from nests.nest n where n.state <> 'closed' and n.words_public order by n.id limit ${MOST_FEATURES}`.execute(
    db,
  );
  const zone = await regionZone(db);
  return {
    type: "FeatureCollection",
    features: rows.map((row) => ({
      type: "Feature",
      ...(row.osm_id && { id: row.osm_id }),
      geometry: { type: "Point", coordinates: [row.lon, row.lat] },
      properties: {
        amenity: "public_bookcase",
        name: row.name,
        "public_bookcase:type": osmTypes[row.kind],
        access: row.access === "public" ? "yes" : row.access,
        ...(row.opening && { opening_hours: row.opening }),
        ...(row.capacity !== null && { capacity: String(row.capacity) }),
        ...(row.seen_at && { check_date: dateIn(zone, row.seen_at) }),
        website: `${origin}/nests/${row.code}`,
        "ref:commonshelf": row.code,
      },
    })),
  };
}

const featureSchema = z.object({
  type: z.literal("Feature"),
  id: z.union([z.string(), z.number()]).optional(),
  geometry: z.object({
    type: z.literal("Point"),
    coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number()),
  }),
  properties: z.record(z.string(), z.unknown()),
});

/** What came of a file: `skipped` tells the place in it (from 1) and why. */
export type NestImport = {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: { feature: number; reason: string }[];
};

type Line = {
  osmId: string;
  name: string;
  kind: NestKind;
  lon: number;
  lat: number;
  opening: string;
  access: NestAccess;
  capacity: number | null;
};

/**
 * Takes nests from OpenStreetMap: known by their OSM id, so the same file again changes nothing. Features without one,
 * of another kind or shape are told and left out. Refuses `forbidden` 403 (for the office), `geojson-invalid` 400,
 * `geojson-long` 413.
 */
export async function importNests(tx: Tx, actor: Actor, clock: Clock, file: unknown): Promise<NestImport> {
  demandPermission(actor, "consortium.manage", null);
  const collection = z
    .object({ type: z.literal("FeatureCollection"), features: z.array(z.unknown()) })
    .safeParse(file);
  if (!collection.success) throw refuse("geojson-invalid");
  const { features } = collection.data;
  if (features.length > MOST_FEATURES) throw refuse("geojson-long", { limit: MOST_FEATURES });
  const skipped: NestImport["skipped"] = [];
  const lines = new Map<string, Line>();
  for (const [i, feature] of features.entries()) {
    const line = readFeature(feature);
    if (typeof line === "string") skipped.push({ feature: i + 1, reason: line });
    else if (lines.has(line.osmId)) skipped.push({ feature: i + 1, reason: "repeated" });
    else lines.set(line.osmId, line);
  }
  const counts = await store(tx, clock, [...lines.values()]);
  await writeAudit(tx, actor, "nests.import", { kind: "nests", id: "osm" }, null, { read: features.length });
  return { read: features.length, ...counts, skipped };
}

function readFeature(feature: unknown): Line | string {
  const parsed = featureSchema.safeParse(feature);
  if (!parsed.success) return "not-a-point";
  const { id, geometry, properties } = parsed.data;
  const text = (key: string): string => (typeof properties[key] === "string" ? properties[key].trim() : "");
  if (text("amenity") !== "public_bookcase") return "not-a-bookcase";
  const osmId = text("@id") || String(id ?? "");
  if (!/^(node|way|relation)\/[0-9]{1,15}$/.test(osmId)) return "no-osm-id";
  const capacity = Number(properties.capacity);
  const place = text("addr:street") || text("addr:full");
  return {
    osmId,
    name: (text("name") || text("operator") || place || osmId).slice(0, 80).padEnd(2, "·"),
    kind: kindOfType.get(text("public_bookcase:type")) ?? "other",
    lon: geometry.coordinates[0],
    lat: geometry.coordinates[1],
    opening: text("opening_hours").slice(0, 200),
    access: accessOf[text("access")] ?? "public",
    capacity: Number.isInteger(capacity) && capacity >= 1 && capacity <= 5000 ? capacity : null,
  };
}

/** One statement for the whole file; stewards' own words are kept where a nest has stewards. */
async function store(
  tx: Tx,
  clock: Clock,
  lines: Line[],
): Promise<Pick<NestImport, "created" | "updated" | "unchanged">> {
  if (lines.length === 0) return { created: 0, updated: 0, unchanged: 0 };
  const { rows } = await sql<{ created: boolean }>`
    insert into nests.nest as n (id, code, region_id, name, kind, pt, opening, access, capacity, state, osm_id, created_at)
    select l.id, l.code, l.region_id, l.name, l.kind, point(l.lon, l.lat), l.opening, l.access, l.capacity, 'unverified',
      l.osm_id, ${clock.now()}
    from unnest(${lines.map(() => newId<"nest">())}::uuid[], ${lines.map(() => newCode())}::text[],
      ${lines.map((l) => regionOf(cellOf(l)))}::int[], ${lines.map((l) => l.name)}::text[],
      ${lines.map((l) => l.kind)}::text[], ${lines.map((l) => l.lon)}::float8[], ${lines.map((l) => l.lat)}::float8[],
      ${lines.map((l) => l.opening)}::text[], ${lines.map((l) => l.access)}::text[],
      ${lines.map((l) => l.capacity)}::smallint[], ${lines.map((l) => l.osmId)}::text[])
      l(id, code, region_id, name, kind, lon, lat, opening, access, capacity, osm_id)
    on conflict (osm_id) do update set name = excluded.name, kind = excluded.kind, pt = excluded.pt,
      opening = excluded.opening, access = excluded.access, capacity = excluded.capacity, version = n.version + 1
      where not exists (select 1 from nests.steward s where s.nest_id = n.id)
        and (n.name, n.kind, n.pt[0], n.pt[1], n.opening, n.access, n.capacity) is distinct from
          (excluded.name, excluded.kind, excluded.pt[0], excluded.pt[1], excluded.opening, excluded.access,
            excluded.capacity)
    returning n.version = 1 as created`.execute(tx);
  const created = rows.filter((row) => row.created).length;
  const updated = rows.length - created;
  return { created, updated, unchanged: lines.length - created - updated };
}
