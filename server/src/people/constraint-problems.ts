import { type ConstraintProblems, Problem } from "../kernel/problem.ts";

/** What the violation of each of this room's constraints means to whoever asked. */
export const constraintProblems: ConstraintProblems = {
  person_name_given: () => new Problem("name-missing", 400),
  person_email_form: () => new Problem("email-invalid", 400),
  affiliation_email_form: () => new Problem("email-invalid", 400),
  affiliation_phone_form: () => new Problem("phone-invalid", 400),
  affiliation_number_unique: () => new Problem("affiliation-number-taken", 409),
  affiliation_number_given: () => new Problem("affiliation-number-missing", 400),
  affiliation_group_given: () => new Problem("patron-group-missing", 400),
  affiliation_person_id_fkey: () => new Problem("person-unknown", 404),
  affiliation_member_id_fkey: () => new Problem("member-unknown", 404),
  card_barcode_unique: () => new Problem("card-exists", 409),
  card_key_unique: () => new Problem("card-exists", 409),
  card_barcode_form: () => new Problem("barcode-invalid", 400),
  card_person_id_fkey: () => new Problem("person-unknown", 404),
  card_member_id_fkey: () => new Problem("member-unknown", 404),
  credential_login_unique: () => new Problem("login-taken", 409),
  credential_login_form: () => new Problem("login-invalid", 400),
  credential_person_id_fkey: () => new Problem("person-unknown", 404),
  role_grant_person_id_fkey: () => new Problem("person-unknown", 404),
  role_grant_scope: () => new Problem("role-scope-wrong", 400),
};
