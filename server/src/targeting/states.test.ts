import { expect, test } from "vitest";
import {
  allHoldStates,
  type HoldTrigger,
  holdStateAfter,
  holdStates,
  holdStatesBefore,
  liveHoldStates,
} from "./hold-states.ts";
import { itemConditions } from "./item-condition-states.ts";
import { loanStates } from "./loan-states.ts";
import { transitStates } from "./transit-states.ts";
import { stateAfter, type Transitions } from "./transitions.ts";

test.each([
  ["hold", holdStates],
  ["transit", transitStates],
  ["loan", loanStates],
  ["item", itemConditions],
])("every way out of a %s's states leads to a state of the table", (_name, table: Transitions) => {
  for (const [state, ways] of Object.entries(table))
    for (const [trigger, next] of Object.entries(ways)) {
      expect(stateAfter(table, state, trigger)).toBe(next);
      expect(Object.keys(table)).toContain(next);
    }
});

test("a hold that ended has no way back", () => {
  expect(liveHoldStates).toEqual(["waiting", "targeted", "in-transit", "on-shelf"]);
  const triggers = new Set(
    allHoldStates.flatMap((state) => Object.keys(holdStates[state])),
  ) as Set<HoldTrigger>;
  for (const state of ["fulfilled", "cancelled", "expired", "unfilled"] as const)
    for (const trigger of triggers) expect(holdStateAfter(state, trigger)).toBeUndefined();
  expect(holdStatesBefore("expire")).toEqual(["on-shelf"]);
});
