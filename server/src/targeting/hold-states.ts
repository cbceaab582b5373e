import { stateAfter, statesBefore } from "./transitions.ts";

/**
 * States of a hold. `waiting`: no copy yet. `targeted`: a copy is to be fetched from its shelf. `in-transit`: it
 * travels to the pickup branch. `on-shelf`: it waits there. `unfilled`: no copy could come, or none in time. The rest are final too.
 */
export const holdStates = {
  waiting: {
    target: "targeted",
    dispatch: "in-transit",
    capture: "on-shelf",
    fulfil: "fulfilled",
    cancel: "cancelled",
    "give-up": "unfilled",
  },
  targeted: {
    decline: "waiting",
    release: "waiting",
    dispatch: "in-transit",
    capture: "on-shelf",
    fulfil: "fulfilled",
    cancel: "cancelled",
    "give-up": "unfilled",
  },
  "in-transit": {
    release: "waiting",
    dispatch: "in-transit",
    capture: "on-shelf",
    fulfil: "fulfilled",
    cancel: "cancelled",
  },
  "on-shelf": {
    release: "waiting",
    dispatch: "in-transit",
    capture: "on-shelf",
    fulfil: "fulfilled",
    cancel: "cancelled",
    expire: "expired",
  },
  fulfilled: {},
  cancelled: {},
  expired: {},
  unfilled: {},
} as const satisfies Record<string, Record<string, string>>;

export type HoldState = keyof typeof holdStates;
type TriggersOf<S> = S extends HoldState ? keyof (typeof holdStates)[S] : never;
/** What can happen to a hold. */
export type HoldTrigger = TriggersOf<HoldState>;

export const allHoldStates = Object.keys(holdStates) as HoldState[];
/** States in which a hold still stands: those that have ways out. */
export const liveHoldStates = allHoldStates.filter((state) => Object.keys(holdStates[state]).length > 0);

/** States from which `trigger` leads on. */
export function holdStatesBefore(trigger: HoldTrigger): HoldState[] {
  return statesBefore(holdStates, trigger);
}

/** The state after `trigger`; undefined where the table has no such way. */
export function holdStateAfter(state: HoldState, trigger: HoldTrigger): HoldState | undefined {
  return stateAfter(holdStates, state, trigger);
}
