import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
export const refusalTable = {
  "organisation-unknown": 404,
  "organisation-exists": 409,
  "organisation-decided": 409,
  "organisation-steward-last": 409,
  "organisations-waiting": 409,
  "announcement-unknown": 404,
  "announcement-past": 422,
  "campaign-days": 422,
  "campaigns-exhausted": 409,
  "circle-unknown": 404,
  "circle-steward-only": 403,
  "circle-taken": 409,
  "nest-unknown": 404,
  "nest-steward-only": 403,
  "nest-taken": 409,
  "person-unknown": 404,
  "name-reserved": 409,
  "text-refused": 422,
  "case-unknown": 404,
  "case-closed": 409,
  "cases-exhausted": 429,
  "cursor-invalid": 400,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
