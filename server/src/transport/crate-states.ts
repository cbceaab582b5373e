/** States of a crate and what leads on. A lost one that turns up is received, and one that left without having been closed too. */
const crateStates = {
  open: { pack: "packed", "pass-on": "on-the-road", receive: "received" },
  packed: { unpack: "open", "hand-over": "on-the-road", "pass-on": "on-the-road", receive: "received" },
  "on-the-road": { "pass-on": "on-the-road", receive: "received", lose: "lost" },
  received: {},
  lost: { receive: "received" },
} as const satisfies Record<string, Record<string, string>>;

export type CrateState = keyof typeof crateStates;
type TriggersOf<S> = S extends CrateState ? keyof (typeof crateStates)[S] : never;
export type CrateTrigger = TriggersOf<CrateState>;

export const allCrateStates = Object.keys(crateStates) as CrateState[];

/** The state after `trigger`; undefined where the table has no such way. */
export function crateStateAfter(state: CrateState, trigger: CrateTrigger): CrateState | undefined {
  return (crateStates[state] as Partial<Record<CrateTrigger, CrateState>>)[trigger];
}
