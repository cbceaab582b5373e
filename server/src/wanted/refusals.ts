import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "wanted-unknown": 404,
  "wanted-ended": 409,
  "wanted-own": 409,
  "wanted-full": 409,
  "answer-unknown": 404,
  "answer-empty": 400,
  "answers-full": 409,
  "answered-already": 409,
  "link-invalid": 400,
  "copy-unknown": 404,
  "copy-unseen": 409,
  "circle-unknown": 404,
  "minor-guarded-only": 403,
  "place-needed": 409,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
