import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  block_not_oneself: () => new Problem("not-oneself", 409),
  block_blocked_id_fkey: () => new Problem("reader-unknown", 404),
  friendship_not_oneself: () => new Problem("not-oneself", 409),
  friendship_low_id_fkey: () => new Problem("reader-unknown", 404),
  friendship_high_id_fkey: () => new Problem("reader-unknown", 404),
};
