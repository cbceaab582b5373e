import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "object-unknown": 404,
  "object-state": 409,
  "arrangement-changed": 409,
  "arrangement-unchanged": 409,
  "arrangement-unknown": 404,
  "arrangement-overtaken": 409,
  "sections-wrong": 400,
  "parent-unknown": 404,
  "parent-circle": 409,
  "family-changed": 409,
  "order-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
