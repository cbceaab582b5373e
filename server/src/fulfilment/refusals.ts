import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, each with the status it is answered with. */
const own = {
  "instance-unknown": 404,
  "branch-unknown": 404,
  "request-exists": 409,
  "request-unknown": 404,
  "request-closed": 409,
  "no-way": 409,
  "too-many-wanted": 409,
} as const;

/** What the best way refused, told when no way at all could be begun. */
const ofWays = {
  "branch-no-pickup": 409,
  "card-blocked": 409,
  "affiliation-expired": 409,
  "overdue-too-long": 409,
  "nothing-to-lend": 409,
  "part-needed": 409,
  "part-unknown": 409,
  "hold-exists": 409,
  "already-on-loan": 409,
  "too-many-holds": 409,
  "copy-asked-already": 409,
  "requests-exhausted": 429,
  "borrow-limit": 409,
  "circle-limit": 409,
} as const;

export const refusalTable = { ...own, ...ofWays };
export const wayRefusals = Object.keys(ofWays) as (keyof typeof ofWays)[];

/** Makes a refusal of this room. */
export const refuse = refuser(own);
