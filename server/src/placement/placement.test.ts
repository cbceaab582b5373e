import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { checkOut, holdingsOf, placeHold, pullList, scanItem } from "../circulation/index.ts";
import {
  createBranch,
  createInstance,
  createReader,
  createRegion,
  type TestRegion,
} from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { openDoors } from "../kernel/testing-doors.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import { listFloatGroups } from "./float-groups.ts";
import { listPlaces, movesFrom } from "./places.ts";
import { room } from "./room.ts";
import { placeOf } from "./temporary.ts";
import { listTours } from "./tours.ts";

let doors: Awaited<ReturnType<typeof openDoors>>;
let database: Database;
let members: TestRegion["members"];
let annex: number;
const clock = fixedClock("2026-11-20T02:00:00Z");
const START = clock.now().toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  doors = await openDoors(database, clock, [room]);
  members = (await createRegion(database.db)).members;
  annex = await createBranch(database.db, members.EAST.id, "ANNEX", true);
});
beforeEach(() => clock.set(START));
afterAll(async () => {
  await doors.close();
  await database.close();
});

type Code = "EAST" | "MID" | "WEST";
const admin = (code: Code | null): Actor =>
  actorOf({
    ...members.EAST.desk,
    grants: [
      code === null
        ? { role: "consortium-admin", scope: null }
        : { role: "member-admin", scope: members[code].id },
    ],
  });
const deskAt = (branchId: number, code: Code = "EAST"): Actor =>
  actorOf({ ...members[code].desk, place: branchId });
const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const book = async (code: Code = "EAST", copies = 1) => {
  const one = { memberId: members[code].id, branchId: members[code].branchId };
  const made = await createInstance(database.db, Array(copies).fill(one));
  return { ...made, barcode: made.barcodes[0]!, id: made.itemIds[0]! };
};
const scan = (barcode: string, branchId: number, code: Code = "EAST") =>
  act((tx) => scanItem(tx, deskAt(branchId, code), clock, { barcode, branchId }));
const reserve = (id: number, more: object = {}, actor: Actor = members.EAST.desk) =>
  doors.act(
    actor,
    "placement.set-temporary-place",
    { id },
    {
      branchId: annex,
      location: "教参",
      until: "2026-12-31",
      ...more,
    },
  );
const endReserve = (id: number) => doors.act(members.EAST.desk, "placement.end-temporary-place", { id });
const withdraw = (id: number) =>
  sql`update catalogue.item set condition = 'withdrawn' where id = ${id}`.execute(database.db);
/** What is listed for a branch, of what stands on a shelf. */
const moves = async (branchId: number) => {
  const { rows } = await sql<{ id: number }>`select s.item_id as id from circulation.item_status s
    where s.status in ('available', 'reference-only')`.execute(database.db);
  const standing = new Set(rows.map((row) => row.id));
  return (await movesFrom(database.db, clock, branchId))
    .filter((one) => standing.has(one.itemId))
    .map((one) => [one.itemId, one.toBranchId, one.toLocation]);
};
const code = (refusal: string, params?: object) =>
  expect.objectContaining({ code: refusal, ...(params && { params: expect.objectContaining(params) }) });

test("a copy has a place for a while: it is fetched, sent, set down, told to readers, and goes home when its time is over", async () => {
  const { id, barcode, instanceId } = await book();
  const home = members.EAST.branchId;
  expect(await reserve(id)).toMatchObject({ kind: "temporary", branchId: annex, settledBranchId: null });
  expect(await moves(home)).toEqual([[id, annex, "教参"]]);
  expect(await scan(barcode, home)).toMatchObject({
    kind: "send",
    toBranchId: annex,
    reason: "home",
    place: { kind: "temporary", location: "教参" },
  });
  expect(await moves(home)).toEqual([]);
  expect(await scan(barcode, annex)).toMatchObject({ kind: "shelve", place: { location: "教参" } });
  expect(await holdingsOf(database.db, instanceId)).toMatchObject([{ branchId: annex, location: "教参" }]);
  // Its last day is the last on which it stands there.
  clock.set("2026-12-31T02:00:00Z");
  expect(await moves(annex)).toEqual([]);
  clock.set("2027-01-01T02:00:00Z");
  expect(await moves(annex)).toEqual([[id, home, ""]]);
  // Since that midnight in the region, not since it was set.
  expect(await movesFrom(database.db, clock, annex)).toMatchObject([
    { dueSince: "2026-12-31T16:00:00.000Z" },
  ]);
  expect(await scan(barcode, annex)).toMatchObject({ kind: "send", toBranchId: home, place: null });
  await scan(barcode, home);
  expect(await placeOf(database.db, clock, id)).toBeNull();
  expect(await holdingsOf(database.db, instanceId)).toMatchObject([{ branchId: home }]);
});

