import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../../kernel/database.ts";
import { mountCommands } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { fixedClock } from "../../kernel/time.ts";
import { cancelHold, checkOut, circulationJobs, holdsOf, loansOf, placeHold, scanItem } from "../index.ts";
import { createBranch, createInstance, createReader, createRegion, type TestRegion } from "../testing.ts";
import { holdCommands } from "./doors.ts";
import { countShares } from "./market.ts";

const START = "2026-03-02T04:00:00Z";
const clock = fixedClock(START);
let database: Database;
let region: TestRegion;
let app: App;
let closed: number;
const actors = new Map<string, Actor>();
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  region = await createRegion(database.db);
  const { EAST, WEST } = region.members;
  for (const [name, member] of [
    ["ann", EAST],
    ["bo", EAST],
    ["cy", WEST],
  ] as const)
    actors.set(name, await createReader(database.db, member.id, name.toUpperCase()));
  for (const code of ["EAST", "WEST"] as const) actors.set(code, region.members[code].desk);
  closed = await createBranch(database.db, EAST.id, "ATTIC", false);
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors.get(String(this.headers["x-who"])) ?? null;
    },
  });
  mountCommands(app, deps, holdCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  clock.set(START);
  await sql`delete from policies.agreement`.execute(database.db);
  await sql`delete from policies.setting`.execute(database.db);
  await sql`delete from policies.loan_rule where member_id is not null`.execute(database.db);
});

type At = "EAST" | "MID" | "WEST";
const copies = (...at: At[]) =>
  createInstance(
    database.db,
    at.map((code) => ({ memberId: region.members[code].id, branchId: region.members[code].branchId })),
  );
const ask = (who: string, instanceId: number, at: At = "EAST", more: object = {}) =>
  run((tx) =>
    placeHold(tx, actors.get(who)!, clock, {
      instanceId,
      pickupBranchId: region.members[at].branchId,
      ...more,
    }),
  );
const scan = (at: At, barcode: string) =>
  run((tx) =>
    scanItem(tx, region.members[at].desk, clock, { barcode, branchId: region.members[at].branchId }),
  );
const stateOf = async (id: string) => {
  const { rows } = await sql<{ state: string; item_id: number | null; pickup_branch_id: number }>`
    select h.state, h.item_id, h.pickup_branch_id from circulation.hold h where h.id = ${id}`.execute(
    database.db,
  );
  return rows[0]!;
};
const rejections = async (id: string) => {
  const { rows } = await sql<{ rejected: string | null }>`
    select c.rejected from circulation.hold_candidate c where c.hold_id = ${id} order by c.item_id`.execute(
    database.db,
  );
  return rows.map((row) => row.rejected);
};
const change = (who: string, id: string, body: object) =>
  doorsOf(app, holdCommands).send({ "x-who": who }, "circulation.change-hold", { id }, body);
const job = (name: string) =>
  circulationJobs({ ...database, clock, config: readConfig({}) })[name]!({} as never, {} as never);

test("a request rests with its place, lets its copy go, and looks for one again when its day is over", async () => {
  const { instanceId } = await copies("MID");
  const first = await ask("ann", instanceId);
  const second = await ask("bo", instanceId);
  expect(await stateOf(first.id)).toMatchObject({ state: "targeted" });
  expect(await change("ann", first.id, { suspendedUntil: "2026-03-10" })).toMatchObject({
    status: 200,
    body: { state: "waiting", suspendedUntil: "2026-03-10", position: 1 },
  });
  expect(await stateOf(second.id)).toMatchObject({ state: "targeted" });
  await run((tx) => cancelHold(tx, actors.get("bo")!, clock, second.id));
  expect(await stateOf(first.id)).toMatchObject({ state: "waiting" });
  clock.set("2026-03-10T04:00:00Z");
  await job("circulation-other-copies");
  expect(await stateOf(first.id)).toMatchObject({ state: "waiting" });
  clock.set("2026-03-11T04:00:00Z");
  await job("circulation-other-copies");
  expect(await stateOf(first.id)).toMatchObject({ state: "targeted" });
});

