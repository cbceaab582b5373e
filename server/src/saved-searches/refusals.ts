import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "saved-search-unknown": 404,
  "saved-search-exists": 409,
  "too-many-searches": 409,
  "query-unread": 400,
  "address-unknown": 404,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
