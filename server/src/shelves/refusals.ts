import { pictureRefusals } from "../files/index.ts";
import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "copy-unknown": 404,
  "copy-hidden": 409,
  "copy-state": 409,
  "copy-on-loan": 409,
  "circle-unknown": 404,
  "minor-guarded-only": 403,
  "place-needed": 409,
  "radius-unknown": 400,
  "mode-missing": 400,
  "deposit-amount": 400,
  "shelf-empty": 400,
  "shelf-too-long": 400,
  "books-exhausted": 429,
  "text-refused": 422,
  "text-doubted": 422,
  "title-catalogued": 409,
  "acts-exhausted": 429,
  "isbn-invalid": 400,
  "title-unknown": 404,
  "record-unknown": 404,
  "mending-nothing": 409,
  "title-missing": 400,
  "title-needed": 400,
  "quote-open": 400,
  "not-a-book": 400,
  "already-reported": 409,
  "photo-unknown": 404,
  "photos-full": 409,
  ...pictureRefusals,
  "item-unknown": 404,
  "item-not-free": 409,
  "several-items": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
