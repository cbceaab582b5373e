import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everybody, type Viewer } from "./audience/index.ts";
import { checkOut, placeHold } from "./circulation/index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "./circulation/testing.ts";
import type { Actor } from "./kernel/actor.ts";
import { demandDeclaredRefusals } from "./kernel/command.ts";
import { readConfig } from "./kernel/config.ts";
import { type Database, inTransaction } from "./kernel/database.ts";
import { mountCommands, mountQueries } from "./kernel/doors.ts";
import type { App } from "./kernel/http.ts";
import { createApp } from "./kernel/server.ts";
import { createTestDatabase } from "./kernel/testing.ts";
import { actorOf } from "./kernel/testing-actors.ts";
import { fixedClock } from "./kernel/time.ts";
import { boundCommands, boundQueries } from "./placement/bound/doors.ts";
import { instanceHoldings } from "./site/catalogue/instance-holdings.ts";
import { ownHold } from "./site/catalogue/own-hold.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  const bench = (code: "EAST" | "WEST"): Actor =>
    actorOf({
      ...members[code].desk,
      grants: [{ role: "cataloguer", scope: members[code].id }],
    });
  actors.bench = bench("EAST");
  actors.otherBench = bench("WEST");
  actors.reader = await createReader(database.db, members.EAST.id, "B1");
  actors.second = await createReader(database.db, members.EAST.id, "B2");
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, boundCommands);
  mountQueries(app, deps, boundQueries);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function call(who: string, operation: string, payload?: object) {
  const [method, path] = operation.split(" ") as ["GET", string];
  const headers = { "x-who": who };
  const reply = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  const body = reply.json() as { code?: string; items?: unknown[]; copy?: unknown };
  return { status: reply.statusCode, code: body.code, body };
}

/** A title of EAST: `lends`: with a copy that is lent. */
async function title(lends: boolean, code: "EAST" | "WEST" = "EAST") {
  const { id: memberId, branchId } = members[code];
  const made = await createInstance(database.db, [{ memberId, branchId, forLoan: lends }]);
  const { rows } = await sql<{ id: number }>`select r.id from catalogue.record r
    where r.instance_id = ${made.instanceId}`.execute(database.db);
  return {
    instanceId: made.instanceId,
    itemId: made.itemIds[0]!,
    barcode: made.barcodes[0]!,
    recordId: rows[0]!.id,
  };
}
const hold = (who: string, instanceId: number, more: object = {}) =>
  inTransaction(database.db, (tx) =>
    placeHold(tx, actors[who]!, clock, { instanceId, pickupBranchId: members.EAST.branchId, ...more }),
  );

test("one copy on two titles: each shows it, a request for either is for it, and one reader has it", async () => {
  const [host, bound] = [await title(true), await title(false)];
  const set = await call("bench", `PUT /items/${host.itemId}/bound-titles`, { recordIds: [bound.recordId] });
  expect(set.body.copy).toMatchObject({
    itemId: host.itemId,
    mayEdit: true,
    host: { instanceId: host.instanceId },
    titles: [{ instanceId: bound.instanceId }],
  });
  for (const { instanceId } of [host, bound]) {
    const { body } = await call("otherBench", `GET /instances/${instanceId}/bound-copies`);
    expect(body.items).toMatchObject([{ barcode: host.barcode, mayEdit: false }]);
    const rows = await instanceHoldings(database.db, instanceId, everybody);
    const [row] = rows.filter((one) => one.item_id === host.itemId);
    expect(row).toMatchObject({ status: "available", bound: [expect.stringContaining("Title")] });
  }
  const own = (await instanceHoldings(database.db, bound.instanceId, everybody)).find(
    (one) => one.item_id === bound.itemId,
  );
  expect(own!.bound).toEqual([]);

  const asked = await hold("reader", bound.instanceId);
  expect(asked).toMatchObject({ instanceId: host.instanceId, wantedItemId: host.itemId });
  const { personId } = actors.reader!;
  expect(await ownHold(database.db, personId, bound.instanceId)).toMatchObject({ id: asked.id });
  expect(await ownHold(database.db, actors.second!.personId, bound.instanceId)).toBeUndefined();
  // The other title's queue is the same: who comes later stands behind, and the desk lends to nobody else.
  await hold("second", host.instanceId);
  const lend = (patronBarcode: string) =>
    inTransaction(database.db, (tx) =>
      checkOut(tx, members.EAST.desk, clock, {
        itemBarcode: host.barcode,
        patronBarcode,
        branchId: members.EAST.branchId,
      }),
    );
  await expect(lend("B2")).rejects.toMatchObject({ code: expect.stringMatching(/^item-/) });
});

test("a title that has a copy of its own is lent by that; a copy that was asked for is that copy", async () => {
  const [host, bound] = [await title(true), await title(true)];
  await call("bench", `PUT /items/${host.itemId}/bound-titles`, { recordIds: [bound.recordId] });
  expect(await hold("reader", bound.instanceId)).toMatchObject({
    instanceId: bound.instanceId,
    wantedItemId: null,
  });
  expect(await hold("second", bound.instanceId, { itemId: bound.itemId })).toMatchObject({
    wantedItemId: bound.itemId,
  });
});

