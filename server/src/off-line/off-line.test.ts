import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loansOf, scanItem } from "../circulation/index.ts";
import {
  brokenInvariants,
  createInstance,
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../circulation/testing.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock, HOUR_MS } from "../kernel/time.ts";
import { blockCard } from "../people/testing.ts";
import { answersTo, sweepActs } from "./acts.ts";
import { offLineCommands, offLineQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";

// Said here anew, not taken from the source: a limit that changes turns a test red.
const CLOCK_SLACK_MS = 60_000;
const KEPT_DAYS = 30;
const LATEST_DAYS = 7;

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let elsewhere: Record<string, string>;
const clock = fixedClock("2026-11-20T03:00:00Z");
const NINE = "2026-11-20T01:00:00.000Z";
const later = (minutes: number): string => new Date(Date.parse(NINE) + minutes * 60_000).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  mountCommands(app, deps, offLineCommands);
  mountQueries(app, deps, offLineQueries);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
});
afterAll(async () => {
  expect(await brokenInvariants(database.db)).toEqual([]);
  await app.close();
  await database.close();
});

type Result = {
  id: string;
  state: string;
  code?: string;
  problem: { code: string; params: Record<string, string> } | null;
  outcome: { kind: string } | null;
  loan: { dueOn: string } | null;
};
type Sent = { status: number; body: Result };
let n = 0;
const newReader = async () => {
  const card = `C${++n}`;
  return { card, actor: await createReader(database.db, members.EAST.id, card) };
};
const newBook = async (code: keyof TestRegion["members"] = "EAST", barcode?: string) => {
  const { memberId, branchId } = { memberId: members[code].id, branchId: members[code].branchId };
  const made = await createInstance(database.db, [{ memberId, branchId, ...(barcode && { barcode }) }]);
  return { barcode: made.barcodes[0]!, itemId: made.itemIds[0]! };
};
const post = async (url: string, payload: object, headers = desk): Promise<Sent> => {
  const reply = await app.inject({ method: "POST", url: `/api/v1${url}`, headers, payload });
  return { status: reply.statusCode, body: reply.json<Result>() };
};
const act = (more: object) => ({
  id: crypto.randomUUID(),
  kind: "check-out",
  at: NINE,
  branchId: members.EAST.branchId,
  patronBarcode: null,
  ...more,
});
const lend = (card: string, book: string, more: object = {}) =>
  post("/desk/off-line/acts", act({ patronBarcode: card, itemBarcode: book, ...more }));
const giveBack = (book: string, more: object = {}) =>
  post("/desk/off-line/acts", act({ kind: "check-in", itemBarcode: book, ...more }));
const settle = (id: string, answer: object, headers = desk) =>
  post(`/desk/off-line/acts/${id}/settlement`, answer, headers);
const waiting = async (headers = desk) => {
  const reply = await app.inject({ method: "GET", url: "/api/v1/desk/off-line/acts?limit=200", headers });
  return reply.json<{ items: { id: string; title: string | null; answers: string[] }[] }>().items;
};
const heldBy = async (reader: Awaited<ReturnType<typeof newReader>>) =>
  await loansOf(database.db, reader.actor.personId, clock.now());

test("what was lent and returned without a network happens with its time, by this door, once", async () => {
  const [first, second, book] = [await newReader(), await newReader(), await newBook()];
  const sent = act({ patronBarcode: first.card, itemBarcode: book.barcode });
  const done = await post("/desk/off-line/acts", sent);
  expect(done).toMatchObject({ status: 200, body: { state: "done", problem: null } });
  expect((await heldBy(first))[0]).toMatchObject({ loanedAt: NINE, dueOn: done.body.loan!.dueOn });
  expect((await post("/desk/off-line/acts", sent)).body).toMatchObject({ state: "done", loan: null });
  expect(await heldBy(first)).toHaveLength(1);
  const back = await giveBack(book.barcode, { at: later(20) });
  expect(back.body).toMatchObject({ state: "done", outcome: { kind: "shelve" } });
  expect((await lend(second.card, book.barcode, { at: later(30) })).body.state).toBe("done");
  const { rows } = await sql<{ returned_at: Date; via: string }>`
    select l.returned_at, a.via from circulation.loan l
    join kernel.audit a on a.action = 'loan.check-out' and a.subject_id = l.id::text
    where l.item_id = ${book.itemId} and l.returned_at is not null`.execute(database.db);
  expect(rows).toEqual([{ returned_at: new Date(later(20)), via: "offline" }]);
});

