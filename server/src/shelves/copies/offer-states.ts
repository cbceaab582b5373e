/**
 * States of a copy in sharing and the ways out of them: from -> {trigger -> to}. What is not here cannot happen.
 * `hidden`: a moderator took it from sight, and only a decision brings it back (`lift`: to where it was). `withdrawn`:
 * taken out of sharing, or lost; final. `commons`: it belongs to nobody and is offered by nobody.
 */
export const offerStates = {
  open: {
    pause: "paused",
    withdraw: "withdrawn",
    lose: "withdrawn",
    release: "commons",
    give: "paused",
    hide: "hidden",
  },
  paused: {
    pause: "paused",
    resume: "open",
    withdraw: "withdrawn",
    lose: "withdrawn",
    release: "commons",
    give: "paused",
    hide: "hidden",
  },
  hidden: { withdraw: "withdrawn", lose: "withdrawn", lift: "open", give: "hidden", hide: "hidden" },
  withdrawn: {},
  commons: { take: "paused" },
} as const satisfies Record<string, Record<string, string>>;

export type OfferState = keyof typeof offerStates;
type TriggersOf<S> = S extends OfferState ? keyof (typeof offerStates)[S] : never;
export type OfferTrigger = TriggersOf<OfferState>;

export const allOfferStates = Object.keys(offerStates) as OfferState[];

/** The state a trigger leads to; undefined where the table has no such way. */
export function offerStateAfter(state: OfferState, trigger: OfferTrigger): OfferState | undefined {
  return (offerStates[state] as Partial<Record<OfferTrigger, OfferState>>)[trigger];
}
