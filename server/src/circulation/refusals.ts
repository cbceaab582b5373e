import { refuser } from "../kernel/refusals.ts";

/** What the commands and queries of this room may refuse, each with the status it is answered with. */
export const refusalTable = {
  "hold-unknown": 404,
  "hold-closed": 409,
  "hold-ready": 409,
  "hold-on-its-way": 409,
  "hold-day-past": 409,
  "branch-unknown": 404,
  "branch-no-pickup": 409,
  "item-unknown": 404,
  "item-acted-since": 409,
  "item-withdrawn": 409,
  "back-date-wrong": 400,
  "loan-unknown": 404,
  "due-date-past": 409,
  "due-date-far": 409,
  "item-on-loan": 409,
  "item-in-transit": 409,
  "item-record-deleted": 409,
  "item-condition": 409,
  "item-report-unknown": 404,
  "item-report-not-concerned": 403,
  "item-report-exists": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
