import type { ConstraintProblems } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  offer_deposit_range: () => refuse("deposit-amount"),
  offer_radius_band: () => refuse("radius-unknown"),
  offer_public_place: () => refuse("place-needed"),
};