test("a place for a while is at another branch or shelf of its own library, from today on", async () => {
  const { id, barcode } = await book();
  const foreign = await book("MID");
  await expect(reserve(id, { until: "2026-11-19" })).rejects.toEqual(code("place-over"));
  await expect(reserve(id, { branchId: members.MID.branchId })).rejects.toEqual(code("branch-unknown"));
  await expect(reserve(id, { branchId: members.EAST.branchId, location: "" })).rejects.toEqual(
    code("place-same"),
  );
  await expect(reserve(foreign.id)).rejects.toEqual(code("forbidden"));
  await expect(reserve(999_999)).rejects.toEqual(code("item-unknown"));
  await withdraw(foreign.id);
  await expect(reserve(foreign.id, {}, members.MID.desk)).rejects.toEqual(code("item-withdrawn"));
  await reserve(id, { until: "2026-11-20" });
  // Another place takes the place of the first; ended before it got there, nothing is left of it.
  expect(await reserve(id, { location: "新书架" })).toMatchObject({ location: "新书架" });
  await endReserve(id);
  expect(await placeOf(database.db, clock, id)).toBeNull();
  await expect(endReserve(id)).rejects.toEqual(code("place-unknown", { barcode }));
});

test("ended early, a copy that got to its place is fetched home; a reader who waits comes first", async () => {
  const { id, barcode, instanceId } = await book();
  await reserve(id, { branchId: members.EAST.branchId });
  expect(await moves(members.EAST.branchId)).toEqual([[id, members.EAST.branchId, "教参"]]);
  expect(await scan(barcode, members.EAST.branchId)).toMatchObject({
    kind: "shelve",
    place: { location: "教参" },
  });
  const reader = await createReader(database.db, members.MID.id, "WAITS");
  await act((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: members.MID.branchId }));
  // The pull list says the shelf on which it stands now.
  expect(await pullList(database.db, members.EAST.branchId)).toMatchObject([
    { itemId: id, location: "教参" },
  ]);
  await endReserve(id);
  expect(await moves(members.EAST.branchId)).toEqual([]);
  expect(await scan(barcode, members.EAST.branchId)).toMatchObject({ kind: "send", reason: "hold" });
});

const [east, mid] = ["EAST/MAIN", "MID/MAIN"] as const;
const group = (
  more: object = {},
  actor: Actor = admin(null),
  branches: [string, number][] = [
    [east, 2],
    [mid, 2],
  ],
) =>
  doors.act(
    actor,
    "placement.set-float-group",
    {},
    {
      code: "novels",
      name: { en: "Novels" },
      member: null,
      branches: branches.map(([branch, most]) => ({ branch, most })),
      ...more,
    },
  );
const ungroup = (code: string, actor: Actor = admin(null)) =>
  doors.act(actor, "placement.remove-float-group", { code });
