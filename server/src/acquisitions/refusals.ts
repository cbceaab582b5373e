import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "member-unknown": 404,
  "suggestion-unknown": 404,
  "suggestion-isbn": 400,
  "suggestion-reason": 400,
  "suggestion-library": 409,
  "suggestion-twice": 409,
  "suggestion-held": 409,
  "suggestion-decided": 409,
  "suggestions-exhausted": 429,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
