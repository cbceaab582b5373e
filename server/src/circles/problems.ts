import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  circle_name_form: () => new Problem("circle-name-invalid", 400),
  circle_library_member: () => new Problem("circle-member-needed", 400),
  circle_account_member: () => new Problem("circle-member-needed", 400),
  circle_email_domain: () => new Problem("circle-domain-needed", 400),
  circle_domain_form: () => new Problem("circle-domain-needed", 400),
  circle_guarded_proofs: () => new Problem("circle-guarded-proofs", 409),
  circle_member_id_fkey: () => new Problem("member-unknown", 404),
  circle_parent_not_itself: () => new Problem("circle-in-itself", 409),
  vouch_not_oneself: () => new Problem("not-oneself", 409),
};
