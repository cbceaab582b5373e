import { pictureRefusals } from "../files/index.ts";
import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands, queries and pages of this room may refuse. */
export const refusalTable = {
  "object-unknown": 404,
  "object-withdrawn": 410,
  "page-unknown": 404,
  "media-program-missing": 503,
  ...pictureRefusals,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
