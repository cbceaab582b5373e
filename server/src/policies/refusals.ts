import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
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
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