test("any number of titles is looked through by one run, each request served by its title's copies in its turn", async () => {
  await run((tx) =>
    sql`update policies.loan_rule set says = says || '{"holdsMax": 500}' where member_id is null`.execute(tx),
  );
  await agree({ lends: false });
  // One copy of the reader's own library for two requests; another title has a copy only where it is not lent.
  const titles: { first: string; second: string }[] = [];
  const newTitle = async (): Promise<void> => {
    const { instanceId } = await copies("EAST");
    const first = await ask("ann", instanceId);
    const second = await ask("bo", instanceId);
    titles.push({ first: first.id, second: second.id });
  };
  for (let at = 0; at < 6; at++) await Promise.all(Array.from({ length: 9 }, newTitle));
  const only = await ask("ann", (await copies("MID")).instanceId);
  await sql`update circulation.hold h set state = 'waiting', item_id = null, targeted_at = null, suspended_until = '2026-03-09'
    where h.id = any(${[...titles.flatMap((one) => [one.first, one.second]), only.id]}::uuid[])`.execute(
    database.db,
  );
  clock.set("2026-03-10T04:00:00Z");
  await job("circulation-other-copies");
  const { rows } = await sql<{ id: string; state: string; suspended: boolean; rejected: string[] }>`
    select h.id, h.state, h.suspended_until is not null as suspended,
      array(select coalesce(c.rejected, '') from circulation.hold_candidate c where c.hold_id = h.id) as rejected
    from circulation.hold h where h.closed_at is null`.execute(database.db);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { first, second } of titles) {
    expect(found.get(first)).toMatchObject({ state: "targeted", suspended: false, rejected: [""] });
    expect(found.get(second)).toMatchObject({ state: "waiting", suspended: false, rejected: ["requested"] });
  }
  expect(found.get(only.id)).toMatchObject({ state: "waiting", rejected: ["agreement-refuses"] });
});

test("a resting request gets no returned copy; woken by its reader it does", async () => {
  const { instanceId, barcodes } = await copies("EAST");
  const hold = await ask("ann", instanceId);
  await change("ann", hold.id, { suspendedUntil: "2026-03-10" });
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "shelve" });
  await change("ann", hold.id, { suspendedUntil: null });
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "hold-shelf", holdId: hold.id });
  expect(await change("ann", hold.id, { suspendedUntil: "2026-03-10" })).toMatchObject({
    code: "hold-ready",
  });
});

test("another place to pick up holds at once, and for a copy on its way where it arrives", async () => {
  const { instanceId, barcodes } = await copies("MID");
  const hold = await ask("ann", instanceId);
  const west = region.members.WEST.branchId;
  expect(await change("EAST", hold.id, { pickupBranchId: west })).toMatchObject({
    body: { pickupBranchId: west, state: "targeted" },
  });
  await change("ann", hold.id, { pickupBranchId: region.members.EAST.branchId });
  expect(await scan("MID", barcodes[0]!)).toMatchObject({
    kind: "send",
    toBranchId: region.members.EAST.branchId,
  });
  expect(await change("ann", hold.id, { suspendedUntil: "2026-03-10" })).toMatchObject({
    code: "hold-on-its-way",
  });
  await change("ann", hold.id, { pickupBranchId: west });
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "send", toBranchId: west, reason: "hold" });
  expect(await scan("WEST", barcodes[0]!)).toMatchObject({ kind: "hold-shelf", holdId: hold.id });
});

test("a change is refused for what cannot be, and to whom it does not concern", async () => {
  const { instanceId } = await copies("MID");
  const hold = await ask("ann", instanceId);
  const code = async (who: string, body: object, id = hold.id) => (await change(who, id, body)).code;
  expect(await code("ann", { pickupBranchId: 999_999 })).toBe("branch-unknown");
  expect(await code("ann", { pickupBranchId: closed })).toBe("branch-no-pickup");
  expect(await code("ann", { suspendedUntil: "2026-03-01" })).toBe("hold-day-past");
  expect(await code("ann", { neededUntil: "2026-03-01" })).toBe("hold-day-past");
  expect((await change("ann", hold.id, { neededUntil: "2026-03-02" })).status).toBe(200);
  for (const who of ["bo", "WEST"]) expect(await code(who, {})).toBe("hold-unknown");
  expect(await code("ann", {}, "none")).toBe("hold-unknown");
  expect((await change("nobody", hold.id, {})).status).toBe(401);
  await run((tx) => cancelHold(tx, actors.get("ann")!, clock, hold.id));
  expect(await code("ann", {})).toBe("hold-closed");
});

