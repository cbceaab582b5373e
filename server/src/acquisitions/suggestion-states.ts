import type { SuggestionState, Verdict } from "./words.ts";

/** State a verdict leads to; undefined: not from here. What has arrived or was declined stays so. */
const transitions: Record<SuggestionState, Partial<Record<Verdict, SuggestionState>>> = {
  waiting: { accept: "accepted", decline: "declined", arrive: "arrived" },
  accepted: { decline: "declined", arrive: "arrived" },
  declined: {},
  arrived: {},
};

/** Where a verdict leads; undefined where it is not possible. */
export function suggestionStateAfter(state: SuggestionState, verdict: Verdict): SuggestionState | undefined {
  return transitions[state][verdict];
}
