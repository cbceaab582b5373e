import fc from "fast-check";
import { expect, test } from "vitest";
import { budgets, CostGuard, costOf } from "./cost-guard.ts";
import { parseSearchState } from "./search-state.ts";

const cost = (query: string): number => costOf(parseSearchState(new URLSearchParams(query)));

test("words cost nothing, filters more the more of them are combined, deep pages a little", () => {
  expect(cost("q=a")).toBe(0);
  expect(cost("q=a&language=chi")).toBe(1);
  expect(cost("q=a&language=chi&type=book&library=A&from=1990")).toBe(16);
  expect(cost("page=400")).toBe(40);
});

test("a reader is never slowed: a search every second with three filters", () => {
  const guard = new CostGuard();
  for (let second = 0; second < 600; second++)
    expect(guard.charge("v reader", budgets.visitor, cost("q=a&language=chi&type=book"), second * 1000)).toBe(
      0,
    );
});

test("whoever asks combinations without pause is slowed more and more, up to a limit, and may soon go on", () => {
  const guard = new CostGuard();
  const heavy = cost("language=chi&language=eng&type=book&library=A&library=B&from=1990&author=x&subject=y");
  const waits = Array.from({ length: 20 }, () => guard.charge("a robot", budgets.robot, heavy, 0));
  expect(waits[0]).toBeGreaterThan(0);
  expect(waits.at(-1)).toBe(3000);
  expect(guard.charge("a robot", budgets.robot, 1, 120_000)).toBe(0);
});

test("readers behind one address with cookies of their own do not pay for a robot beside them", () => {
  const guard = new CostGuard();
  for (let i = 0; i < 1000; i++) guard.charge("a 10.0.0.1", budgets.address, 50, 0);
  expect(guard.charge("v one", budgets.visitor, 5, 0)).toBe(0);
});

test("waiting times are never negative nor above three seconds, whatever is charged", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(5000)), { maxLength: 60 }), (charges) => {
      const guard = new CostGuard();
      let now = 0;
      for (const [amount, pause] of charges) {
        now += pause;
        const wait = guard.charge("x", budgets.address, amount, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(3000);
      }
    }),
  );
});
