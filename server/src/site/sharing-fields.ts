import { Problem } from "../kernel/problem.ts";
import type { SharingPost } from "./sharing-site.ts";

/** A position as it was typed or found by the device. Refuses `position-invalid` 400. */
export function readPosition(post: SharingPost): {
  position: { lat: number; lon: number };
  system: "wgs84" | "gcj02" | "bd09";
} {
  const [lat, lon] = ["lat", "lon"].map((name) => Number(post.field(name).trim().replace(",", ".") || "x"));
  if (!(Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180)) throw new Problem("position-invalid", 400);
  const system = (["gcj02", "bd09"] as const).find((one) => one === post.field("system")) ?? "wgs84";
  return { position: { lat: lat!, lon: lon! }, system };
}
