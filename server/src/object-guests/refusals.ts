import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "collection-unknown": 404,
  "object-unknown": 404,
  "placing-unknown": 404,
  "placing-nothing": 409,
  "placing-many": 409,
  "placing-undone": 409,
  "guest-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
