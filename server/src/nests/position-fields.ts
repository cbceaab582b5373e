import { Problem } from "../kernel/problem.ts";

/**
 * Fields of a form that say where something is, as they were typed or found by the device, named as the command's input:
 * `lat` is `position.lat`. Refuses `position-invalid` 400 where they say no place; `isNeeded: false`: leaves an empty one out.
 */
export function positionFields(
  { lat = "", lon = "", system, ...rest }: Record<string, unknown>,
  isNeeded = true,
): Record<string, unknown> {
  if (!isNeeded && lat === "" && lon === "") return rest;
  const [north, east] = [lat, lon].map((one) => Number(String(one).trim().replace(",", ".") || "x"));
  if (!(Math.abs(north!) <= 90 && Math.abs(east!) <= 180)) throw new Problem("position-invalid", 400);
  return { ...rest, "position.lat": String(north), "position.lon": String(east), "position.system": system };
}
