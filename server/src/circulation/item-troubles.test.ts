import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { itemsAtDesk } from "./desk/item.ts";
import {
  availabilityOf,
  checkOut,
  declareItem,
  holdingsOf,
  holdsOf,
  type ItemAction,
  loansOf,
  placeHold,
  renewLoan,
  scanItem,
} from "./index.ts";
import { remindOfLoans } from "./reminders.ts";
import type { DeskItem } from "./schema.ts";
import { createInstance, createReader, createRegion, statusOf, type TestRegion } from "./testing.ts";
import { openDesks, signInAs } from "./testing-desks.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");
beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Code = keyof TestRegion["members"];
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
let readers = 0;
const newReader = async (at: Code) => {
  const card = `T${++readers}`;
  return { actor: await createReader(database.db, members[at].id, card), card };
};
const copiesAt = (...codes: Code[]) =>
  createInstance(
    database.db,
    codes.map((code) => ({ memberId: members[code].id, branchId: members[code].branchId })),
  );
const declare = (at: Code, itemId: number, action: ItemAction) =>
  run((tx) => declareItem(tx, members[at].desk, clock, { itemId, action, branchId: members[at].branchId }));
const ask = (reader: { actor: Parameters<typeof placeHold>[1] }, instanceId: number, at: Code) =>
  run((tx) => placeHold(tx, reader.actor, clock, { instanceId, pickupBranchId: members[at].branchId }));
const scan = (at: Code, barcode: string) =>
  run((tx) => scanItem(tx, members[at].desk, clock, { barcode, branchId: members[at].branchId }));
const lend = (at: Code, patronBarcode: string, itemBarcode: string) =>
  run((tx) =>
    checkOut(tx, members[at].desk, clock, { patronBarcode, itemBarcode, branchId: members[at].branchId }),
  );
const kindsFor = async (reader: { actor: { personId: string } }) =>
  (await toldTo(database.db, reader.actor.personId)).map((notice) => notice.kind);
const firstHold = async (reader: { actor: { personId: string } }) =>
  (await holdsOf(database.db, reader.actor.personId))[0]!;

test("a copy declared lost on its shelf hands its hold on to the next copy, and no longer counts", async () => {
  const reader = await newReader("EAST");
  const { instanceId, itemIds } = await copiesAt("EAST", "WEST");
  await ask(reader, instanceId, "EAST");
  expect(await statusOf(database.db, itemIds[0]!)).toBe("requested");
  await declare("EAST", itemIds[0]!, "lose");
  expect(await statusOf(database.db, itemIds[0]!)).toBe("lost");
  expect(await statusOf(database.db, itemIds[1]!)).toBe("requested");
  expect((await availabilityOf(database.db, [instanceId])).get(instanceId)).toEqual({
    total: 1,
    available: 0,
    byMember: [{ memberId: members.WEST.id, total: 1, available: 0 }],
  });
});

test("the last copy lost ends the hold and its reader is told; a missing one may still turn up", async () => {
  const reader = await newReader("EAST");
  const { instanceId, itemIds, barcodes } = await copiesAt("WEST");
  await ask(reader, instanceId, "EAST");
  await declare("WEST", itemIds[0]!, "miss");
  expect(await firstHold(reader)).toMatchObject({ state: "waiting" });
  expect(await scan("WEST", barcodes[0]!)).toMatchObject({ kind: "send", found: "missing" });
  await declare("WEST", itemIds[0]!, "lose");
  expect(await firstHold(reader)).toMatchObject({ state: "unfilled", position: null });
  expect(await kindsFor(reader)).toEqual(["hold-unfilled", "hold-stalled"]);
  await expect(ask(reader, instanceId, "EAST")).rejects.toMatchObject({ code: "nothing-to-lend" });
});

test("a copy found damaged on the hold shelf is taken away, its reader is told, and gets it once it is repaired", async () => {
  const reader = await newReader("MID");
  const { instanceId, itemIds, barcodes } = await copiesAt("MID");
  await ask(reader, instanceId, "MID");
  await scan("MID", barcodes[0]!);
  await declare("MID", itemIds[0]!, "damage");
  expect(await firstHold(reader)).toMatchObject({ state: "waiting", shelfUntil: null });
  expect(await kindsFor(reader)).toEqual(["hold-delayed", "hold-ready"]);
  expect(await scan("MID", barcodes[0]!)).toMatchObject({
    kind: "shelve",
    condition: "damaged",
    found: null,
  });
  await declare("MID", itemIds[0]!, "repair");
  expect(await firstHold(reader)).toMatchObject({ state: "targeted" });
});

