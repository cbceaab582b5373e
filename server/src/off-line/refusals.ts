import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "off-line-act-unknown": 404,
  "off-line-act-settled": 409,
  "off-line-clock-wrong": 400,
  "off-line-answer-wrong": 409,
  "off-line-branch-wrong": 409,
  "look-ups-too-fast": 429,
} as const satisfies RefusalTable;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
