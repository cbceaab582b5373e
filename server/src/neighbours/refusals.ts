import { refuser } from "../kernel/refusals.ts";

/** What this room's commands refuse, each with the status it is answered with. */
export const refusalTable = {
  "text-refused": 422,
  "position-invalid": 400,
  "minor-guarded-only": 403,
  "cell-moved-often": 429,
  "reader-unknown": 404,
} as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