test("what reached the server before the network went is not done a second time", async () => {
  const [reader, book] = [await newReader(), await newBook()];
  const sent = act({ patronBarcode: reader.card, itemBarcode: book.barcode, at: clock.now().toISOString() });
  const payload = { patronBarcode: reader.card, itemBarcode: book.barcode };
  const headers = { ...desk, "idempotency-key": sent.id };
  await app.inject({ method: "POST", url: "/api/v1/desk/check-out", headers, payload });
  expect((await post("/desk/off-line/acts", sent)).body).toMatchObject({ state: "done", problem: null });
  expect(await heldBy(reader)).toHaveLength(1);
});

test("two windows that send the same act do it once", async () => {
  const [reader, book] = [await newReader(), await newBook()];
  const sent = act({ patronBarcode: reader.card, itemBarcode: book.barcode });
  const both = await Promise.all([post("/desk/off-line/acts", sent), post("/desk/off-line/acts", sent)]);
  expect(both.map((one) => one.body.state)).toEqual(["done", "done"]);
  expect(await heldBy(reader)).toHaveLength(1);
});

test("what cannot be done waits with its reason, and nothing of it has happened", async () => {
  const [reader, blocked, book] = [await newReader(), await newReader(), await newBook()];
  await inTransaction(database.db, (tx) =>
    blockCard(tx, members.EAST.desk, {
      memberId: members.EAST.id,
      barcode: blocked.card,
      blockedAt: clock.now(),
    }),
  );
  await lend(reader.card, book.barcode);
  const moved = await newBook();
  await inTransaction(database.db, (tx) =>
    scanItem(tx, members.EAST.desk, clock, { barcode: moved.barcode, branchId: members.EAST.branchId }),
  );
  await newBook("EAST", "TWIN");
  await newBook("MID", "TWIN");
  const other = await newReader();
  const cases = [
    [await lend(other.card, book.barcode), "item-on-loan"],
    [await lend(blocked.card, (await newBook()).barcode), "card-blocked"],
    [await lend("nobody", (await newBook()).barcode), "patron-unknown"],
    [await lend(other.card, "no-such-book"), "item-unknown"],
    [await lend(other.card, moved.barcode), "item-acted-since"],
    [await giveBack(moved.barcode), "item-acted-since"],
    [await giveBack("no-such-book"), "item-unknown"],
  ] as const;
  expect(cases.map(([sent]) => sent.body.problem?.code)).toEqual(cases.map(([, code]) => code));
  expect(cases.map(([sent]) => sent.body.state)).toEqual(cases.map(() => "open"));
  const open = new Set((await waiting()).map((one) => one.id));
  expect(cases.filter(([sent]) => !open.has(sent.body.id))).toEqual([]);
  expect(await waiting(elsewhere)).toEqual([]);
  expect(await heldBy(other)).toEqual([]);
});

