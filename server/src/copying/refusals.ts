import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "target-unknown": 404,
  "target-private": 403,
  "target-unreachable": 502,
  "target-diagnostic": 502,
  "target-program-missing": 501,
  "copy-question-empty": 400,
  "copy-index-missing": 400,
  "copy-refused": 400,
  /** The office keeps who may change this field. */
  "field-protected": 403,
  "copy-onto-unknown": 404,
  "choose-branch": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
