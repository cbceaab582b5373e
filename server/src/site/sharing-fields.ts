import { caseOutcomes, circleKinds, circleProofs, type createCircle } from "../circles/index.ts";
import { Problem } from "../kernel/problem.ts";
import { distanceBands } from "../neighbours/index.ts";
import { copyConditions, type OfferOptions, offerModes } from "../shelves/index.ts";
import type { SharingPost } from "./sharing-site.ts";

function numberIn(text: string, least: number, most: number, otherwise: number): number {
  const value = Number(text);
  return text !== "" && Number.isInteger(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

/** The end of a band; 5 km when nothing is said. Refuses `radius-unknown` 400. */
function readRadius(text: string): (typeof distanceBands)[number] {
  const radiusKm = distanceBands.find((km) => String(km) === (text || "5"));
  if (radiusKm === undefined) throw new Problem("radius-unknown", 400);
  return radiusKm;
}

/** The fields of an offer as they came from a form. */
export function readOffer(post: SharingPost): OfferOptions {
  const modes = offerModes.filter((mode) => post.fields("modes").includes(mode));
  if (modes.length === 0) throw new Problem("mode-missing", 400);
  return {
    modes,
    loanDays: numberIn(post.field("loanDays"), 1, 180, 30),
    condition: copyConditions.find((one) => one === post.field("condition")) ?? "good",
    note: post.field("note").trim().slice(0, 500),
    shelf: post.field("shelf").trim().slice(0, 60),
    audience: {
      public: post.field("public") === "1",
      radiusKm: readRadius(post.field("radiusKm")),
      friends: post.field("friends") === "1",
      circleIds: post.fields("circleIds"),
    },
  };
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

/** A code as people type it, with blanks and full-width digits. */
export function normaliseCode(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "").slice(0, 12);
}
