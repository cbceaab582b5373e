import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, with its status. */
export const noticeRefusals = {
  "cursor-invalid": 400,
  "notice-unknown": 404,
  "member-unknown": 404,
  "wording-unknown": 404,
  "notice-value-unknown": 400,
  "notice-value-broken": 400,
  "mail-not-set-up": 409,
  "own-address-missing": 409,
  "mail-refused": 409,
} as const;
export const refuse = refuser(noticeRefusals);
