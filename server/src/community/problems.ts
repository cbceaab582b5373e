import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  profile_name_taken: () => new Problem("display-name-taken", 409),
  saved_search_once: () => new Problem("saved-search-exists", 409),
};
