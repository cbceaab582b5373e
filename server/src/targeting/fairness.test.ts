import { expect, test } from "vitest";
import type { Distances } from "../consortium/index.ts";
import { chooseItem, type TargetableItem } from "./choose-item.ts";
import { fairnessMinutes, type Market } from "./fairness.ts";

/** A generator of numbers from 0 to 1 that is the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const LIBRARIES = 8;
/** Two libraries lie in the middle and are near to all; the others are far from each other. */
function region(): Distances {
  const minutesByPair = new Map<string, number>();
  for (let a = 1; a <= LIBRARIES; a++)
    for (let b = 1; b <= LIBRARIES; b++)
      if (a !== b) minutesByPair.set(`${a}>${b}`, a <= 2 || b <= 2 ? 25 : 45);
  const memberByBranch = new Map(Array.from({ length: LIBRARIES }, (_, n) => [n + 1, n + 1]));
  return { minutesByPair, memberByBranch };
}

/** A month of requests for titles of which three random libraries have a copy; shares are counted anew each day. */
function month(weight: number): { middle: number; minutes: number; requests: number } {
  const next = random(7);
  const pick = (): number => 1 + Math.floor(next() * LIBRARIES);
  const distances = region();
  const sent = new Map<number, number>();
  let minutes = 0;
  let requests = 0;
  let market: Market = {
    minutesByMember: new Map(),
    openByBranch: new Map(),
    loadMinutes: 15,
    roomByBranch: new Map(),
  };
  for (let day = 0; day < 30; day++) {
    const shares = Array.from({ length: LIBRARIES }, (_, n) => ({
      memberId: n + 1,
      sent: sent.get(n + 1) ?? 0,
      copies: 1000,
    }));
    const openByBranch = new Map<number, number>();
    market = {
      minutesByMember: fairnessMinutes(shares, weight),
      openByBranch,
      loadMinutes: 15,
      roomByBranch: new Map(),
    };
    for (let n = 0; n < 60; n++) {
      const owners = [...new Set([pick(), pick(), pick()])];
      const pickup = pick();
      if (owners.includes(pickup)) continue;
      const items = owners.map(
        (owner, at): TargetableItem => ({
          id: day * 1000 + n * 10 + at,
          branchId: owner,
          memberId: owner,
          status: "available",
          partKey: "",
        }),
      );
      const hold = {
        id: `${day}-${n}`,
        pickupBranchId: pickup,
        partKey: null,
        wantedItemId: null,
        declined: new Set<number>(),
      };
      const { itemId, candidates } = chooseItem(hold, items, distances, market);
      const owner = items.find((item) => item.id === itemId)!.memberId;
      sent.set(owner, (sent.get(owner) ?? 0) + 1);
      openByBranch.set(owner, (openByBranch.get(owner) ?? 0) + 1);
      minutes += candidates.find((one) => one.itemId === itemId)!.minutes;
      requests++;
    }
  }
  const middle = ((sent.get(1) ?? 0) + (sent.get(2) ?? 0)) / requests;
  return { middle, minutes: minutes / requests, requests };
}

test("libraries in the middle lend less than they would by the road alone, and the way grows by less than what is spread", () => {
  const without = month(0);
  const fair = month(240);
  expect(without.requests).toBeGreaterThan(800);
  // A quarter of the copies.
  expect(without.middle).toBeGreaterThan(0.45);
  expect(fair.middle).toBeLessThan(0.4);
  expect(fair.minutes - without.minutes).toBeLessThan(5);
});

test("a share says nothing below twenty loans; then who lends more is farther, at most by half of the weight, and who lends less nearer by a quarter", () => {
  const two = (a: number, b: number, copies = [50, 50]) =>
    fairnessMinutes(
      [
        { memberId: 1, sent: a, copies: copies[0]! },
        { memberId: 2, sent: b, copies: copies[1]! },
      ],
      240,
    );
  expect(two(19, 0).size).toBe(0);
  expect([...two(20, 0).values()]).toEqual([120, -60]);
  expect([...two(12, 8).values()]).toEqual([24, -24]);
  expect([...two(100, 0, [1, 99]).values()]).toEqual([120, -60]);
  expect(two(20, 0, [0, 0]).size).toBe(0);
});
