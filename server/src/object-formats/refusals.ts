import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What is refused of files that are handed in, by name. */
export const refusalTable = {
  "import-file-kind": 415,
  "import-table-wrong": 400,
  "import-records-wrong": 400,
  "import-rows-many": 413,
  "import-archive-wrong": 400,
  "import-archive-large": 413,
  "import-path-wrong": 400,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
