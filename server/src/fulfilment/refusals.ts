import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "instance-unknown": 404,
  "branch-unknown": 404,
  "request-exists": 409,
  "request-unknown": 404,
  "request-closed": 409,
  "no-way": 409,
  "too-many-wanted": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
