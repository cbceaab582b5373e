/** States of a drifting book's journey. */
export const journeyStates = [
  "in-hand",
  "released",
  "in-nest",
  "passed",
  "presumed-lost",
  "retired",
] as const;
export type JourneyState = (typeof journeyStates)[number];

export const journeyTriggers = ["find", "release", "put-in-nest", "pass-on", "lose", "retire"] as const;
export type JourneyTrigger = (typeof journeyTriggers)[number];

/** From state to state: a find goes from everywhere but the end, and brings a lost book back. */
const journeyTransitions: Record<JourneyState, Partial<Record<JourneyTrigger, JourneyState>>> = {
  "in-hand": {
    find: "in-hand",
    release: "released",
    "put-in-nest": "in-nest",
    "pass-on": "passed",
    lose: "presumed-lost",
    retire: "retired",
  },
  released: { find: "in-hand", lose: "presumed-lost" },
  "in-nest": { find: "in-hand", lose: "presumed-lost" },
  passed: { find: "in-hand", lose: "presumed-lost" },
  "presumed-lost": { find: "in-hand" },
  retired: {},
};

/** The state after `trigger`; undefined when it is not possible. */
export function journeyStateAfter(state: JourneyState, trigger: JourneyTrigger): JourneyState | undefined {
  return journeyTransitions[state][trigger];
}

/** Days without news after which whoever held the book last is asked once. */
export const staleDays: Record<"released" | "in-hand" | "in-nest" | "passed", number> = {
  released: 90,
  "in-hand": 180,
  "in-nest": 180,
  passed: 90,
};
/** Days an answer is waited for before the book counts as lost. */
export const ANSWER_DAYS = 30;
