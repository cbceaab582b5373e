import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "list-unknown": 404,
  "list-not-yours": 403,
  "list-full": 409,
  "too-many-lists": 409,
  "cover-not-in-list": 422,
  "entry-unknown": 404,
  "section-unknown": 404,
  "too-many-sections": 409,
  "invitation-unknown": 404,
  "too-many-editors": 409,
  "instance-unknown": 404,
  "text-refused": 422,
  "already-reported": 409,
  "acts-exhausted": 429,
  "cursor-invalid": 400,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
