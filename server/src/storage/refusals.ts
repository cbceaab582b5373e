import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "branch-unknown": 404,
  "store-unknown": 404,
  "store-in-use": 409,
  "store-full": 409,
  "deposit-unknown": 404,
  "deposit-sent": 409,
  "deposit-full": 409,
  "deposit-empty": 409,
  "deposit-undecided": 409,
  "item-unknown": 404,
  "item-withdrawn": 409,
  "several-items": 409,
  "item-not-on-shelf": 409,
  "item-in-deposit": 409,
  "item-not-deposited": 409,
  "item-promised": 409,
  "place-taken": 409,
  "barcode-taken": 409,
  "record-refused": 400,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
