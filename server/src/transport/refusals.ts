import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "item-unknown": 404,
  "several-items": 409,
  "branch-unknown": 404,
  "member-unknown": 404,
  "crate-unknown": 404,
  "crate-state": 409,
  "crate-empty": 409,
  "crate-full": 409,
  "crate-other-way": 409,
  "crate-misrouted": 409,
  "crate-here": 409,
  "crate-way-wrong": 409,
  "item-not-in-crate": 404,
  "item-not-sent": 409,
  "route-unknown": 404,
  "route-not-there": 409,
  "route-stops": 400,
  "name-missing": 400,
  "transit-unknown": 404,
  "search-exists": 409,
  "search-unknown": 404,
  "search-over": 409,
  "search-unfinished": 409,
  "item-condition": 409,
  "item-on-loan": 409,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
