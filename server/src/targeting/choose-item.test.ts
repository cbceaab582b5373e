import { expect, test } from "vitest";
import type { Distances } from "../consortium/index.ts";
import { chooseItem, type TargetableItem, type WaitingHold } from "./choose-item.ts";
import type { Market } from "./fairness.ts";
import { serveQueue } from "./serve-queue.ts";

const distances: Distances = {
  minutesByPair: new Map([
    ["2>1", 20],
    ["3>1", 30],
  ]),
  memberByBranch: new Map([
    [1, 1],
    [2, 2],
    [3, 3],
  ]),
};
const market = (more: Partial<Market> = {}): Market => ({
  minutesByMember: new Map(),
  openByBranch: new Map(),
  loadMinutes: 15,
  roomByBranch: new Map(),
  ...more,
});
const item = (id: number, branchId: number, more: Partial<TargetableItem> = {}): TargetableItem => ({
  id,
  branchId,
  memberId: branchId,
  status: "available",
  partKey: "",
  ...more,
});
const hold = (more: Partial<WaitingHold> = {}): WaitingHold => ({
  id: "h",
  pickupBranchId: 1,
  partKey: null,
  wantedItemId: null,
  declined: new Set(),
  ...more,
});
const chosen = (h: WaitingHold, items: TargetableItem[], m = market()) =>
  chooseItem(h, items, distances, m).itemId;

test("the nearest serves, until its branch is so busy, its library so far ahead, or it has failed so often that another is cheaper", () => {
  const items = [item(20, 2), item(30, 3)];
  expect(chosen(hold(), items)).toBe(20);
  expect(chosen(hold(), items, market({ openByBranch: new Map([[2, 6]]) }))).toBe(20);
  expect(chosen(hold(), items, market({ openByBranch: new Map([[2, 8]]) }))).toBe(30);
  expect(chosen(hold(), items, market({ minutesByMember: new Map([[2, 9]]) }))).toBe(20);
  expect(chosen(hold(), items, market({ minutesByMember: new Map([[2, 11]]) }))).toBe(30);
  expect(chosen(hold({ declined: new Set([21]) }), [...items, item(21, 2)])).toBe(30);
});

test("a library's own reader is asked neither load nor fairness", () => {
  const busy = market({ openByBranch: new Map([[1, 500]]), minutesByMember: new Map([[1, 120]]) });
  expect(chosen(hold(), [item(10, 1), item(20, 2)], busy)).toBe(10);
});

test("who asked for one item, or one part, gets no other; what its library refuses goes to nobody", () => {
  const items = [item(20, 2, { partKey: "1" }), item(30, 3, { partKey: "2" })];
  expect(chosen(hold({ wantedItemId: 30 }), items)).toBe(30);
  expect(chosen(hold({ partKey: "2" }), items)).toBe(30);
  const { candidates } = chooseItem(
    hold({ wantedItemId: 20 }),
    [item(20, 2, { refused: "agreement-refuses" }), item(30, 3)],
    distances,
    market(),
  );
  expect(candidates.map((one) => one.rejected)).toEqual(["agreement-refuses", "other-item"]);
});

test("requests served together leave a branch no more room than it says; its own readers are not counted", () => {
  const queue = (["a", "b", "c"] as const).map((id, at) => ({
    ...hold({ id, pickupBranchId: id === "c" ? 2 : 1 }),
    instanceId: at + 1,
    personId: id,
    placedAt: new Date(0),
  }));
  const items = [1, 2, 3].map((instanceId) => ({ ...item(20 + instanceId, 2), instanceId }));
  const one = market({ roomByBranch: new Map([[2, 1]]) });
  const served = serveQueue(queue, items, new Map(), distances, one);
  expect(served.map(({ itemId }) => itemId)).toEqual([21, null, 23]);
  expect(served[1]!.candidates[0]!.rejected).toBe("branch-full");
  expect(one.roomByBranch.get(2)).toBe(1);
});
