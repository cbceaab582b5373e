import { pictureRefusals } from "../files/index.ts";
import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "nest-unknown": 404,
  "nest-closed": 409,
  "nest-not-so": 409,
  "nest-secret-missing": 409,
  "nest-secret-wrong": 409,
  "nest-secret-locked": 429,
  "nest-stewarded": 409,
  "nest-name-invalid": 400,
  "nest-capacity-invalid": 400,
  "nests-exhausted": 429,
  "minor-guarded-only": 403,
  "position-invalid": 400,
  "text-refused": 422,
  "already-reported": 409,
  forbidden: 403,
  "steward-unknown": 404,
  "steward-too-soon": 409,
  "not-oneself": 409,
  "visit-unknown": 404,
  "visit-scanned": 409,
  "photo-unknown": 404,
  "photos-full": 409,
  ...pictureRefusals,
  "books-invalid": 400,
  "taken-enough": 429,
  "visits-exhausted": 429,
  "acts-exhausted": 429,
  "copy-unknown": 404,
  "copy-travels": 409,
  "copy-on-loan": 409,
  "copy-hidden": 409,
  "copy-state": 409,
  "copy-elsewhere": 409,
  "loan-unknown": 404,
  "loan-not-your-move": 403,
  "loan-state": 409,
  "deposit-missing": 409,
  "geojson-invalid": 400,
  "geojson-long": 413,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
