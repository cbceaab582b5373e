import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  loan_open_per_item: () => new Problem("item-on-loan", 409),
  transit_live_per_item: () => new Problem("item-in-transit", 409),
  hold_live_per_person: () => new Problem("hold-exists", 409),
  hold_live_per_item: () => new Problem("item-held-for-other", 409),
  hold_instance_id_fkey: () => new Problem("instance-unknown", 404),
  hold_pickup_branch_id_fkey: () => new Problem("branch-unknown", 404),
  hold_person_id_fkey: () => new Problem("person-unknown", 404),
};
