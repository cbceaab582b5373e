/** What a ground of a map is made of, as GeoJSON would say it: water and parks are areas, the others lines or points. */
type GroundKind = "water" | "park" | "river" | "street" | "place";
export type Ground = { kind: GroundKind; name: string; points: [lon: number, lat: number][] };

/**
 * The ground of the demo region, which does not exist: shown only where its invented quarter lies, in a desert, and always
 * labelled as a sample. Kilometres east and north of the quarter's middle become degrees.
 */
const MIDDLE = { lat: 39.05, lon: 84.02 };
const LAT_PER_KM = 1 / 111.2;
const LON_PER_KM = LAT_PER_KM / Math.cos((MIDDLE.lat * Math.PI) / 180);

const at = (pairs: string): [number, number][] =>
  pairs.split(" ").map((pair) => {
    const [east = 0, north = 0] = pair.split(",").map(Number);
    return [MIDDLE.lon + east * LON_PER_KM, MIDDLE.lat + north * LAT_PER_KM];
  });
const ground = (kind: GroundKind, name: string, pairs: string): Ground => ({ kind, name, points: at(pairs) });

const DEMO_GROUND: readonly Ground[] = [
  ground(
    "water",
    "云泽",
    "-7,-3 -5.6,-1.2 -3.9,-0.9 -2.6,-1.9 -2.3,-3.4 -3.2,-4.9 -4.8,-5.6 -6.4,-4.9 -7,-3",
  ),
  ground("water", "青潭", "4.6,-4.4 5.6,-3.8 6.5,-4.2 6.6,-5.2 5.7,-5.8 4.8,-5.4 4.6,-4.4"),
  ground("park", "绿洲公园", "0.4,2.2 1.7,2.4 1.9,3.4 0.9,3.8 0.2,3.2 0.4,2.2"),
  ground("park", "学府园", "-1.4,-0.7 -0.5,-0.6 -0.4,0.1 -1.3,0.2 -1.4,-0.7"),
  ground(
    "river",
    "澜河",
    "-9,6.5 -7.2,5.4 -5.4,4.9 -3.8,3.6 -2.4,3.2 -1.1,2.1 -0.6,0.9 0.9,-0.4 1.7,-1.9 3.1,-2.9 4.6,-4.4",
  ),
  ground("river", "泽水", "-2.6,-1.9 -1.2,-2.1 0.2,-1.9 1.7,-1.9"),
  ground("street", "沙洲街", "-3,0.4 -1.4,0.4 0.3,0.4 1.6,0.6 3.4,0.7"),
  ground("street", "学府路", "-1.9,-2.6 -1.8,-1.2 -1.7,0.4 -1.6,1.6 -1.5,3"),
  ground("street", "师大路", "-4.8,3.9 -3.2,2.6 -1.6,1.6 0.3,1.3 2,1.4"),
  ground("street", "东湾大道", "0.3,-2.4 0.3,-1 0.3,0.4 0.3,1.3 0.4,2.2 0.5,4.4"),
  ground("street", "工学街", "0.3,-1 2,-1.1 3.6,-1.4 5.2,-2.2 6.2,-3.2"),
  ground("street", "南桥路", "-1.8,-1.2 -0.4,-1.4 0.3,-2.4 1.2,-3.4 2.4,-4.6"),
  ground("street", "环湖路", "-7.4,-2.8 -5.8,-0.7 -3.8,-0.4 -1.8,-1.2"),
  ground("place", "三号院", "0.9,1.15"),
  ground("place", "云泽大学", "-0.95,-0.25"),
  ground("place", "望屿", "-4.6,-3.1"),
];

type Box = { west: number; south: number; east: number; north: number };
const REACH: Box = { west: 83.9, south: 38.98, east: 84.14, north: 39.13 };

/** The ground under these places; empty where the demo's map does not reach. */
export function groundOf(places: readonly { lat: number; lon: number }[]): readonly Ground[] {
  const isInside = ({ lat, lon }: { lat: number; lon: number }): boolean =>
    lon >= REACH.west && lon <= REACH.east && lat >= REACH.south && lat <= REACH.north;
  return places.length > 0 && places.every(isInside) ? DEMO_GROUND : [];
}
