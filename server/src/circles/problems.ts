import type { ConstraintProblems } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  circle_name_form: () => refuse("circle-name-invalid"),
  circle_library_member: () => refuse("circle-member-needed"),
  circle_account_member: () => refuse("circle-member-needed"),
  circle_email_domain: () => refuse("circle-domain-needed"),
  circle_domain_form: () => refuse("circle-domain-needed"),
  circle_guarded_proofs: () => refuse("circle-guarded-proofs"),
  circle_member_id_fkey: () => refuse("member-unknown"),
  circle_parent_not_itself: () => refuse("circle-in-itself"),
  vouch_not_oneself: () => refuse("not-oneself"),
};
