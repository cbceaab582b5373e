import type { Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { type CoordinateSystem, coordinateSystems, type Position, toWgs84 } from "../neighbours/index.ts";
import { formField } from "./form-field.ts";

/** A position as it was typed or found by the device, in WGS-84; null when it was left out. Refuses `position-invalid` 400. */
export function positionField(request: Request): Position | null {
  const [lat, lon] = ["lat", "lon"].map((name) => formField(request, name).trim().replace(",", "."));
  if (lat === "" && lon === "") return null;
  return positionOf(lat ?? "", lon ?? "", formField(request, "system"));
}

/** A position from texts. Refuses `position-invalid` 400. */
export function positionOf(lat: string, lon: string, system: string): Position {
  const position = { lat: Number(lat || "x"), lon: Number(lon || "x") };
  if (!(Math.abs(position.lat) <= 90 && Math.abs(position.lon) <= 180))
    throw new Problem("position-invalid", 400);
  const known: CoordinateSystem = coordinateSystems.find((one) => one === system) ?? "wgs84";
  return toWgs84(position, known);
}