test("who asked for one item waits for it while others stand free, and no return of another serves it", async () => {
  const { instanceId, itemIds, barcodes } = await copies("EAST", "MID");
  const hold = await ask("ann", instanceId, "EAST", { itemId: itemIds[1] });
  expect(await stateOf(hold.id)).toMatchObject({ state: "targeted", item_id: itemIds[1] });
  expect(await rejections(hold.id)).toEqual(["other-item", null]);
  const other = await ask("bo", instanceId, "EAST", { itemId: itemIds[1] });
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "shelve" });
  expect((await holdsOf(database.db, actors.get("bo")!.personId))[0]).toMatchObject({
    id: other.id,
    wantedItemId: itemIds[1],
    state: "waiting",
  });
  await expect(ask("cy", instanceId, "EAST", { itemId: 999_999 })).rejects.toMatchObject({
    code: "item-unknown",
  });
});

test("who takes any edition gets the one that is free, also one that is free later", async () => {
  const [one, other, third] = [await copies("EAST"), await copies("EAST"), await copies("MID")];
  const ids = [one!, other!, third!].map((each) => each.instanceId);
  const work = await sql<{ id: number }>`insert into catalogue.work default values returning id`.execute(
    database.db,
  );
  await sql`update catalogue.instance set work_id = ${work.rows[0]!.id} where id = any(${ids}::bigint[])`.execute(
    database.db,
  );
  const first = await ask("ann", ids[0]!);
  expect(first.instanceId).toBe(ids[0]);
  const any = await ask("bo", ids[0]!, "EAST", { anyEdition: true });
  expect(any).toMatchObject({ anyEdition: true, state: "targeted" });
  expect(any.instanceId).not.toBe(ids[0]);
  const rest = ids.find((id) => id !== ids[0] && id !== any.instanceId)!;
  await ask("ann", rest);
  const waits = await ask("cy", ids[0]!, "WEST", { anyEdition: true });
  expect(waits.state).toBe("waiting");
  await run((tx) => cancelHold(tx, actors.get("bo")!, clock, any.id));
  await sql`delete from circulation.take_down`.execute(database.db);
  await job("circulation-other-copies");
  const [moved] = await holdsOf(database.db, actors.get("cy")!.personId);
  expect(moved).toMatchObject({ id: waits.id, state: "targeted", instanceId: any.instanceId });
});

const agree = (says: { lends?: boolean; local?: number; blackouts?: string }) =>
  sql`insert into policies.agreement (lender_id, borrower_id, lends, local_first_days, blackouts, valid_from)
    values (${region.members.MID.id}, ${region.members.EAST.id}, ${says.lends ?? true}, ${says.local ?? 0},
      ${says.blackouts ?? "[]"}::jsonb, '2026-01-01')`.execute(database.db);

test("what a library does not lend to a reader's library, or not now, is not fetched; its own copies come first for the days agreed", async () => {
  await agree({ lends: false });
  const refused = await ask("ann", (await copies("MID")).instanceId);
  expect(await rejections(refused.id)).toEqual(["agreement-refuses"]);
  await sql`delete from policies.agreement`.execute(database.db);
  await agree({ blackouts: '[{"from":"2026-03-01","until":"2026-03-02"}]' });
  expect(await rejections((await ask("ann", (await copies("MID")).instanceId)).id)).toEqual([
    "agreement-blackout",
  ]);
  await sql`delete from policies.agreement`.execute(database.db);
  await agree({ local: 5 });
  const { instanceId, barcodes } = await copies("EAST", "MID");
  await run((tx) =>
    checkOut(tx, region.members.EAST.desk, clock, {
      patronBarcode: "BO",
      itemBarcode: barcodes[0]!,
      branchId: region.members.EAST.branchId,
    }),
  );
  const hold = await ask("ann", instanceId);
  expect(await rejections(hold.id)).toEqual(["on-loan", "local-first"]);
  expect((await ask("cy", instanceId, "WEST")).state).toBe("targeted");
});

