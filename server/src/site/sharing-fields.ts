import { caseOutcomes, circleKinds, circleProofs, type createCircle } from "../circles/index.ts";
import { Problem } from "../kernel/problem.ts";
import type { SharingPost } from "./sharing-site.ts";

function numberIn(text: string, least: number, most: number, otherwise: number): number {
  const value = Number(text);
  return text !== "" && Number.isInteger(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

/** The fields of a circle. */
export function readCircle(post: SharingPost): Parameters<typeof createCircle>[3] {
  const proofs = circleProofs.filter((proof) => post.fields("proofs").includes(proof));
  if (proofs.length === 0) throw new Problem("circle-proof-missing", 400);
  const limit = (name: string, most: number): number | null =>
    post.field(name) === "" ? null : numberIn(post.field(name), 1, most, most);
  return {
    kind: circleKinds.find((kind) => kind === post.field("kind")) ?? "interest",
    name: post.field("name"),
    about: post.field("about").slice(0, 1000),
    proofs,
    memberId: limit("memberId", 32_767),
    emailDomain: post.field("emailDomain"),
    maxLoanDays: limit("maxLoanDays", 180),
    maxActiveLoans: limit("maxActiveLoans", 50),
    caseOutcome: caseOutcomes.find((outcome) => outcome === post.field("caseOutcome")) ?? null,
  };
}

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
