import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "salon-unknown": 404,
  "salon-host-needed": 403,
  "salon-over": 409,
  "salon-cancelled": 409,
  "salon-time": 400,
  "salon-place-missing": 400,
  "salons-full": 409,
  "seat-taken-already": 409,
  "seat-none": 409,
  "check-in-early": 409,
  "check-in-code": 409,
  "note-too-early": 409,
  "circle-unknown": 404,
  "branch-unknown": 404,
  "minor-guarded-only": 403,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
