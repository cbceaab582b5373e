import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  loan_active_per_copy: () => new Problem("copy-taken", 409),
  loan_open_per_borrower: () => new Problem("copy-asked-already", 409),
  loan_not_oneself: () => new Problem("copy-own", 409),
  appointment_place_form: () => new Problem("appointment-place-missing", 400),
  appointment_branch_id_fkey: () => new Problem("branch-unknown", 404),
  message_text_form: () => new Problem("message-length", 400),
};