test("a copy floats: it stays where it comes back until the branch is full; its origin is told", async () => {
  const within: [string, number][] = [
    [east, 2],
    [mid, 2],
  ];
  await group({}, admin(null), within);
  const books = [await book(), await book(), await book(), await book()];
  const kinds = [];
  for (const one of books.slice(0, 3))
    kinds.push((await scan(one.barcode, members.MID.branchId, "MID")).kind);
  expect(kinds).toEqual(["shelve", "shelve", "send"]);
  expect(await scan(books[0]!.barcode, members.MID.branchId, "MID")).toMatchObject({
    kind: "shelve",
    place: { kind: "float", homeBranchId: members.EAST.branchId },
  });
  expect((await listFloatGroups(database.db))[0]).toMatchObject({
    code: "NOVELS",
    figures: [
      { branch: east, stays: 0 },
      { branch: mid, stays: 2, origins: [{ branch: east, copies: 2 }] },
    ],
  });
  // WEST is in no group with its home: from there it goes home. Where it floated it is at home again with a scan there.
  expect(await scan(books[3]!.barcode, members.WEST.branchId, "WEST")).toMatchObject({ kind: "send" });
  expect(await scan(books[1]!.barcode, members.EAST.branchId)).toMatchObject({ kind: "shelve", place: null });
  expect(await moves(members.MID.branchId)).toEqual([]);
  await ungroup("novels");
  expect(await moves(members.MID.branchId)).toEqual([[books[0]!.id, members.EAST.branchId, ""]]);
});

test("a damaged copy, another kind, another shelf and a second copy of a title do not float; two scans at once keep the limit", async () => {
  const within: [string, number][] = [
    [east, 9],
    [mid, 1],
  ];
  const at = (barcode: string) => scan(barcode, members.MID.branchId, "MID");
  const kindOf = async (barcode: string) => (await at(barcode)).kind;
  await group({ code: "KINDS", itemClasses: ["dvd"] }, admin(null), within);
  expect(await kindOf((await book()).barcode)).toBe("send");
  await group({ code: "KINDS", locations: ["别处"] }, admin(null), within);
  expect(await kindOf((await book()).barcode)).toBe("send");
  await group({ code: "KINDS" }, admin(null), [within[0]!, [within[1]![0], 3]]);
  const damaged = await book();
  await sql`update catalogue.item set condition = 'damaged' where id = ${damaged.id}`.execute(database.db);
  expect(await kindOf(damaged.barcode)).toBe("send");
  await group({ code: "KINDS", mostPerTitle: 1 }, admin(null), [within[0]!, [within[1]![0], 3]]);
  const two = await book("EAST", 2);
  expect([await kindOf(two.barcodes[0]!), await kindOf(two.barcodes[1]!)]).toEqual(["shelve", "send"]);
  await group({ code: "KINDS" }, admin(null), [within[0]!, [within[1]![0], 2]]);
  const rivals = [await book(), await book(), await book()];
  const found = await Promise.all(rivals.map((one) => kindOf(one.barcode)));
  expect(found.sort()).toEqual(["send", "send", "shelve"]);
  await ungroup("KINDS");
});

test("a library lets copies float among its own branches only, the office among all", async () => {
  await sql`delete from placement.float_group`.execute(database.db);
  const own: [string, number][] = [
    [east, 5],
    ["EAST/ANNEX", 5],
  ];
  await expect(
    group({ member: "EAST" }, admin("EAST"), [
      [east, 1],
      [mid, 1],
    ]),
  ).rejects.toEqual(code("branch-unknown"));
  await expect(
    group({ member: "EAST" }, admin("EAST"), [
      [east, 1],
      [east, 2],
    ]),
  ).rejects.toEqual(code("float-branches"));
  await expect(group({}, admin("EAST"), own)).rejects.toEqual(code("forbidden"));
  await expect(group({ member: "EAST" }, admin("MID"), own)).rejects.toEqual(code("forbidden"));
  await expect(group({ member: "EAST", name: { en: " " } }, admin("EAST"), own)).rejects.toEqual(
    code("name-missing"),
  );
  await expect(group({ member: "NONE" }, admin(null), own)).rejects.toEqual(code("member-unknown"));
  await expect(
    group({ member: "EAST" }, admin("EAST"), [
      [east, 1],
      ["EAST/NONE", 1],
    ]),
  ).rejects.toEqual(code("branch-unknown"));
  await group({ code: "OWN", member: "EAST" }, admin("EAST"), own);
  await expect(group({ code: "own", member: "MID" }, admin("MID"), own)).rejects.toEqual(code("code-taken"));
  await expect(ungroup("OWN", admin("MID"))).rejects.toEqual(code("forbidden"));
  await expect(ungroup("NONE", admin("EAST"))).rejects.toEqual(code("float-group-unknown"));
  // Another library's copy that is returned at one of them is not of this group.
  const foreign = await book("MID");
  await sql`update catalogue.item set home_branch_id = ${members.EAST.branchId} where id = ${foreign.id}`.execute(
    database.db,
  );
  expect(await scan(foreign.barcode, annex)).toMatchObject({ kind: "send" });
  const floating = await book();
  expect(await scan(floating.barcode, annex)).toMatchObject({ kind: "shelve" });
  await ungroup("OWN", admin("EAST"));
  expect(await scan(floating.barcode, annex)).toMatchObject({ kind: "send" });
});

