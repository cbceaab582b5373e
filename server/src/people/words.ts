/** Kinds of act for which a desk looks a reader up. */
export const lookUpReasons = ["account", "check-out", "hold", "other"] as const;
export type LookUpReason = (typeof lookUpReasons)[number];
