import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { addDays, type PlainDate, weekdayOf } from "../kernel/time.ts";
import { listBranches } from "./branches.ts";
import {
  addClosure,
  type Calendar,
  dueOn,
  isOpenOn,
  loadCalendar,
  nextOpenDate,
  setOpeningHours,
} from "./calendar.ts";
import { addMember } from "./members.ts";

const calendar = (given: Partial<Calendar>): Calendar => ({
  memberId: 1,
  timeZone: "Asia/Shanghai",
  branchIds: [1],
  weekdaysByBranch: new Map(),
  closures: [],
  ...given,
});
const weekdaysOnly = new Set([1, 2, 3, 4, 5]);
const SPRING_FESTIVAL = { firstOn: "2027-02-05", lastOn: "2027-02-12" };

test("a branch without opening hours is open every day", () => {
  expect(isOpenOn(calendar({}), "2026-11-22", 1)).toBe(true);
});

test("a branch is closed on a weekday without hours", () => {
  const given = calendar({ weekdaysByBranch: new Map([[1, weekdaysOnly]]) });
  expect(isOpenOn(given, "2026-11-20", 1)).toBe(true);
  expect(isOpenOn(given, "2026-11-21", 1)).toBe(false);
});

test("a member is open when any of its branches is", () => {
  const given = calendar({ branchIds: [1, 2], weekdaysByBranch: new Map([[1, weekdaysOnly]]) });
  expect(isOpenOn(given, "2026-11-21")).toBe(true);
  expect(isOpenOn(given, "2026-11-21", 1)).toBe(false);
});

test("both ends of a closure are closed, the days beside them are not", () => {
  const given = calendar({ closures: [SPRING_FESTIVAL] });
  expect(["2027-02-04", "2027-02-05", "2027-02-12", "2027-02-13"].map((d) => isOpenOn(given, d))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("a loan due on a closed day is due on the next open one", () => {
  const given = calendar({ closures: [SPRING_FESTIVAL], weekdaysByBranch: new Map([[1, weekdaysOnly]]) });
  // The festival ends on a Friday; the weekend follows.
  expect(dueOn(given, "2027-01-08", 30)).toBe("2027-02-15");
  expect(dueOn(given, "2027-01-04", 30)).toBe("2027-02-03");
});

test("a leap day and the end of the year are counted", () => {
  expect(dueOn(calendar({}), "2028-02-01", 28)).toBe("2028-02-29");
  expect(dueOn(calendar({}), "2026-12-20", 30)).toBe("2027-01-19");
});

test("closures that touch are one stretch", () => {
  const given = calendar({
    closures: [
      { firstOn: "2027-02-05", lastOn: "2027-02-06" },
      { firstOn: "2027-02-07", lastOn: "2027-02-09" },
    ],
  });
  expect(nextOpenDate(given, "2027-02-05")).toBe("2027-02-10");
});

test("a calendar without an open day leaves the date alone", () => {
  const given = calendar({ closures: [{ firstOn: "2000-01-01", lastOn: "2099-12-31" }] });
  expect(nextOpenDate(given, "2026-11-20")).toBe("2026-11-20");
});

test("the next open date is open, not earlier, and no open day lies between", () => {
  const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays("2026-01-01", n));
  const closure = fc
    .tuple(day, fc.integer({ min: 0, max: 20 }))
    .map(([firstOn, days]) => ({ firstOn, lastOn: addDays(firstOn, days) }));
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((w) => new Set(w));
  fc.assert(
    fc.property(day, fc.array(closure, { maxLength: 5 }), weekdays, (date, closures, open) => {
      const given = calendar({ closures, weekdaysByBranch: new Map([[1, open]]) });
      const next = nextOpenDate(given, date);
      expect(isOpenOn(given, next) && open.has(weekdayOf(next))).toBe(true);
      for (let d: PlainDate = date; d < next; d = addDays(d, 1)) expect(isOpenOn(given, d)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

let database: Database;
let memberId: number;
let branchId: number;
let staff: Actor;
beforeAll(async () => {
  database = await createTestDatabase();
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } }),
  );
  memberId = member.id;
  branchId = (await listBranches(database.db, { memberId }))[0]!.id;
  staff = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
});
afterAll(() => database.close());

test("hours and closures that were set come back as the member's calendar", async () => {
  await inTransaction(database.db, async (tx) => {
    await setOpeningHours(tx, systemActor, branchId, [{ weekday: 2, opens: "07:00", closes: "09:00" }]);
    await setOpeningHours(tx, systemActor, branchId, [
      { weekday: 1, opens: "08:00", closes: "22:30" },
      { weekday: 3, opens: "08:00", closes: "12:00" },
    ]);
    await addClosure(tx, systemActor, { memberId, ...SPRING_FESTIVAL, reason: { "zh-Hans": "春节" } });
  });
  expect(await loadCalendar(database.db, memberId)).toEqual({
    memberId,
    timeZone: "Asia/Shanghai",
    branchIds: [branchId],
    weekdaysByBranch: new Map([[branchId, new Set([1, 3])]]),
    closures: [{ ...SPRING_FESTIVAL, yearly: false }],
  });
});

test("the calendar of nobody is refused", async () => {
  await expect(loadCalendar(database.db, 9999)).rejects.toMatchObject({
    code: "member-unknown",
    status: 404,
  });
});

test.each([
  [{ weekday: 7, opens: "08:00", closes: "10:00" }],
  [{ weekday: 1, opens: "10:00", closes: "08:00" }],
  [{ weekday: 1, opens: "8", closes: "10:00" }],
])("opening hours %j are refused", async (day) => {
  await expect(
    inTransaction(database.db, (tx) => setOpeningHours(tx, systemActor, branchId, [day])),
  ).rejects.toMatchObject({ code: "opening-hours-invalid", status: 400 });
});

test("two openings on one weekday, and hours of no branch, are refused", async () => {
  const day = { weekday: 1, opens: "08:00", closes: "10:00" };
  const set = (id: number, actor: Actor): Promise<void> =>
    inTransaction(database.db, (tx) => setOpeningHours(tx, actor, id, [day, day]));
  await expect(set(branchId, systemActor)).rejects.toMatchObject({ code: "opening-hours-invalid" });
  await expect(set(9999, systemActor)).rejects.toMatchObject({ code: "branch-unknown", status: 404 });
  await expect(set(branchId, staff)).rejects.toMatchObject({ code: "forbidden", status: 403 });
});

test.each([
  ["2027-02-12", "2027-02-05"],
  ["2027-02-30", "2027-03-01"],
  ["soon", "later"],
])("a closure from %s to %s is refused", async (firstOn, lastOn) => {
  await expect(
    inTransaction(database.db, (tx) => addClosure(tx, systemActor, { memberId, firstOn, lastOn })),
  ).rejects.toMatchObject({ code: "closure-invalid", status: 400 });
});

test("a closure is refused for a member that is not, and to staff of no authority", async () => {
  const close = (id: number, actor: Actor): Promise<unknown> =>
    inTransaction(database.db, (tx) => addClosure(tx, actor, { memberId: id, ...SPRING_FESTIVAL }));
  await expect(close(9999, systemActor)).rejects.toMatchObject({ code: "member-unknown", status: 404 });
  await expect(close(memberId, staff)).rejects.toMatchObject({ code: "forbidden", status: 403 });
});