const tour = (more: object = {}, actor: Actor = admin("EAST")) =>
  doors.act(
    actor,
    "placement.set-tour",
    {},
    {
      code: "picture-books",
      name: { en: "Picture books" },
      member: "EAST",
      stops: [
        { branch: east, startsOn: "2026-11-20" },
        { branch: "EAST/ANNEX", startsOn: "2026-12-01" },
      ],
      endsOn: "2026-12-31",
      ...more,
    },
  );
const join = (barcode: string, actor: Actor = members.EAST.desk, set = "picture-books") =>
  doors.act(actor, "placement.add-to-tour", { code: set }, { barcode });
const leave = (id: number, code: string) =>
  doors.act(members.EAST.desk, "placement.take-from-tour", { code, id });
const endTour = (code: string, actor: Actor) => doors.act(actor, "placement.end-tour", { code });

test("a set goes from branch to branch by its days: each branch has its list, and a scan sends the book on", async () => {
  await tour();
  const { id, barcode } = await book();
  const second = await book();
  await join(barcode);
  await join(second.barcode);
  const [home] = [members.EAST.branchId];
  expect(await moves(home)).toEqual([
    [id, home, ""],
    [second.id, home, ""],
  ]);
  expect(await scan(barcode, home)).toMatchObject({ kind: "shelve", place: { kind: "tour" } });
  expect((await listTours(database.db, clock))[0]).toMatchObject({
    items: 2,
    settled: 1,
    nowAt: east,
  });
  await scan(second.barcode, home);
  await createReader(database.db, members.EAST.id, "TOURS");
  await act((tx) =>
    checkOut(tx, members.EAST.desk, clock, {
      patronBarcode: "TOURS",
      itemBarcode: second.barcode,
      branchId: home,
    }),
  );
  clock.set("2026-12-01T02:00:00Z");
  // The second is with a reader, and goes on when it comes back.
  expect(await moves(home)).toContainEqual([id, annex, ""]);
  expect(await scan(barcode, home)).toMatchObject({ kind: "send", toBranchId: annex });
  expect(await scan(barcode, annex)).toMatchObject({ kind: "shelve", place: { kind: "tour" } });
  expect(await scan(second.barcode, home)).toMatchObject({ kind: "send", toBranchId: annex, returned: true });
  expect(
    (
      await listPlaces(
        database.db,
        clock,
        { memberId: members.EAST.id, branchId: home },
        { limit: 9, tour: "picture-books" },
      )
    ).items,
  ).toHaveLength(2);
  clock.set("2027-01-01T02:00:00Z");
  expect(await moves(annex)).toEqual([[id, home, ""]]);
  await scan(barcode, annex);
  await expect(join((await book()).barcode)).rejects.toEqual(code("tour-over"));
  expect((await listTours(database.db, clock))[0]).toMatchObject({ nowAt: null });
});

