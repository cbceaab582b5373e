import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "reading-unknown": 404,
  "reading-leader-needed": 403,
  "reading-over": 409,
  "reading-early": 409,
  "reading-dates": 400,
  "reading-title-missing": 400,
  "plan-missing": 400,
  "plan-long": 400,
  "readings-led": 409,
  "readings-joined": 409,
  "reading-full": 409,
  "reading-joined": 409,
  "reading-not-joined": 409,
  "reading-sent-away": 403,
  "reading-part-unknown": 400,
  "reading-note-unknown": 404,
  "instance-unknown": 404,
  "circle-unknown": 404,
  "minor-guarded-only": 403,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
