import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "collection-unknown": 404,
  "object-unknown": 404,
  "object-request-unknown": 404,
  "object-request-open": 409,
  "viewing-day": 400,
  "viewing-day-missing": 400,
  "viewing-day-promised": 409,
  "original-in-hand": 409,
  "object-request-state": 409,
  "object-request-changed": 409,
  "object-requests-many": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
