import { refuser } from "../kernel/refusals.ts";

/** What the grouping of editions refuses, each with the status it is answered with. */
export const refusalTable = {
  "instance-unknown": 404,
  "work-alone": 409,
  "report-unknown": 404,
  "report-decided": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
