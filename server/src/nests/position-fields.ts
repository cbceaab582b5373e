import { Problem } from "../kernel/problem.ts";

/**
 * Fields of a form that say where something is, as they were typed or found by the device, named as the command's input:
 * `lat` is `position.lat`. Refuses `position-invalid` 400 where they say no place.
 */
export function positionFields({
  lat = "",
  lon = "",
  system,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  const [north, east] = [lat, lon].map((one) => Number(String(one).trim().replace(",", ".") || "x"));
  if (!(Math.abs(north!) <= 90 && Math.abs(east!) <= 180)) throw new Problem("position-invalid", 400);
  return { ...rest, "position.lat": String(north), "position.lon": String(east), "position.system": system };
}