test("a set before its first day leaves its books at home; taken out of it or ended, they go home", async () => {
  const set = { code: "early", stops: [{ branch: "EAST/ANNEX", startsOn: "2026-11-25" }] };
  await tour(set);
  const { id, barcode } = await book();
  const other = await book();
  for (const one of [barcode, other.barcode]) await join(one, members.EAST.desk, "early");
  expect(await moves(members.EAST.branchId)).toEqual([]);
  expect(await scan(barcode, members.EAST.branchId)).toMatchObject({ kind: "shelve", place: null });
  clock.advance(5 * DAY_MS);
  await scan(barcode, members.EAST.branchId);
  await scan(barcode, annex);
  await leave(id, "early");
  expect(await moves(annex)).toEqual([[id, members.EAST.branchId, ""]]);
  await expect(leave(id, "early")).rejects.toEqual(code("place-unknown", { barcode }));
  await expect(endTour("early", members.EAST.desk)).rejects.toEqual(code("forbidden"));
  await endTour("early", admin("EAST"));
  expect(await moves(members.EAST.branchId)).toEqual([]);
  await expect(endTour("early", admin("EAST"))).rejects.toEqual(code("tour-over"));
});

test("a set is a library's own; the office may send it to others; its days are in order and each its own", async () => {
  const to = (startsOn: string, branch = "EAST/ANNEX") => ({ branch, startsOn });
  await expect(tour({ stops: [to("2026-11-25", mid)] })).rejects.toEqual(code("branch-unknown"));
  await expect(tour({ stops: [to("2026-11-25"), to("2026-11-25", east)] })).rejects.toEqual(
    code("tour-stops"),
  );
  await expect(tour({ stops: [to("2026-11-25"), to("2026-11-25")] })).rejects.toEqual(code("tour-stops"));
  await expect(tour({ stops: [to("2027-01-01")] })).rejects.toEqual(code("tour-stops"));
  await expect(tour({ name: {} })).rejects.toEqual(code("name-missing"));
  await expect(tour({ member: "NONE" })).rejects.toEqual(code("member-unknown"));
  await expect(tour({}, admin("MID"))).rejects.toEqual(code("forbidden"));
  await expect(tour({ member: "MID" }, admin("MID"))).rejects.toEqual(code("code-taken"));
  await tour({ code: "wide", stops: [to("2026-11-20", mid)] }, admin(null));
  const [own, foreign] = [await book(), await book("MID")];
  await expect(join(foreign.barcode, members.EAST.desk, "wide")).rejects.toEqual(code("forbidden"));
  await expect(join(own.barcode, members.MID.desk, "wide")).rejects.toEqual(code("forbidden"));
  await expect(join("no such", members.EAST.desk, "wide")).rejects.toEqual(code("item-unknown"));
  await expect(join(own.barcode, members.EAST.desk, "none")).rejects.toEqual(code("tour-unknown"));
  await join(own.barcode, members.EAST.desk, "wide");
  // One place at a time: on tour it takes no other.
  await expect(reserve(own.id)).rejects.toEqual(code("place-taken"));
  await tour({ code: "second" });
  await expect(join(own.barcode, members.EAST.desk, "second")).rejects.toEqual(code("place-taken"));
  expect(await scan(own.barcode, members.EAST.branchId)).toMatchObject({
    kind: "send",
    toBranchId: members.MID.branchId,
  });
  const twins = [await book("EAST"), await book("EAST")];
  const rivals = await Promise.allSettled([
    join(twins[0]!.barcode, members.EAST.desk, "wide"),
    join(twins[0]!.barcode, members.EAST.desk, "second"),
  ]);
  expect(rivals.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a withdrawn copy gets no place and goes with no set, and a label that two copies share is asked about", async () => {
  const [placed, going, out] = [await book(), await book(), await book()];
  await tour({ code: "last" });
  await reserve(placed.id);
  await join(going.barcode, members.EAST.desk, "last");
  for (const { id } of [placed, going, out]) await withdraw(id);
  for (const late of [
    () => reserve(out.id),
    () => endReserve(placed.id),
    () => join(out.barcode, members.EAST.desk, "last"),
    () => leave(going.id, "last"),
  ])
    await expect(late()).rejects.toEqual(code("item-withdrawn"));
  const twins = await book("EAST", 2);
  await sql`update catalogue.item set barcode = ${twins.barcode}, shares_key = true
    where id = ${twins.itemIds[1]}`.execute(database.db);
  await expect(join(twins.barcode, members.EAST.desk, "last")).rejects.toEqual(code("several-items"));
});
