import { refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "session-unknown": 404,
  "sign-in-failed": 401,
  "too-many-attempts": 429,
  busy: 503,
  "password-too-short": 400,
  "password-too-long": 400,
  "password-common": 400,
  "password-unchanged": 400,
  "branch-unknown": 404,
  "member-unknown": 404,
  "cursor-invalid": 400,
  "patron-unknown": 404,
  "name-missing": 400,
  "email-invalid": 400,
  "phone-invalid": 400,
  "barcode-invalid": 400,
  "patron-group-missing": 400,
  "affiliation-number-missing": 400,
  "affiliation-number-taken": 409,
  "affiliation-unknown": 404,
  "card-exists": 409,
  "card-unknown": 404,
  "block-unknown": 404,
  "block-days-invalid": 400,
  "patron-is-staff": 403,
  "search-too-short": 400,
  "look-ups-too-fast": 429,
  "role-scope-wrong": 400,
  "role-not-held": 404,
  "last-consortium-admin": 409,
  "last-member-admin": 409,
  "login-invalid": 400,
  "login-taken": 409,
  "password-weak": 409,
  "login-unknown": 404,
  "person-unknown": 404,
} as const;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
