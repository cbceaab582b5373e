import type { Refusal } from "./refusals.ts";

/** Why somebody with a card may not borrow, ask or renew; see `demandStanding`. */
export const standingRefusals = [
  "card-blocked",
  "affiliation-expired",
  "overdue-too-long",
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
