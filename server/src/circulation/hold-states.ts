/** States of a hold; docs, checks and pages read the same table. */
export const holdStates = {
  waiting: {
    target: "targeted",
    cancel: "cancelled",
    expire: "expired",
    capture: "on-shelf",
    dispatch: "in-transit",
  },
  targeted: {
    decline: "waiting",
    capture: "on-shelf",
    dispatch: "in-transit",
    cancel: "cancelled",
    expire: "expired",
    fulfil: "fulfilled",
  },
  "in-transit": { arrive: "on-shelf", lose: "waiting", cancel: "cancelled", fulfil: "fulfilled" },
  "on-shelf": { fulfil: "fulfilled", cancel: "cancelled", expire: "expired", lose: "waiting" },
  fulfilled: {},
  cancelled: {},
  expired: {},
} as const satisfies Record<string, Record<string, string>>;

export type HoldState = keyof typeof holdStates;
/** States in which a hold still stands. */
export const liveHoldStates = ["waiting", "targeted", "in-transit", "on-shelf"] as const;
export const allHoldStates = Object.keys(holdStates) as HoldState[];

type Trigger<S extends HoldState> = keyof (typeof holdStates)[S];

/** States from which `trigger` leads on. */
export function statesBefore(trigger: string): HoldState[] {
  return allHoldStates.filter((state) => trigger in holdStates[state]);
}

/** The state after `trigger`; undefined where the table has no such way. */
export function stateAfter(state: HoldState, trigger: string): HoldState | undefined {
  return (holdStates[state] as Record<string, HoldState>)[trigger as Trigger<typeof state>];
}