test("a book that is gone with a blocked reader is lent all the same by whoever may, with the reason", async () => {
  const [reader, book] = [await newReader(), await newBook()];
  const { id: memberId } = members.EAST;
  await inTransaction(database.db, (tx) =>
    blockCard(tx, members.EAST.desk, { memberId, barcode: reader.card, blockedAt: clock.now() }),
  );
  const sent = await lend(reader.card, book.barcode);
  expect(sent.body.problem?.code).toBe("card-blocked");
  const anyway = { answer: "again", override: { reason: "The book has left the house" } };
  expect((await settle(sent.body.id, anyway)).body.code).toBe("forbidden");
  expect((await waiting()).some((one) => one.id === sent.body.id)).toBe(true);
  const grant = { member: "EAST", branchId: members.EAST.branchId, role: "desk-lead" } as const;
  const lead = await signInAs(database, app, "east-lead", grant);
  expect((await settle(sent.body.id, anyway, lead)).body).toMatchObject({ state: "done" });
  expect((await heldBy(reader))[0]).toMatchObject({ loanedAt: NINE });
});

test("a clock that is wrong, another branch and what is too old are told apart", async () => {
  const [reader, book] = [await newReader(), await newBook()];
  const at = (ms: number): { at: string } => ({ at: new Date(clock.now().getTime() + ms).toISOString() });
  const refused = async (more: object) => (await lend(reader.card, book.barcode, more)).body.code;
  expect(await refused(at(CLOCK_SLACK_MS + 1))).toBe("off-line-clock-wrong");
  expect(await refused({ branchId: members.MID.branchId })).toBe("off-line-branch-wrong");
  const old = await lend(reader.card, book.barcode, at(-LATEST_DAYS * DAY_MS - 1));
  expect(old.body.problem?.code).toBe("off-line-too-late");
  expect((await lend(reader.card, book.barcode, at(-LATEST_DAYS * DAY_MS))).body.state).toBe("done");
  const ahead = await lend(reader.card, (await newBook()).barcode, at(CLOCK_SLACK_MS));
  expect(ahead.body.state).toBe("done");
  expect((await heldBy(reader)).every((one) => one.loanedAt <= clock.now().toISOString())).toBe(true);
});

test("each conflict has an answer: renew, return first, now, again with a choice, let go", async () => {
  const [reader, other, book, moved] = [
    await newReader(),
    await newReader(),
    await newBook(),
    await newBook(),
  ];
  await lend(reader.card, book.barcode, { at: later(-4 * 24 * 60) });
  const again = await lend(reader.card, book.barcode);
  expect((await settle(again.body.id, { answer: "return-first" })).body.code).toBe("off-line-answer-wrong");
  expect((await settle(again.body.id, { answer: "renew" })).body).toMatchObject({ state: "done" });
  expect((await heldBy(reader))[0]?.renewals).toBe(1);
  const passed = await lend(other.card, book.barcode, { at: later(60) });
  const swapped = await settle(passed.body.id, { answer: "return-first" });
  expect(swapped.body).toMatchObject({ state: "done", loan: { barcode: book.barcode } });
  expect(await heldBy(reader)).toEqual([]);
  expect((await heldBy(other))[0]?.loanedAt).toBe(clock.now().toISOString());
  await inTransaction(database.db, (tx) =>
    scanItem(tx, members.EAST.desk, clock, { barcode: moved.barcode, branchId: members.EAST.branchId }),
  );
  const since = await lend(other.card, moved.barcode);
  expect((await settle(since.body.id, { answer: "again" })).body.problem?.code).toBe("item-acted-since");
  expect((await settle(since.body.id, { answer: "now" })).body.state).toBe("done");
  const twins = await lend(other.card, (await newBook("WEST", "PAIR")).barcode);
  expect(twins.body.state).toBe("done");
  const gone = await giveBack("never-seen");
  expect((await settle(gone.body.id, { answer: "let-go" })).body.state).toBe("let-go");
  expect((await settle(gone.body.id, { answer: "let-go" })).body.code).toBe("off-line-act-settled");
});

test("an item of several is chosen in the answer", async () => {
  const [west, mid] = [await newBook("WEST", "SAME"), await newBook("MID", "SAME")];
  const sent = await giveBack("SAME");
  expect(sent.body.problem).toMatchObject({ code: "several-items" });
  expect(sent.body.problem!.params.choices!.split(",").map(Number).sort()).toEqual(
    [west.itemId, mid.itemId].sort(),
  );
  expect(Object.keys(sent.body.problem!.params)).toEqual(
    expect.arrayContaining(["libraries", "libraries.zh-Hant", "libraries.en"]),
  );
  const settled = await settle(sent.body.id, { answer: "again", itemId: mid.itemId });
  expect(settled.body).toMatchObject({ state: "done", outcome: { kind: "send" } });
});