test("a claimed loan stays open, is neither renewed nor reminded of, and a scan settles it", async () => {
  const reader = await newReader("MID");
  const { instanceId, itemIds, barcodes } = await copiesAt("EAST");
  const loan = await lend("MID", reader.card, barcodes[0]!);
  await declare("MID", itemIds[0]!, "claim");
  const start = clock.now().toISOString();
  clock.advance(40 * DAY_MS);
  await remindOfLoans(database.db, clock);
  expect(await kindsFor(reader)).toEqual([]);
  expect(await loansOf(database.db, reader.actor.personId, clock.now())).toMatchObject([
    { isOverdue: false, claimedAt: start },
  ]);
  clock.set(start);
  await expect(run((tx) => renewLoan(tx, reader.actor, clock, loan.id))).rejects.toMatchObject({
    code: "loan-claimed",
  });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("claimed-returned");
  expect((await holdingsOf(database.db, instanceId))[0]!.items[0]).toMatchObject({
    status: "claimed-returned",
  });
  expect((await availabilityOf(database.db, [instanceId])).get(instanceId)).toBeUndefined();
  expect(await scan("EAST", barcodes[0]!)).toMatchObject({
    kind: "shelve",
    returned: true,
    found: "claimed-returned",
  });
  const [item] = await itemsAtDesk(database.db, members.EAST.desk, barcodes[0]!);
  expect(item!.history.map((one) => one.kind)).toEqual(["returned", "claimed", "lent"]);
  expect(await kindsFor(reader)).toEqual(["loan-claim-settled"]);
  expect(await statusOf(database.db, itemIds[0]!)).toBe("available");
});

test("a claim taken back leaves the loan as it was; a claimed loan may be declared lost", async () => {
  const reader = await newReader("EAST");
  const { itemIds, barcodes } = await copiesAt("EAST");
  await lend("EAST", reader.card, barcodes[0]!);
  await declare("EAST", itemIds[0]!, "claim");
  await declare("EAST", itemIds[0]!, "unclaim");
  expect(await statusOf(database.db, itemIds[0]!)).toBe("on-loan");
  await declare("EAST", itemIds[0]!, "claim");
  await declare("EAST", itemIds[0]!, "lose");
  expect(await statusOf(database.db, itemIds[0]!)).toBe("lost");
  expect(await loansOf(database.db, reader.actor.personId, clock.now())).toEqual([]);
});

test("declarations are refused with the first reason that applies", async () => {
  const reader = await newReader("EAST");
  const lent = await copiesAt("EAST");
  await lend("EAST", reader.card, lent.barcodes[0]!);
  const travelling = await copiesAt("EAST");
  await ask(reader, travelling.instanceId, "WEST");
  await scan("EAST", travelling.barcodes[0]!);
  const shelved = await copiesAt("EAST");
  const cases: [Code, number, ItemAction, string][] = [
    ["WEST", 999_999_999, "lose", "item-unknown"],
    ["WEST", lent.itemIds[0]!, "damage", "forbidden"],
    ["WEST", lent.itemIds[0]!, "claim", "forbidden"],
    ["WEST", shelved.itemIds[0]!, "miss", "forbidden"],
    ["EAST", shelved.itemIds[0]!, "claim", "item-not-on-loan"],
    ["EAST", lent.itemIds[0]!, "unclaim", "item-not-on-loan"],
    ["EAST", lent.itemIds[0]!, "damage", "item-on-loan"],
    ["EAST", lent.itemIds[0]!, "reinstate", "item-on-loan"],
    ["EAST", travelling.itemIds[0]!, "withdraw", "item-in-transit"],
    ["EAST", shelved.itemIds[0]!, "repair", "item-condition"],
  ];
  for (const [at, itemId, action, code] of cases)
    await expect(declare(at, itemId, action), `${action} at ${at}`).rejects.toMatchObject({ code });
  const nobody = run((tx) =>
    declareItem(tx, reader.actor, clock, {
      itemId: shelved.itemIds[0]!,
      action: "lose",
      branchId: members.EAST.branchId,
    }),
  );
  await expect(nobody).rejects.toMatchObject({ code: "forbidden" });
});

