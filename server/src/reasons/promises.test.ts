import { expect, test } from "vitest";
import { fineOf } from "../policies/index.ts";
import { promised } from "./promises.ts";

const TODAY = "2026-03-02";
const waiting = (position: number) => ({ state: "waiting", position });

test.each([
  ["on-shelf", "2026-03-02"],
  ["in-transit", "2026-03-03"],
  ["targeted", "2026-03-04"],
])("a request that is %s is promised for %s", (state, on) => {
  expect(promised({ state, position: null }, [], TODAY)).toEqual({ on, basis: state });
});

test("who waits is promised the return that is theirs; overdue copies promise nothing, and beyond the last one nobody knows", () => {
  const dues = ["2026-03-20", "2026-03-01", "2026-03-10"];
  expect(promised(waiting(1), dues, TODAY)).toEqual({ on: "2026-03-12", basis: "due-dates" });
  expect(promised(waiting(2), dues, TODAY)).toEqual({ on: "2026-03-22", basis: "due-dates" });
  expect(promised(waiting(3), dues, TODAY)).toEqual({ on: null, basis: "unknown" });
  expect(promised(waiting(1), [TODAY], TODAY).on).toBe("2026-03-04");
});

test("a fine counts the days beyond grace, up to its most; without a most it goes on", () => {
  const said = (value: number) => [{ value, origin: "library" as const, ruleId: 1, facts: {} }];
  const terms = { graceDays: said(3), fineCents: said(10), fineMaxCents: said(45) };
  expect(fineOf(terms, "2026-03-02", "2026-03-05")).toEqual({ daysOverdue: 0, cents: 0 });
  expect(fineOf(terms, "2026-03-02", "2026-03-06")).toEqual({ daysOverdue: 1, cents: 10 });
  expect(fineOf(terms, "2026-03-02", "2026-03-12").cents).toBe(45);
  expect(fineOf({ ...terms, fineMaxCents: said(0) }, "2026-03-02", "2026-03-12").cents).toBe(70);
  expect(fineOf({}, "2026-03-02", "2027-03-02")).toEqual({ daysOverdue: 365, cents: 0 });
});
