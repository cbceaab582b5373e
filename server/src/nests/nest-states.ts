/** States of a nest. Passers-by make one known, and passers-by find it gone; its stewards may close and open it. */
export const nestStates = ["unverified", "active", "closed"] as const;
export type NestState = (typeof nestStates)[number];

const nestTriggers = ["verify", "close", "reopen"] as const;
export type NestTrigger = (typeof nestTriggers)[number];

/** From state to state; what is not here cannot happen. */
const nestTransitions: Record<NestState, Partial<Record<NestTrigger, NestState>>> = {
  unverified: { verify: "active", close: "closed" },
  active: { close: "closed" },
  closed: { reopen: "unverified" },
};

/** The state after `trigger`; undefined when it is not possible. */
export function nestStateAfter(state: NestState, trigger: NestTrigger): NestState | undefined {
  return nestTransitions[state][trigger];
}
