import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "collection-unknown": 404,
  "object-unknown": 404,
  "object-withdrawn": 410,
  "page-unknown": 404,
  "voice-unknown": 404,
  "voice-twice": 409,
  "correction-settled": 409,
  "reading-same": 409,
  "reading-waits": 409,
  "reading-overtaken": 409,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
  "file-closed": 403,
  "file-embargoed": 403,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
