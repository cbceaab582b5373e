import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "choose-branch": 409,
  "period-wrong": 400,
  "cursor-invalid": 400,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
