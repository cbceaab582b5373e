import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "collection-unknown": 404,
  "edit-unknown": 404,
  "edit-field-unknown": 400,
  "edit-nothing": 409,
  "edit-state": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
