import { expect, test } from "vitest";
import {
  activeLoanStates,
  allLoanStates,
  clockTriggers,
  finalLoanStates,
  type LoanState,
  loanStateAfter,
  loanTriggers,
  openLoanStates,
  stateHours,
  triggersFrom,
} from "./loans/loan-states.ts";
import { movesOf, nextStepOf } from "./loans/next-step.ts";

function reachableFrom(start: LoanState): Set<LoanState> {
  const seen = new Set<LoanState>();
  const walk = (state: LoanState): void => {
    for (const trigger of triggersFrom(state)) {
      const next = loanStateAfter(state, trigger)!;
      if (seen.has(next)) continue;
      seen.add(next);
      walk(next);
    }
  };
  walk(start);
  return seen;
}

test("every way out leads to a state of the table, and every trigger says who may pull it", () => {
  for (const state of allLoanStates)
    for (const trigger of triggersFrom(state)) {
      expect(allLoanStates).toContain(loanStateAfter(state, trigger));
      expect(loanTriggers[trigger], trigger).toBeDefined();
    }
});

test("once a book is out there is no way to a state that forgets it is out", () => {
  for (const state of ["on-loan", "return-claimed", "disputed"] as const)
    for (const wayOut of [
      "cancelled",
      "lapsed",
      "expired",
      "withdrawn",
      "declined",
      "requested",
      "accepted",
    ] as const)
      expect(reachableFrom(state).has(wayOut), `${state} -> ${wayOut}`).toBe(false);
});

test("every loan can end, and none that ended goes on", () => {
  for (const state of allLoanStates) {
    if (finalLoanStates.includes(state)) expect(triggersFrom(state)).toEqual([]);
    else
      expect(
        [...reachableFrom(state)].some((next) => finalLoanStates.includes(next)),
        state,
      ).toBe(true);
  }
  for (const state of openLoanStates) expect(finalLoanStates).not.toContain(state);
  for (const state of activeLoanStates) expect(openLoanStates).toContain(state);
});

test("where the clock waits it knows what to do", () => {
  for (const state of Object.keys(stateHours) as LoanState[]) {
    const trigger = clockTriggers[state]!;
    expect(loanTriggers[trigger].by).toBe("clock");
    expect(loanStateAfter(state, trigger)).toBeDefined();
  }
});

test("the big button is always something the table, a code or a meeting allows", () => {
  for (const state of allLoanStates)
    for (const side of ["lender", "borrower"] as const)
      for (const proposed of ["nobody", "me", "other"] as const)
        for (const appointment of ["none", "mine", "theirs", "agreed"] as const) {
          const facts = {
            side,
            state,
            mode: "lend" as const,
            renewalAsked: true,
            renewals: 0,
            isRecalled: false,
            dueOn: "2026-12-20",
            recallTo: "2026-12-01",
            passOnAgreed: true,
            copyOnLoan: true,
            othersWait: false,
            isParted: false,
            proposed,
          };
          const next = nextStepOf(facts, appointment);
          if (next === null || /code|appointment/.test(next)) continue;
          expect(movesOf(facts)).toContain(next);
        }
});
