import type { ConditionTrigger } from "./item-condition-states.ts";
import type { LoanTrigger } from "./loan-states.ts";

/** A trouble that a scan puts an end to. */
export const foundTroubles = ["missing", "lost", "claimed-returned"] as const;

/** Kinds of what happened to an item, as its history tells it. */
export const itemEvents = [
  "lent",
  "claimed",
  "denied",
  "returned",
  "lost",
  "sent",
  "arrived",
  "vanished",
] as const;

/** Where an item is in its life; the view circulation.item_state derives it. */
export const itemStatuses = [
  "available",
  "requested",
  "on-loan",
  "claimed-returned",
  "in-transit",
  "on-hold-shelf",
  "reference-only",
  "take-down",
  "set-aside",
  "missing",
  "lost",
  "damaged",
  "withdrawn",
] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** What staff may say of an item; that it was found is told by a scan. */
export const itemActions = [
  "miss",
  "lose",
  "damage",
  "repair",
  "withdraw",
  "reinstate",
  "claim",
  "deny",
  "unclaim",
] as const satisfies (ConditionTrigger | LoanTrigger)[];
export type ItemAction = (typeof itemActions)[number];

/** What a reader says of a loan: it was returned, they never had it; or that this was a mistake. */
export type ClaimAction = Extract<ItemAction, "claim" | "deny" | "unclaim">;
export const isClaim = (action: ItemAction): action is ClaimAction =>
  action === "claim" || action === "deny" || action === "unclaim";

/** Where an item lies that must be taken down. */
export const takeDownReasons = ["hold-shelf", "pull-cart", "away"] as const;
export type TakeDownReason = (typeof takeDownReasons)[number];

/** What another library than the owner may see of an item. */
export const reportKinds = ["damaged", "missing", "not-arrived"] as const;
export type ReportKind = (typeof reportKinds)[number];
