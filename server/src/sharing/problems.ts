import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  loan_active_per_copy: () => new Problem("copy-taken", 409),
  loan_open_per_borrower: () => new Problem("copy-asked-already", 409),
  loan_not_oneself: () => new Problem("copy-own", 409),
  offer_deposit_range: () => new Problem("deposit-amount", 400),
  offer_radius_band: () => new Problem("radius-unknown", 400),
  offer_public_place: () => new Problem("place-needed", 409),
  block_not_oneself: () => new Problem("not-oneself", 409),
  block_blocked_id_fkey: () => new Problem("reader-unknown", 404),
  friendship_not_oneself: () => new Problem("not-oneself", 409),
  friendship_low_id_fkey: () => new Problem("reader-unknown", 404),
  friendship_high_id_fkey: () => new Problem("reader-unknown", 404),
  circle_name_form: () => new Problem("circle-name-invalid", 400),
  circle_account_member: () => new Problem("circle-member-needed", 400),
  circle_email_domain: () => new Problem("circle-domain-needed", 400),
  circle_domain_form: () => new Problem("circle-domain-needed", 400),
  circle_guarded_proofs: () => new Problem("circle-guarded-proofs", 409),
  circle_member_id_fkey: () => new Problem("member-unknown", 404),
  circle_parent_not_itself: () => new Problem("circle-in-itself", 409),
  vouch_not_oneself: () => new Problem("not-oneself", 409),
  appointment_place_form: () => new Problem("appointment-place-missing", 400),
  appointment_branch_id_fkey: () => new Problem("branch-unknown", 404),
  message_text_form: () => new Problem("message-length", 400),
};
