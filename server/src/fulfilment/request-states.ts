/** States of a request and the ways out of them: from -> {trigger -> to}. All but `open` are final. */
export const requestStates = {
  open: { serve: "served", exhaust: "given-up", withdraw: "withdrawn" },
  served: {},
  "given-up": {},
  withdrawn: {},
} as const satisfies Record<string, Record<string, string>>;
export type RequestState = keyof typeof requestStates;

/**
 * States of one way of a request. A way that yields to another, which said yes first, waits again. `left`: another way served, or the reader wants it
 * no more.
 */
export const attemptStates = {
  waiting: { try: "trying", refuse: "failed", leave: "left" },
  trying: { win: "won", fail: "failed", leave: "left", yield: "waiting" },
  won: {},
  failed: {},
  left: {},
} as const satisfies Record<string, Record<string, string>>;
export type AttemptState = keyof typeof attemptStates;

/** What the end of a hold means for the way that made it. */
export const holdOutcomes: Record<string, "win" | "fail" | "leave"> = {
  fulfilled: "win",
  unfilled: "fail",
  // The reader cancelled it, or did not come for it: there is no use in another way.
  cancelled: "leave",
  expired: "leave",
};
