import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, with its status. */
export const moderationRefusals = {
  "cursor-invalid": 400,
  "rule-empty": 400,
  "posting-unknown": 404,
  "report-unknown": 404,
  "rule-unknown": 404,
  "already-reported": 409,
  "appeal-used": 409,
  "own-decision": 409,
  "own-posting": 409,
  "own-report": 409,
  "posting-decided": 409,
  "posting-not-rejected": 409,
  "report-decided": 409,
  "text-refused": 422,
  "acts-exhausted": 429,
} as const;
export const refuse = refuser(moderationRefusals);
