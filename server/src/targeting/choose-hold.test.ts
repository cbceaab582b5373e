import fc from "fast-check";
import { expect, test } from "vitest";
import type { Distances } from "../consortium/index.ts";
import { minutesBetween } from "../consortium/index.ts";
import { type CopyInHand, chooseHold as choose, type OpenHold, type Serving } from "./choose-hold.ts";
import { chooseItem as chooseFor } from "./choose-item.ts";

const LOCAL_LEAD_DAYS = 14;
const FAIR: Serving = { order: "fair", leadDays: LOCAL_LEAD_DAYS };
const chooseHold = <H extends OpenHold>(
  copy: CopyInHand,
  holds: readonly H[],
  ways: Distances,
): H | undefined => choose(copy, holds, ways, FAIR);
const QUIET = {
  minutesByMember: new Map(),
  openByBranch: new Map(),
  loadMinutes: 0,
  roomByBranch: new Map(),
};

const distances: Distances = {
  minutesByPair: new Map([
    ["1>2", 48],
    ["1>3", 10],
    ["2>3", 25],
  ]),
  memberByBranch: new Map([
    [1, 1],
    [2, 2],
    [3, 3],
  ]),
};
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const hold = (id: string, pickupBranchId: number, placed: number, target?: [number, number]): OpenHold => ({
  id,
  pickupBranchId,
  placedAt: day(placed),
  target: target ? { itemId: target[0], branchId: target[1] } : null,
  declined: new Set(),
});
const copy = (branchId: number, isHome = false): CopyInHand => ({ itemId: 9, branchId, isHome });

test("a reader whose own branch is fetching a copy is not sent one from afar", () => {
  expect(chooseHold(copy(2), [hold("a", 1, 1, [5, 1])], distances)).toBeUndefined();
  expect(chooseHold(copy(1), [hold("a", 1, 1, [5, 2])], distances)?.id).toBe("a");
});

test("a copy here already is given at once, though another of the same branch was to be fetched", () => {
  expect(chooseHold(copy(1), [hold("a", 1, 1, [5, 1])], distances)?.id).toBe("a");
  expect(chooseHold(copy(3), [hold("a", 1, 1, [5, 3])], distances)).toBeUndefined();
});

test("the copy that was being fetched for a reader serves that reader", () => {
  expect(chooseHold(copy(1), [hold("old", 1, 1), hold("a", 2, 9, [9, 1])], distances)?.id).toBe("a");
});

test("who has no copy comes before who has one, in the order of asking", () => {
  const holds = [hold("served", 1, 1, [5, 2]), hold("second", 3, 3), hold("first", 3, 2)];
  expect(chooseHold(copy(3), holds, distances)?.id).toBe("first");
});

test("a branch's own copy serves its own reader first, unless another has waited two weeks longer", () => {
  const own = hold("own", 1, LOCAL_LEAD_DAYS + 1);
  const early = { ...hold("remote", 2, 1), placedAt: new Date(day(1).getTime() - 2) };
  expect(chooseHold(copy(1, true), [hold("remote", 2, 2), own], distances)?.id).toBe("own");
  expect(chooseHold(copy(1, true), [early, own], distances)?.id).toBe("remote");
  expect(chooseHold(copy(1, false), [hold("remote", 2, 2), own], distances)?.id).toBe("remote");
  expect(chooseHold(copy(1, false), [hold("remote", 2, 2), hold("own", 1, 2)], distances)?.id).toBe("own");
});

test("two readers exchange copies when both are served no later and the way is shorter", () => {
  const holds = [hold("first", 2, 1), hold("near", 1, 2, [5, 2])];
  expect(chooseHold(copy(1), holds, distances)?.id).toBe("near");
});

const branch = fc.integer({ min: 1, max: 5 });
const world = fc.record({
  minutes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 25, maxLength: 25 }),
  items: fc.array(fc.record({ branch, free: fc.boolean() }), { minLength: 1, maxLength: 5 }),
  holds: fc.array(fc.record({ pickup: branch, target: fc.nat({ max: 7 }), day: fc.nat({ max: 30 }) }), {
    maxLength: 8,
  }),
  scanned: fc.nat({ max: 4 }),
  at: branch,
});

test("whatever is asked and scanned, no scan makes any reader's delivery later", () => {
  fc.assert(
    fc.property(world, ({ minutes, items, holds, scanned, at }) => {
      const ways: Distances = { minutesByPair: new Map(), memberByBranch: new Map() };
      for (let from = 1; from <= 5; from++)
        for (let to = 1; to <= 5; to++)
          ways.minutesByPair.set(`${from}>${to}`, minutes[(from - 1) * 5 + to - 1]!);
      const itemId = scanned % items.length;
      const lies = (item: number): number => (item === itemId ? at : items[item]!.branch);
      const taken = new Set<number>();
      const open: OpenHold[] = holds.map((one, i) => {
        const isTargeted = one.target < items.length && !taken.has(one.target);
        if (isTargeted) taken.add(one.target);
        return {
          ...hold(String(i), one.pickup, one.day),
          target: isTargeted ? { itemId: one.target, branchId: items[one.target]!.branch } : null,
        };
      });
      const timeOf = (one: OpenHold, item: number | undefined): number =>
        item === undefined ? Number.POSITIVE_INFINITY : minutesBetween(ways, lies(item), one.pickupBranchId);
      const before = open.map((one) => timeOf(one, one.target?.itemId));
      const chosen = chooseHold({ itemId, branchId: at, isHome: at === items[itemId]!.branch }, open, ways);
      const served = new Map(open.map((one) => [one.id, one === chosen ? itemId : one.target?.itemId]));
      const free = (item: number): boolean =>
        ![...served.values()].includes(item) &&
        (item === chosen?.target?.itemId || (items[item]!.free && !taken.has(item)));
      for (const one of [...open].sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime())) {
        if (served.get(one.id) !== undefined) continue;
        const stock = items.map((item, id) => ({
          id,
          branchId: item.branch,
          memberId: item.branch,
          status: free(id) && id !== itemId ? "available" : "on-loan",
          partKey: "",
        }));
        const next = chooseFor({ ...one, partKey: null, wantedItemId: null }, stock, ways, QUIET).itemId;
        if (next !== null) served.set(one.id, next);
      }
      for (const [i, one] of open.entries())
        expect(timeOf(one, served.get(one.id))).toBeLessThanOrEqual(before[i]!);
    }),
    { numRuns: 500 },
  );
});

test("a branch may serve strictly in turn, or the nearest; by agreement others come so many days later", () => {
  const far = hold("far", 2, 1);
  const own = hold("own", 1, 3);
  const serve = (order: Serving["order"], ...holds: OpenHold[]) =>
    choose(copy(1, true), holds, distances, { order, leadDays: 0 })?.id;
  expect(serve("first-come", far, own)).toBe("far");
  expect(serve("nearest", far, own)).toBe("own");
  expect(serve("nearest", far, hold("third", 3, 9))).toBe("third");
  expect(serve("fair", far, own)).toBe("far");
  expect(serve("fair", { ...far, behindDays: 3 }, own)).toBe("own");
  expect(serve("fair", { ...far, behindDays: 1 }, own)).toBe("far");
});
