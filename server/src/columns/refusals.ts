import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "column-unknown": 404,
  "column-owner-unknown": 404,
  "column-writer-needed": 403,
  "column-closed": 409,
  "columns-full": 409,
  "article-unknown": 404,
  "article-state": 409,
  "drafts-full": 409,
  "follows-full": 409,
  "instance-unknown": 404,
  "minor-guarded-only": 403,
  "acts-exhausted": 429,
  "already-reported": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