const setting = (key: string, member: At | null, value: number) =>
  sql`insert into policies.setting (key, member_id, value)
    values (${key}, ${member && region.members[member].id}, ${JSON.stringify(value)}::jsonb)`.execute(
    database.db,
  );

test("what is refused for a time is fetched when the time is over, without anything happening to the copy", async () => {
  await agree({ blackouts: '[{"from":"2026-03-01","until":"2026-03-03"}]' });
  const out = await ask("ann", (await copies("MID")).instanceId);
  await sql`delete from policies.agreement`.execute(database.db);
  await agree({ lends: false });
  const never = await ask("bo", (await copies("MID")).instanceId);
  await sql`delete from policies.agreement`.execute(database.db);
  await agree({ blackouts: '[{"from":"2026-03-01","until":"2026-03-03"}]', local: 5 });
  const { instanceId, barcodes } = await copies("EAST", "MID");
  await run((tx) =>
    checkOut(tx, region.members.EAST.desk, clock, {
      patronBarcode: "BO",
      itemBarcode: barcodes[0]!,
      branchId: region.members.EAST.branchId,
    }),
  );
  const own = await ask("ann", instanceId);
  const states = async () =>
    await Promise.all([out, never, own].map(async ({ id }) => (await stateOf(id)).state));
  clock.set("2026-03-03T04:00:00Z");
  await job("circulation-other-copies");
  expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
  clock.set("2026-03-04T04:00:00Z");
  await job("circulation-other-copies");
  expect(await states()).toEqual(["targeted", "targeted", "waiting"]);
  clock.set("2026-03-07T04:00:00Z");
  await job("circulation-other-copies");
  expect(await states()).toEqual(["targeted", "targeted", "targeted"]);
});

test("a new copy serves requests of its own library's readers only, for the days its library says, by target and by scan", async () => {
  await setting("newCopiesOwnDays", "MID", 30);
  const { instanceId, itemIds, barcodes } = await copies("MID");
  await sql`update catalogue.item set added_at = ${clock.now()} where id = ${itemIds[0]!}`.execute(
    database.db,
  );
  const hold = await ask("ann", instanceId);
  expect(await rejections(hold.id)).toEqual(["new-copy"]);
  expect(await scan("MID", barcodes[0]!)).toMatchObject({ kind: "shelve" });
  clock.set("2026-03-31T04:00:00Z");
  await job("circulation-other-copies");
  expect(await stateOf(hold.id)).toMatchObject({ state: "waiting" });
  clock.set("2026-04-01T04:00:00Z");
  await job("circulation-other-copies");
  expect(await stateOf(hold.id)).toMatchObject({ state: "targeted" });
});

test("a branch fetches for others' readers as many at once as it says; who waits is served when one has been fetched", async () => {
  await setting("fetchesMost", "WEST", 1);
  const titles = [await copies("WEST"), await copies("WEST"), await copies("WEST")];
  const first = await ask("ann", titles[0]!.instanceId);
  const second = await ask("ann", titles[1]!.instanceId);
  expect((await ask("cy", titles[2]!.instanceId, "WEST")).state).toBe("targeted");
  expect(await stateOf(first.id)).toMatchObject({ state: "targeted" });
  expect(await rejections(second.id)).toEqual(["branch-full"]);
  await job("circulation-other-copies");
  expect(await stateOf(second.id)).toMatchObject({ state: "waiting" });
  expect(await scan("WEST", titles[0]!.barcodes[0]!)).toMatchObject({ kind: "send" });
  await job("circulation-other-copies");
  expect(await stateOf(second.id)).toMatchObject({ state: "targeted" });
});

