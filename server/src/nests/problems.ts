import type { ConstraintProblems } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  nest_name_form: () => refuse("nest-name-invalid"),
  nest_capacity_range: () => refuse("nest-capacity-invalid"),
};
