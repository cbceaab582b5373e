import type { ConstraintProblems } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  loan_active_per_copy: () => refuse("copy-taken"),
  loan_open_per_borrower: () => refuse("copy-asked-already"),
  loan_not_oneself: () => refuse("copy-own"),
  appointment_place_form: () => refuse("appointment-place-missing"),
  appointment_branch_id_fkey: () => refuse("branch-unknown"),
  message_text_form: () => refuse("message-length"),
};
