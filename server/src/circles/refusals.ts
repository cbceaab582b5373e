import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, with its status. */
export const circleRefusals = {
  "circle-unknown": 404,
  "steward-not-asked": 403,
  "steward-found": 409,
  "circle-rests": 409,
} as const;
export const refuse = refuser(circleRefusals);
