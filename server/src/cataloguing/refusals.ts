import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "instance-unknown": 404,
  "record-unknown": 404,
  "member-unknown": 404,
  "record-refused": 400,
  "record-changed": 409,
  /** The office keeps who may change this field. */
  "field-protected": 403,
  "record-has-items": 409,
  "branch-unknown": 404,
  "barcode-taken": 409,
  /** The library has this ISBN under a title that is not the one typed. */
  "isbn-of-other-title": 409,
  "item-unknown": 404,
  "item-changed": 409,
  "item-other-library": 409,
  "author-missing": 400,
  "call-number-unknown": 404,
  "range-unknown": 404,
  "range-invalid": 400,
  "range-exhausted": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
