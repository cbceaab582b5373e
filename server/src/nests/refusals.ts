import { refuser } from "../kernel/refusals.ts";

/** What declared operations of this room refuse, with its status. */
export const nestRefusals = {
  "minor-guarded-only": 403,
  forbidden: 403,
  "nest-unknown": 404,
  "steward-unknown": 404,
  "visit-unknown": 404,
  "nest-closed": 409,
  "nest-secret-missing": 409,
  "nest-secret-wrong": 409,
  "nest-stewarded": 409,
  "not-oneself": 409,
  "steward-too-soon": 409,
  "visit-scanned": 409,
  "nest-secret-locked": 429,
  "acts-exhausted": 429,
} as const;
export const refuse = refuser(nestRefusals);
