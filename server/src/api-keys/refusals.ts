import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "member-unknown": 404,
  "api-key-unknown": 404,
  "api-keys-exhausted": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);

/** What a call with a key is refused for, at whichever door. */
const keyedRefusals = {
  "api-key-wrong": 401,
  "api-key-revoked": 401,
  "api-key-origin": 403,
  "api-key-used-up": 429,
} as const satisfies RefusalTable;

/** A refusal of a call with a key. */
export const refuseKeyed = refuser(keyedRefusals);
