import { type RefusalTable, refuser } from "../kernel/refusals.ts";
import { formatRefusals } from "../object-formats/index.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  ...formatRefusals,
  "member-unknown": 404,
  "collection-unknown": 404,
  "collection-slug-taken": 409,
  "collection-template-missing": 400,
  "collection-config-wrong": 400,
  "collection-changed": 409,
  "collection-unchanged": 409,
  "collection-unpublished": 409,
  "collection-building": 409,
  "revision-unknown": 404,
  "object-unknown": 404,
  "object-withdrawn": 410,
  "object-identifier-taken": 409,
  "object-values-wrong": 400,
  "object-changed": 409,
  "object-state": 409,
  "import-unknown": 404,
  "import-state": 409,
  "import-mapping-wrong": 400,
  "worker-unknown": 404,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
