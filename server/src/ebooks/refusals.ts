import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "ebook-unknown": 404,
  "ebook-not-yours": 403,
  "ebook-not-online": 409,
  "ebook-known": 409,
  "ebook-title-missing": 400,
  "ebook-link": 400,
  "ebook-link-shares-files": 422,
  "ebook-rights-missing": 400,
  "instance-unknown": 404,
  "circle-unknown": 404,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
