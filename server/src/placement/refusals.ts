import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "item-unknown": 404,
  "several-items": 409,
  "item-withdrawn": 409,
  "branch-unknown": 404,
  "member-unknown": 404,
  "name-missing": 400,
  "code-taken": 409,
  "record-unknown": 404,
  /** It is the record under which the copy stands. */
  "record-host": 409,
  "place-taken": 409,
  "place-unknown": 404,
  "place-over": 400,
  "place-same": 400,
  "float-group-unknown": 404,
  "float-branches": 400,
  "tour-unknown": 404,
  "tour-over": 409,
  "tour-stops": 400,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
