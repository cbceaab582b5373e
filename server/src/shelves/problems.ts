import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  offer_deposit_range: () => new Problem("deposit-amount", 400),
  offer_radius_band: () => new Problem("radius-unknown", 400),
  offer_public_place: () => new Problem("place-needed", 409),
};
