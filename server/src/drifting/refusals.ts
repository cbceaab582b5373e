import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "journey-unknown": 404,
  "journey-ended": 409,
  "journey-not-so": 409,
  "journey-not-yours": 403,
  "journey-too-soon": 409,
  "journeys-exhausted": 429,
  "secret-wrong": 409,
  "secret-used": 409,
  "code-locked": 429,
  "place-missing": 400,
  "nest-unknown": 404,
  "nest-closed": 409,
  "ring-empty": 400,
  "reader-unknown": 404,
  "minor-guarded-only": 403,
  "copy-unknown": 404,
  "copy-on-loan": 409,
  "copy-hidden": 409,
  "copy-state": 409,
  "claim-unknown": 404,
  "claims-full": 409,
  "acts-exhausted": 429,
  "thought-unknown": 404,
  "thought-length": 400,
  "thoughts-exhausted": 429,
  "text-refused": 422,
  "already-reported": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
