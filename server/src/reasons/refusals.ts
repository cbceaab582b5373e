import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What queries of this room may refuse. */
export const refusalTable = {
  "loan-unknown": 404,
  "hold-unknown": 404,
  "instance-unknown": 404,
  "item-unknown": 404,
  "rule-draft-unknown": 404,
  "patron-unknown": 404,
  "card-lost": 409,
  "card-replaced": 409,
  "several-patrons": 409,
  "look-ups-too-fast": 429,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