test("an item lost on the road ends its transit, and its hold waits again", async () => {
  const reader = await newReader("WEST");
  const { instanceId, itemIds, barcodes } = await copiesAt("EAST", "MID");
  await ask(reader, instanceId, "WEST");
  await scan("MID", barcodes[1]!);
  await declare("MID", itemIds[1]!, "miss");
  expect(await firstHold(reader)).toMatchObject({ state: "targeted" });
  expect(await statusOf(database.db, itemIds[0]!)).toBe("requested");
  expect(await scan("WEST", barcodes[1]!)).toMatchObject({
    kind: "hold-shelf",
    found: "missing",
    received: false,
  });
});

test("an item is lent or declared missing by two desks at once, and one of them wins", async () => {
  const reader = await newReader("EAST");
  const { itemIds, barcodes } = await copiesAt("EAST");
  const rivals = await Promise.allSettled([
    declare("EAST", itemIds[0]!, "damage"),
    lend("EAST", reader.card, barcodes[0]!),
    declare("EAST", itemIds[0]!, "withdraw"),
  ]);
  const status = await statusOf(database.db, itemIds[0]!);
  const losers = rivals.flatMap((one) => (one.status === "rejected" ? [one.reason.code as string] : []));
  expect(["on-loan", "damaged", "withdrawn"]).toContain(status);
  for (const code of losers) expect(["item-not-usable", "item-on-loan", "item-condition"]).toContain(code);
  expect((await loansOf(database.db, reader.actor.personId, clock.now())).length).toBe(
    status === "on-loan" ? 1 : 0,
  );
});

test("the item panel tells the owner everything, a stranger's desk no names, and lets only the owner declare", async () => {
  const reader = await newReader("MID");
  const { itemIds, barcodes } = await copiesAt("EAST");
  await lend("MID", reader.card, barcodes[0]!);
  const at = (code: Code) => ({ member: code, branchId: members[code].branchId });
  const east = await signInAs(database, app, "east-desk", at("EAST"));
  const west = await signInAs(database, app, "west-desk", at("WEST"));
  const nobody = await signInAs(database, app, "only-a-reader");
  const look = (headers: Record<string, string>) =>
    app.inject({ url: `/api/v1/desk/items?barcode=${barcodes[0]}`, headers });
  const say = (headers: Record<string, string>, action: string) =>
    app.inject({
      method: "POST",
      url: `/api/v1/desk/items/${itemIds[0]}/declarations`,
      headers,
      payload: { action },
    });
  expect((await look({})).statusCode).toBe(401);
  expect((await look(nobody)).statusCode).toBe(403);
  expect((await say(nobody, "lose")).statusCode).toBe(403);
  const [seen] = (await look(east)).json<{ items: DeskItem[] }>().items;
  expect(seen).toMatchObject({
    ownerMemberId: members.EAST.id,
    homeBranchId: members.EAST.branchId,
    currentBranchId: members.MID.branchId,
    status: "on-loan",
    loan: { patronName: `Reader ${reader.card}`, branchId: members.MID.branchId, claimedAt: null },
    transit: null,
    hold: null,
    waiting: 0,
    history: [{ kind: "lent", branchId: members.MID.branchId }],
    actions: ["lose", "claim", "deny"],
  });
  const [strange] = (await look(west)).json<{ items: DeskItem[] }>().items;
  expect(strange).toMatchObject({ status: "on-loan", loan: { patronName: null }, actions: [] });
  expect((await say(west, "lose")).json()).toMatchObject({ code: "forbidden" });
  expect((await say(east, "burn")).statusCode).toBe(400);
  const lost = await say(east, "lose");
  expect(lost.statusCode).toBe(201);
  expect(lost.json()).toMatchObject({
    status: "lost",
    loan: null,
    actions: ["withdraw"],
    history: [{ kind: "lost" }, { kind: "lent" }],
  });
});

test("the volumes of a set are listed by their numbers, in whatever writing", async () => {
  for (const parts of [
    ["第1册", "第2册", "第3册", "第10册", "第11册"],
    ["上", "中", "下"],
    ["一", "二", "十"],
    ["Band I", "Band IV", "Band IX", "Band X"],
  ]) {
    const { instanceId, itemIds } = await copiesAt(...parts.map((): Code => "EAST"));
    const mixed = [...parts].reverse();
    await run(async (tx) => {
      await sql`
        update catalogue.item i set part = v.part
        from unnest(${itemIds}::bigint[], ${mixed}::text[]) v(id, part) where i.id = v.id`.execute(tx);
    });
    const groups = await holdingsOf(database.db, instanceId);
    expect(groups.flatMap((group) => group.items.map((item) => item.part))).toEqual(parts);
  }
});
