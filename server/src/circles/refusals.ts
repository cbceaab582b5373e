import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "circle-unknown": 404,
  "steward-not-asked": 403,
  "steward-found": 409,
  "steward-needed": 403,
  "steward-last": 409,
  "steward-expel": 409,
  "circle-rests": 409,
  "circle-expelled": 403,
  "circle-proof": 409,
  "circle-proof-missing": 400,
  "circle-proof-foreign": 403,
  "circle-library-only": 403,
  "circle-member": 409,
  "circle-applied": 409,
  "circle-name-invalid": 400,
  "circle-member-needed": 400,
  "circle-domain-needed": 400,
  "circle-guarded-proofs": 409,
  "circle-in-itself": 409,
  "circle-parents-exhausted": 409,
  "circles-exhausted": 409,
  "member-unknown": 404,
  "minor-guarded-only": 403,
  "proof-missing": 403,
  "proof-taken": 409,
  "email-domain": 409,
  "code-sent": 429,
  "code-locked": 429,
  "code-wrong": 409,
  "mail-off": 409,
  "roster-length": 400,
  "invite-unknown": 404,
  "reader-unknown": 404,
  "vouch-too-new": 403,
  "not-oneself": 409,
  "text-refused": 422,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;