test("copies for staff alone are passed over: neither asked for nor in the way", async () => {
  const [hidden, host, bound] = [await title(true), await title(true), await title(true)];
  for (const { itemId } of [hidden, host])
    await call("bench", `PUT /items/${itemId}/bound-titles`, { recordIds: [bound.recordId] });
  await sql`update catalogue.item set audience = ${-members.EAST.id}
    where id = any(${[hidden.itemId, bound.itemId]}::bigint[])`.execute(database.db);
  actors.third = await createReader(database.db, members.EAST.id, "B3");
  expect(await hold("third", bound.instanceId)).toMatchObject({ wantedItemId: host.itemId });
});

test("a title for staff alone is named to nobody else, and no request is made under it", async () => {
  const [host, bound] = [await title(true), await title(false)];
  await call("bench", `PUT /items/${host.itemId}/bound-titles`, { recordIds: [bound.recordId] });
  const hide = async (one: typeof host, audience: number): Promise<void> => {
    await sql`update catalogue.record set audience = ${audience} where id = ${one.recordId}`.execute(
      database.db,
    );
    await sql`update catalogue.instance set audience = ${audience} where id = ${one.instanceId}`.execute(
      database.db,
    );
  };
  const copies = async (who: string, { instanceId }: typeof host) =>
    (await call(who, `GET /instances/${instanceId}/bound-copies`)).body.items;
  await hide(bound, -members.EAST.id);
  expect(await copies("otherBench", host)).toEqual([]);
  expect(await copies("otherBench", bound)).toEqual([]);
  expect(await copies("bench", host)).toHaveLength(1);
  const [row] = await instanceHoldings(database.db, host.instanceId, everybody);
  expect(row!.bound).toEqual([]);
  await hide(bound, 0);
  await hide(host, -members.EAST.id);
  expect(await copies("otherBench", bound)).toEqual([]);
  actors.fourth = await createReader(database.db, members.EAST.id, "B4");
  await expect(hold("fourth", bound.instanceId)).rejects.toMatchObject({ code: "nothing-to-lend" });
});

test("of the other title only the copy is shown, to who sees everything too: none of its other shelves, nothing when it is withdrawn", async () => {
  const [host, bound] = [await title(true), await title(true)];
  await call("bench", `PUT /items/${host.itemId}/bound-titles`, { recordIds: [bound.recordId] });
  await sql`insert into catalogue.holding (record_id, branch_id, location, call_number)
    select h.record_id, h.branch_id, '', 'Z9' from catalogue.holding h where h.record_id = ${host.recordId}`.execute(
    database.db,
  );
  const shown = async (sight: Viewer) =>
    (await instanceHoldings(database.db, bound.instanceId, sight)).map((row) => row.item_id);
  for (const sight of [everybody, "all"] as const)
    expect((await shown(sight)).sort()).toEqual([host.itemId, bound.itemId].sort());
  await sql`update catalogue.item set condition = 'withdrawn' where id = ${host.itemId}`.execute(database.db);
  for (const sight of [everybody, "all"] as const) expect(await shown(sight)).toEqual([bound.itemId]);
});

test("a copy in which titles are bound is not taken away with what was said of it", async () => {
  const [host, bound] = [await title(false), await title(false)];
  await call("bench", `PUT /items/${host.itemId}/bound-titles`, { recordIds: [bound.recordId] });
  const remove = sql`delete from catalogue.item where id = ${host.itemId}`.execute(database.db);
  await expect(remove).rejects.toMatchObject({ code: "23503" });
});

test("only its library says what is in a copy, of its own records, and takes it back", async () => {
  const [host, bound, foreign] = [await title(true), await title(false), await title(true, "WEST")];
  const put = (who: string, recordIds: number[], item = host.itemId) =>
    call(who, `PUT /items/${item}/bound-titles`, { recordIds });
  expect((await put("otherBench", [bound.recordId])).code).toBe("forbidden");
  expect((await put("reader", [bound.recordId])).status).toBe(403);
  expect((await put("nobody", [bound.recordId])).status).toBe(401);
  expect((await put("bench", [bound.recordId], 999_999)).code).toBe("item-unknown");
  expect((await put("bench", [foreign.recordId])).code).toBe("record-unknown");
  expect((await put("bench", [host.recordId])).code).toBe("record-host");
  expect(
    (
      await put(
        "bench",
        Array.from({ length: 101 }, (_, n) => n + 1),
      )
    ).status,
  ).toBe(400);
  const both = await Promise.all([put("bench", [bound.recordId]), put("bench", [bound.recordId])]);
  expect(both.map((one) => one.status)).toEqual([200, 200]);
  expect((await put("bench", [])).body.copy).toBeNull();
  expect((await call("bench", `GET /instances/${bound.instanceId}/bound-copies`)).body.items).toEqual([]);
  await expect(hold("reader", bound.instanceId)).rejects.toMatchObject({ code: "nothing-to-lend" });
});
