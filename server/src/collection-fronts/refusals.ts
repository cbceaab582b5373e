import { pictureRefusals } from "../files/index.ts";
import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "collection-unknown": 404,
  "collection-path-taken": 409,
  "collection-host-taken": 409,
  "collection-host-office": 403,
  "collection-host-region": 409,
  ...pictureRefusals,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
