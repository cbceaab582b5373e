import { type RefusalTable, refuser } from "../kernel/refusals.ts";
import { formatRefusals } from "../object-formats/index.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  ...formatRefusals,
  "member-unknown": 404,
  "collection-unknown": 404,
  "collection-slug-taken": 409,
  "export-wrong": 400,
  "export-newer": 400,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
