import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "authority-unknown": 404,
  "authority-changed": 409,
  "authority-kind-other": 400,
  "authority-itself": 400,
  "authority-in-use": 409,
  "authority-heading-empty": 400,
  "heading-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
