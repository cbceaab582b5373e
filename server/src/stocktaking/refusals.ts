import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "item-unknown": 404,
  "several-items": 409,
  "count-unknown": 404,
  "count-closed": 409,
  "count-open": 409,
  "count-range": 400,
  "use-elsewhere": 409,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
