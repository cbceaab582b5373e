import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "loan-unknown": 404,
  "loan-not-your-move": 403,
  "loan-state": 409,
  "loan-ended": 409,
  "library-lends": 409,
  "photo-unknown": 404,
  "reader-blocked": 403,
  "reader-unknown": 404,
  "not-oneself": 409,
  "copy-unknown": 404,
  "copy-own": 409,
  "copy-taken": 409,
  "copy-asked-already": 409,
  "copy-elsewhere": 409,
  "mode-not-offered": 409,
  "requests-exhausted": 429,
  "acts-exhausted": 429,
  "borrow-limit": 409,
  "borrower-limit": 409,
  "circle-limit": 409,
  "minor-guarded-only": 403,
  "renewal-asked": 409,
  "renewal-not-asked": 409,
  "renewal-others-wait": 409,
  "renewals-exhausted": 409,
  "renewals-none": 409,
  "loan-recalled": 409,
  "recall-once": 409,
  "recall-no-gain": 409,
  "pass-on-nothing": 409,
  "pass-on-not-agreed": 409,
  "evidence-missing": 400,
  "reason-missing": 400,
  "messages-full": 409,
  "message-length": 400,
  "appointment-unknown": 404,
  "appointment-time": 400,
  "appointment-place-missing": 400,
  "branch-unknown": 404,
  "text-refused": 422,
  "code-wrong": 409,
  "code-locked": 429,
  "code-unreadable": 400,
  "deposits-off": 409,
  "deposit-amount": 400,
  "deposit-missing": 409,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
