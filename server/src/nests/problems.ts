import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  nest_name_form: () => new Problem("nest-name-invalid", 400),
  nest_capacity_range: () => new Problem("nest-capacity-invalid", 400),
};
