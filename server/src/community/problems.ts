import type { ConstraintProblems } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  profile_name_taken: () => refuse("display-name-taken"),
};
