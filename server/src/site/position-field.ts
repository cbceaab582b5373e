import { Problem } from "../kernel/problem.ts";
import { type CoordinateSystem, coordinateSystems, type Position, toWgs84 } from "../neighbours/index.ts";

/** A position from texts. Refuses `position-invalid` 400. */
export function positionOf(lat: string, lon: string, system: string): Position {
  const position = { lat: Number(lat || "x"), lon: Number(lon || "x") };
  if (!(Math.abs(position.lat) <= 90 && Math.abs(position.lon) <= 180))
    throw new Problem("position-invalid", 400);
  const known: CoordinateSystem = coordinateSystems.find((one) => one === system) ?? "wgs84";
  return toWgs84(position, known);
}
