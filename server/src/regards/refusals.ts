import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "loan-unknown": 404,
  "regard-early": 409,
  "regard-late": 409,
  "regard-reason": 400,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
