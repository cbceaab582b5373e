import { stateAfter } from "./transitions.ts";

/** States of a transit: on its way, and how it ended. A scan anywhere ends it; the next leg is a new transit. */
export const transitStates = {
  live: { receive: "received", cancel: "cancelled", lose: "lost" },
  received: {},
  cancelled: {},
  lost: {},
} as const satisfies Record<string, Record<string, string>>;

export type TransitState = keyof typeof transitStates;
export type TransitTrigger = keyof (typeof transitStates)["live"];

/** How a live transit stands after `trigger`. */
export function transitOutcome(trigger: TransitTrigger): TransitState {
  return stateAfter(transitStates, "live", trigger)!;
}
