import { pictureRefusals } from "../files/index.ts";
import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "patron-unknown": 404,
  "patron-is-staff": 403,
  "merge-unknown": 404,
  "merge-same": 400,
  "merge-names-differ": 409,
  "merge-both-sign-in": 409,
  "merge-same-hold": 409,
  "merge-own-things": 409,
  "merge-later-first": 409,
  "merge-too-old": 409,
  "note-unknown": 404,
  "notes-full": 409,
  "guarantor-unknown": 404,
  "guarantors-full": 409,
  "photo-unknown": 404,
  ...pictureRefusals,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
