import type { Position } from "./cell.ts";
import type { CoordinateSystem } from "./words.ts";

const AXIS = 6_378_245;
const ECCENTRICITY_2 = 0.006_693_421_622_965_943;
const BD_TURN = (Math.PI * 3000) / 180;
const ROUNDS = 8;

/** GCJ-02 shifts nothing outside this frame around China. */
function isOutsideChina({ lat, lon }: Position): boolean {
  return lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

function waves(x: number, y: number): { lat: number; lon: number } {
  const { PI, sin, sqrt, abs } = Math;
  const common = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);
  const lat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI) + 160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) /
      3;
  const lon =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI) + 150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) /
      3;
  return { lat, lon };
}

/** WGS-84 to GCJ-02; the same position outside China. */
export function wgs84ToGcj02(position: Position): Position {
  if (isOutsideChina(position)) return position;
  const wave = waves(position.lon - 105, position.lat - 35);
  const angle = (position.lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY_2 * Math.sin(angle) ** 2;
  const root = Math.sqrt(magic);
  return {
    lat: position.lat + (wave.lat * 180) / (((AXIS * (1 - ECCENTRICITY_2)) / (magic * root)) * Math.PI),
    lon: position.lon + (wave.lon * 180) / ((AXIS / root) * Math.cos(angle) * Math.PI),
  };
}

/** GCJ-02 to WGS-84, found by going back and forth until both agree (below a centimetre). */
export function gcj02ToWgs84(position: Position): Position {
  let guess = position;
  for (let round = 0; round < ROUNDS; round++) {
    const there = wgs84ToGcj02(guess);
    guess = { lat: guess.lat + position.lat - there.lat, lon: guess.lon + position.lon - there.lon };
  }
  return guess;
}

/** GCJ-02 to BD-09. */
export function gcj02ToBd09({ lat, lon }: Position): Position {
  const length = Math.sqrt(lon * lon + lat * lat) + 0.00002 * Math.sin(lat * BD_TURN);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD_TURN);
  return { lat: length * Math.sin(angle) + 0.006, lon: length * Math.cos(angle) + 0.0065 };
}

/** BD-09 to GCJ-02, found like `gcj02ToWgs84`. */
export function bd09ToGcj02(position: Position): Position {
  let guess = { lat: position.lat - 0.006, lon: position.lon - 0.0065 };
  for (let round = 0; round < ROUNDS; round++) {
    const there = gcj02ToBd09(guess);
    guess = { lat: guess.lat + position.lat - there.lat, lon: guess.lon + position.lon - there.lon };
  }
  return guess;
}

/** A position from outside in the one system we know inside. */
export function toWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === "gcj02") return gcj02ToWgs84(position);
  if (system === "bd09") return gcj02ToWgs84(bd09ToGcj02(position));
  return position;
}

/** A position of ours for a map that speaks another system. */
export function fromWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === "gcj02") return wgs84ToGcj02(position);
  if (system === "bd09") return gcj02ToBd09(wgs84ToGcj02(position));
  return position;
}
