import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "override-own-only": 403,
  "member-unknown": 404,
  "name-missing": 400,
  "kind-code-invalid": 400,
  "kind-unknown": 404,
  "loan-rule-invalid": 400,
  "loan-rule-empty": 400,
  "loan-rule-lock": 400,
  "loan-rule-holds-class": 400,
  "loan-rule-locked": 409,
  "loan-rule-unknown": 404,
  "rule-date-past": 409,
  "rule-example-unknown": 404,
  "rule-examples-fail": 409,
  "rule-draft-unknown": 404,
  "rule-draft-empty": 409,
  "rule-draft-full": 409,
  "term-invalid": 400,
  "term-unknown": 404,
  "agreement-invalid": 400,
  "agreement-exists": 409,
  "agreement-unknown": 404,
  "agreement-refuses": 409,
  "agreement-blackout": 409,
  "agreement-quota": 409,
  "agreement-guests": 409,
  "setting-invalid": 400,
  "setting-locked": 409,
  "branch-unknown": 404,
  "cursor-invalid": 400,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
