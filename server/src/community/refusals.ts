import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "instance-unknown": 404,
  "review-unknown": 404,
  "tag-unknown": 404,
  "tag-empty": 400,
  "too-many-tags": 422,
  "display-name-private": 422,
  "display-name-taken": 409,
  "text-refused": 422,
  "already-reported": 409,
  "acts-exhausted": 429,
  "cursor-invalid": 400,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
