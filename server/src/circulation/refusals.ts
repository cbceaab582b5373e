import { type ConstraintProblems, Problem } from "../kernel/problem.ts";
import { refuser } from "../kernel/refusals.ts";

/** What the commands and queries of this room may refuse, each with the status it is answered with. */
export const refusalTable = {
  "instance-unknown": 404,
  "person-unknown": 404,
  "patron-unknown": 404,
  "card-lost": 409,
  "card-replaced": 409,
  "several-patrons": 409,
  "several-items": 409,
  "look-ups-too-fast": 429,
  "library-needed": 409,
  "card-blocked": 409,
  "affiliation-expired": 409,
  "overdue-too-long": 409,
  "too-many-loans": 409,
  "agreement-refuses": 409,
  "agreement-blackout": 409,
  "agreement-quota": 409,
  "agreement-guests": 409,
  "override-own-only": 403,
  "item-set-aside": 409,
  "item-not-usable": 409,
  "not-for-loan": 409,
  "item-held-for-other": 409,
  "item-wanted-by-other": 409,
  "item-not-on-loan": 409,
  "needed-until-past": 409,
  "nothing-to-lend": 409,
  "part-needed": 409,
  "part-unknown": 409,
  "hold-exists": 409,
  "already-on-loan": 409,
  "too-many-holds": 409,
  "hold-not-targeted": 409,
  "loan-claimed": 409,
  "renewals-exhausted": 409,
  "renewal-refused-waiting": 409,
  "renewal-no-gain": 409,
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

/** A code this room refuses with. */
export type Refusal = keyof typeof refusalTable;

/** Why somebody with a card may not borrow, ask or renew; see `demandStanding`. */
export const standingRefusals = [
  "card-blocked",
  "affiliation-expired",
  "overdue-too-long",
] as const satisfies Refusal[];

/** Why a card that was scanned serves nobody, or not certainly one reader; see `holderAtDesk`. */
export const cardRefusals = [
  "patron-unknown",
  "card-lost",
  "card-replaced",
  "several-patrons",
] as const satisfies Refusal[];

/** What asking for a title may refuse, for somebody with a card; see `placeHold`. */
export const askRefusals = [
  "branch-unknown",
  "branch-no-pickup",
  "needed-until-past",
  "instance-unknown",
  "item-unknown",
  ...standingRefusals,
  "nothing-to-lend",
  "part-needed",
  "part-unknown",
  "hold-exists",
  "already-on-loan",
  "too-many-holds",
] as const satisfies Refusal[];

/** What a violated constraint of this room means to the person in front of it. */
export const constraintProblems: ConstraintProblems = {
  loan_open_per_item: () => new Problem("item-on-loan", 409),
  transit_live_per_item: () => new Problem("item-in-transit", 409),
  hold_live_per_person: () => new Problem("hold-exists", 409),
  hold_live_per_item: () => new Problem("item-held-for-other", 409),
  hold_instance_id_fkey: () => new Problem("instance-unknown", 404),
  hold_pickup_branch_id_fkey: () => new Problem("branch-unknown", 404),
  hold_person_id_fkey: () => new Problem("person-unknown", 404),
};
