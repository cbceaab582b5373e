import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "member-unknown": 404,
  "exhibition-unknown": 404,
  "exhibition-withdrawn": 410,
  "exhibition-slug-taken": 409,
  "exhibition-changed": 409,
  "exhibition-unchanged": 409,
  "exhibition-unpublished": 409,
  "exhibition-wrong": 400,
  "edition-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