test("a desk answers for its own library at the branch where it was done", async () => {
  const sent = await giveBack("not-here");
  expect(await settle(sent.body.id, { answer: "let-go" }, elsewhere)).toMatchObject({
    status: 404,
    body: { code: "off-line-act-unknown" },
  });
  expect((await settle("x", { answer: "let-go" })).body.code).toBe("off-line-act-unknown");
  const copied = act({
    id: sent.body.id,
    kind: "check-in",
    itemBarcode: "x",
    branchId: members.MID.branchId,
  });
  expect((await post("/desk/off-line/acts", copied, elsewhere)).body.code).toBe("off-line-act-unknown");
  await sql`update off_line.act set branch_id = ${members.WEST.branchId} where id = ${sent.body.id}`.execute(
    database.db,
  );
  expect((await settle(sent.body.id, { answer: "let-go" })).body.code).toBe("off-line-branch-wrong");
  const nobody = await app.inject({ method: "GET", url: "/api/v1/desk/off-line/acts" });
  expect(nobody.statusCode).toBe(401);
  const reader = await signInAs(database, app, "just-a-reader");
  expect(
    (await post("/desk/off-line/acts", act({ itemBarcode: "x", kind: "check-in" }), reader)).status,
  ).toBe(403);
});

test("cards of strangers and of nobody are looked up at a desk's pace, each card once", async () => {
  const { scope, place } = members.WEST.desk;
  const west = await signInAs(database, app, "west", { member: "WEST", branchId: place! });
  const send = async (card: string) =>
    await post(
      "/desk/off-line/acts",
      act({ branchId: place, patronBarcode: card, itemBarcode: "no-such-book" }),
      west,
    );
  expect(scope).toBe(members.WEST.id);
  for (let i = 0; i < 12; i++) expect((await send(`guess-${i}`)).status).toBe(200);
  expect((await send("guess-0")).status).toBe(200);
  expect(await send("guess-12")).toMatchObject({ status: 429, body: { code: "look-ups-too-fast" } });
});

test("what was done is forgotten after its days, what waits never; a reader's cards are forgotten with them", async () => {
  const [reader, book] = [await newReader(), await newBook()];
  const done = await lend(reader.card, book.barcode);
  const open = await lend(reader.card, "lost-in-time");
  const ids = [done.body.id, open.body.id];
  const left = async () =>
    (
      await sql<{ id: string }>`select a.id from off_line.act a where a.id = any(${ids}::uuid[])`.execute(
        database.db,
      )
    ).rows.length;
  const at = (ms: number) => ({ now: () => new Date(clock.now().getTime() + ms) });
  await inTransaction(database.db, (tx) => sweepActs(tx, at(KEPT_DAYS * DAY_MS)));
  expect(await left()).toBe(2);
  await inTransaction(database.db, (tx) => sweepActs(tx, at(KEPT_DAYS * DAY_MS + HOUR_MS)));
  expect(await left()).toBe(1);
  await inTransaction(database.db, (tx) => erasePerson(tx, clock, reader.actor.personId));
  expect(await left()).toBe(0);
});

test("what may be answered follows from what was refused", () => {
  expect(answersTo("check-out", "item-on-loan", { isOwn: "true" })).toEqual(["renew", "again", "let-go"]);
  expect(answersTo("check-out", "item-on-loan", {})).toEqual(["return-first", "again", "let-go"]);
  expect(answersTo("check-in", "item-acted-since", {})).toEqual(["now", "again", "let-go"]);
  expect(answersTo("check-out", "card-blocked", {})).toEqual(["again", "let-go"]);
});
