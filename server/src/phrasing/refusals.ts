import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands of this room may refuse. */
export const refusalTable = {
  "alias-unknown": 404,
  "alias-itself": 400,
  "zero-search-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