test("an item that rules keep from requests is asked for by nobody, and no return of it serves a request", async () => {
  await sql`insert into policies.loan_rule (member_id, facts, says)
    values (${region.members.EAST.id}, '{"itemClass":"map"}', '{"holdable":false}')`.execute(database.db);
  const { instanceId, itemIds, barcodes } = await copies("EAST");
  await sql`update catalogue.item set item_class = 'map' where id = ${itemIds[0]!}`.execute(database.db);
  const hold = await ask("ann", instanceId);
  expect(await rejections(hold.id)).toEqual(["not-holdable"]);
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({ kind: "shelve" });
});

test("a loan that may be recalled is due early for a request nothing else can serve, once, and never later than it was", async () => {
  await sql`insert into policies.loan_rule (member_id, says)
    values (${region.members.EAST.id}, '{"recallable":true,"recallDays":5}')`.execute(database.db);
  const { instanceId, barcodes } = await copies("EAST");
  const lend = (card: string, itemBarcode: string) =>
    run((tx) =>
      checkOut(tx, region.members.EAST.desk, clock, {
        patronBarcode: card,
        itemBarcode,
        branchId: region.members.EAST.branchId,
      }),
    );
  await lend("BO", barcodes[0]!);
  const due = async () =>
    (await loansOf(database.db, actors.get("bo")!.personId, clock.now())).find(
      (one) => one.instanceId === instanceId,
    )!.dueOn;
  expect(await due()).toBe("2026-04-01");
  await ask("ann", instanceId);
  expect(await due()).toBe("2026-03-07");
  const told = await sql`select 1 from notices.notice n where n.kind = 'loan-recalled'`.execute(database.db);
  expect(told.rows.length).toBe(1);
  clock.set("2026-03-04T04:00:00Z");
  await ask("cy", instanceId, "WEST");
  expect(await due()).toBe("2026-03-07");
});

test("every night it is counted what libraries sent to others and how many copies they lend", async () => {
  const { instanceId, barcodes } = await copies("MID");
  await ask("cy", instanceId, "WEST");
  await scan("MID", barcodes[0]!);
  await countShares(database.db, clock);
  const { rows } = await sql<{ member_id: number; sent: number; copies: number }>`
    select s.member_id, s.sent, s.copies from circulation.member_share s order by s.member_id`.execute(
    database.db,
  );
  expect(rows.find((row) => row.member_id === region.members.MID.id)!.sent).toBeGreaterThan(0);
  expect(rows.find((row) => row.member_id === region.members.EAST.id)!.copies).toBeGreaterThan(3);
  clock.set("2026-07-02T04:00:00Z");
  await countShares(database.db, clock);
  const later = await sql<{
    n: number;
  }>`select sum(s.sent)::int as n from circulation.member_share s`.execute(database.db);
  expect(later.rows[0]!.n).toBe(0);
});

test("a returned loan is its reader's for as long as the owner keeps it, then nobody's; what is out stays", async () => {
  const { EAST } = region.members;
  const made = [await copies("EAST"), await copies("MID"), await copies("EAST")];
  for (const { barcodes } of made)
    await run((tx) =>
      checkOut(tx, EAST.desk, clock, {
        patronBarcode: "BO",
        itemBarcode: barcodes[0]!,
        branchId: EAST.branchId,
      }),
    );
  for (const { barcodes } of made.slice(0, 2)) await scan("EAST", barcodes[0]!);
  await sql`insert into policies.setting (key, member_id, value) values ('historyDays', ${EAST.id}, '30')`.execute(
    database.db,
  );
  const owners = async () => {
    const { rows } = await sql<{ mine: boolean }>`select l.person_id = ${actors.get("bo")!.personId} as mine
      from circulation.loan l where l.item_id = any(${made.flatMap((one) => one.itemIds)}::bigint[])
      order by l.item_id`.execute(database.db);
    return rows.map((row) => row.mine);
  };
  clock.set("2026-04-01T03:59:59Z");
  await job("circulation-forget-readers");
  expect(await owners()).toEqual([true, true, true]);
  clock.set("2026-04-01T04:00:01Z");
  await job("circulation-forget-readers");
  expect(await owners()).toEqual([false, true, true]);
  clock.set("2026-08-29T04:00:01Z");
  await job("circulation-forget-readers");
  expect(await owners()).toEqual([false, false, true]);
});
