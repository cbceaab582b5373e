import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "member-unknown": 404,
  "feed-missing": 404,
  "run-unknown": 404,
  "column-missing": 400,
  "table-broken": 400,
  "file-missing": 400,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
