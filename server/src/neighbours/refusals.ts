import { refuser } from "../kernel/refusals.ts";
import { signInRefusals } from "../sessions/index.ts";

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

/** What is refused to whoever comes in by a code. */
export const joiningRefusals = {
  ...signInRefusals,
  "guardian-needed": 409,
  "age-missing": 409,
  "text-refused": 422,
} as const;
export const refuseJoining = refuser(joiningRefusals);
