import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut, placeHold, scanItem } from "../circulation/index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { room } from "./room.ts";

const START = "2026-03-02T04:00:00Z";
const clock = fixedClock(START);
let database: Database;
let region: TestRegion;
let app: App;
const actors = new Map<string, Actor>();
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
  for (const code of ["EAST", "MID", "WEST"] as const) {
    actors.set(code, region.members[code].desk);
    const { id } = region.members[code];
    const admin = actorOf({
      ...region.members[code].desk,
      grants: [{ role: "member-admin" as const, scope: id }],
    });
    actors.set(`${code}-admin`, actorOf({ ...admin, personId: `00000000-0000-7000-8000-0000000000a${id}` }));
  }
  actors.set("ann", await createReader(database.db, region.members.EAST.id, "ANN"));
  actors.set("bo", await createReader(database.db, region.members.EAST.id, "BO"));
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors.get(String(this.headers["x-who"])) ?? null;
    },
  });
  mountQueries(app, deps, room.queries ?? []);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function ask(who: string, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await app.inject({ method: "GET", url: `/api/v1${path}`, headers: { "x-who": who } });
  return { status: reply.statusCode, body: reply.json() };
}
async function copyOf(member: "EAST" | "MID", copies = 1) {
  const { id: memberId, branchId } = region.members[member];
  return await createInstance(
    database.db,
    Array.from({ length: copies }, () => ({ memberId, branchId })),
  );
}
async function lend(member: "EAST" | "MID", patronBarcode: string, itemBarcode: string) {
  const { desk, branchId } = region.members[member];
  return await run((tx) => checkOut(tx, desk, clock, { patronBarcode, itemBarcode, branchId }));
}
const rule = (says: object, facts: object = {}) =>
  sql`insert into policies.loan_rule (member_id, facts, says)
    values (${region.members.EAST.id}, ${JSON.stringify(facts)}::jsonb, ${JSON.stringify(says)}::jsonb)`.execute(
    database.db,
  );
const noRules = () => sql`delete from policies.loan_rule where member_id is not null`.execute(database.db);

test("a loan says which rule made it as long as it is, though the rule has changed, whether it can be renewed, and what being late is", async () => {
  await rule({ period: "P10D", renewalsMax: 1, fineCents: 20, graceDays: 2 }, { patronGroup: "student" });
  const { barcodes } = await copyOf("EAST");
  const loan = await lend("EAST", "ANN", barcodes[0]!);
  await noRules();
  const { body } = await ask("ann", `/loans/${loan.id}/explanation`);
  expect(body).toMatchObject({
    dueOn: "2026-03-12",
    values: {
      period: [
        { value: "P10D", origin: "library", facts: { patronGroup: "student" } },
        { value: "P30D", origin: "figures" },
      ],
    },
    renewal: { dueOn: null, refused: { code: "renewal-no-gain" } },
    fine: { daysOverdue: 0, cents: 0 },
  });
  clock.set("2026-03-05T04:00:00Z");
  expect((await ask("EAST", `/loans/${loan.id}/explanation`)).body).toMatchObject({
    renewal: { dueOn: "2026-03-15", refused: null },
    renewals: 0,
  });
  clock.set("2026-03-19T04:00:00Z");
  expect((await ask("ann", `/loans/${loan.id}/explanation`)).body.fine).toEqual({
    daysOverdue: 5,
    cents: 100,
  });
  clock.set(START);
  for (const who of ["bo", "WEST"])
    expect(await ask(who, `/loans/${loan.id}/explanation`)).toMatchObject({
      status: 404,
      body: { code: "loan-unknown" },
    });
  expect((await ask("ann", "/loans/none/explanation")).body.code).toBe("loan-unknown");
  expect((await ask("nobody", `/loans/${loan.id}/explanation`)).status).toBe(401);
});

test("a request says its place, the day it rests on, and what each copy is doing; which copies these are only staff see", async () => {
  const { instanceId, barcodes } = await copyOf("EAST", 2);
  await lend("EAST", "BO", barcodes[0]!);
  const place = (who: string) =>
    run((tx) =>
      placeHold(tx, actors.get(who)!, clock, { instanceId, pickupBranchId: region.members.EAST.branchId }),
    );
  const hold = await place("ann");
  expect((await ask("ann", `/holds/${hold.id}/explanation`)).body).toMatchObject({
    state: "targeted",
    promise: { on: "2026-03-04", basis: "targeted" },
    reasons: expect.arrayContaining([
      { reason: "chosen", copies: 1 },
      { reason: "on-loan", copies: 1 },
    ]),
    candidates: [],
  });
  const seen = (await ask("EAST", `/holds/${hold.id}/explanation`)).body.candidates;
  expect(seen).toMatchObject([
    { barcode: barcodes[1], isChosen: true, rejected: null },
    { barcode: barcodes[0], isChosen: false, rejected: "on-loan" },
  ]);
  await run((tx) =>
    scanItem(tx, actors.get("EAST")!, clock, {
      barcode: barcodes[1]!,
      branchId: region.members.EAST.branchId,
    }),
  );
  await lend("EAST", "ANN", barcodes[1]!);
  actors.set("cy", await createReader(database.db, region.members.EAST.id, "CY"));
  const later = await place("cy");
  expect((await ask("cy", `/holds/${later.id}/explanation`)).body).toMatchObject({
    state: "waiting",
    position: 1,
    promise: { on: "2026-04-03", basis: "due-dates" },
  });
  for (const who of ["bo", "WEST"])
    expect(await ask(who, `/holds/${later.id}/explanation`)).toMatchObject({
      body: { code: "hold-unknown" },
    });
  expect((await ask("cy", "/holds/none/explanation")).body.code).toBe("hold-unknown");
});

test("borrowing a title is explained library by library, with why it cannot be asked for", async () => {
  const { EAST, MID } = region.members;
  const { instanceId } = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
    { memberId: MID.id, branchId: MID.branchId },
  ]);
  await sql`insert into policies.agreement (lender_id, lends, valid_from) values (${MID.id}, false, '2026-01-01')`.execute(
    database.db,
  );
  const { body } = await ask("ann", `/instances/${instanceId}/explanation`);
  expect(body).toMatchObject({
    refused: null,
    libraries: [
      { memberId: EAST.id, copies: 1, refused: null, period: [{ value: "P30D" }] },
      { memberId: MID.id, copies: 1, refused: "agreement-refuses" },
    ],
  });
  await sql`delete from policies.agreement`.execute(database.db);
  await sql`update people.card set blocked_at = now() where barcode = 'ANN'`.execute(database.db);
  expect((await ask("ann", `/instances/${instanceId}/explanation`)).body.refused).toMatchObject({
    code: "card-blocked",
  });
  await sql`update people.card set blocked_at = null where barcode = 'ANN'`.execute(database.db);
  const { rows } = await sql`select 1 from circulation.hold where instance_id = ${instanceId}`.execute(
    database.db,
  );
  expect(rows).toEqual([]);
  expect((await ask("ann", "/instances/999999/explanation")).body.code).toBe("instance-unknown");
});

test("a desk asks what would come of lending; nothing is lent, and the reader sees the look-up", async () => {
  await rule({ loansMax: 0 }, { itemClass: "book" });
  const { barcodes } = await copyOf("EAST");
  const path = `/desk/explanation?patronBarcode=BO&itemBarcode=${barcodes[0]}`;
  expect((await ask("EAST", path)).body).toMatchObject({
    refused: { code: "too-many-loans", params: { limit: 0 } },
    values: { loansMax: [{ value: 0, origin: "library", facts: { itemClass: "book" } }, { value: 50 }] },
  });
  await noRules();
  expect((await ask("EAST", path)).body).toMatchObject({ refused: null });
  const lent = await sql`select 1 from circulation.loan l join catalogue.item i on i.id = l.item_id
    where i.barcode = ${barcodes[0]}`.execute(database.db);
  expect(lent.rows).toEqual([]);
  const looked = await sql<{ n: number }>`select count(*) as n from kernel.audit a
    where a.action like 'patron.look-up%' and a.person_id = ${actors.get("bo")!.personId}`.execute(
    database.db,
  );
  expect(looked.rows[0]!.n).toBe(2);
  const code = async (tail: string) => (await ask("EAST", `/desk/explanation?${tail}`)).body.code;
  expect(await code(`patronBarcode=NONE&itemBarcode=${barcodes[0]}`)).toBe("patron-unknown");
  for (const reason of ["lost", "replaced"]) {
    await sql`insert into people.former_card (id, member_id, barcode, person_id, reason, ended_at)
      values (gen_random_uuid(), ${region.members.EAST.id}, ${reason}, ${actors.get("bo")!.personId}, ${reason}, now())`.execute(
      database.db,
    );
    expect(await code(`patronBarcode=${reason}&itemBarcode=${barcodes[0]}`)).toBe(`card-${reason}`);
  }
  expect(await code("patronBarcode=BO&itemBarcode=NONE")).toBe("item-unknown");
  for (const member of ["MID", "WEST"] as const)
    await createReader(database.db, region.members[member].id, "TWICE");
  expect(await code(`patronBarcode=TWICE&itemBarcode=${barcodes[0]}`)).toBe("several-patrons");
  expect((await ask("ann", path)).status).toBe(403);
});

test("a draft is tried on last month's loans of its library", async () => {
  const { rows } = await sql<{
    id: number;
  }>`insert into policies.rule_draft (member_id, name, changes, by_id, made_at)
    values (${region.members.EAST.id}, 'Shorter', ${JSON.stringify([
      { set: { memberId: region.members.EAST.id, facts: {}, says: { period: "P20D" }, locked: false } },
    ])}::jsonb, ${actors.get("ann")!.personId}, now()) returning id`.execute(database.db);
  const path = `/rule-drafts/${rows[0]!.id}/simulation`;
  const { body } = await ask("EAST-admin", path);
  expect(body.loans).toBeGreaterThan(2);
  expect(body).toMatchObject({
    changed: body.loans,
    differences: [{ value: "period", was: "P30D", would: "P20D", loans: body.loans }],
  });
  clock.set("2026-06-02T04:00:00Z");
  expect((await ask("EAST-admin", path)).body).toEqual({ loans: 0, changed: 0, differences: [] });
  clock.set(START);
  expect((await ask("EAST-admin", "/rule-drafts/999999/simulation")).body.code).toBe("rule-draft-unknown");
  for (const who of ["ann", "EAST", "WEST-admin"]) expect((await ask(who, path)).status).toBe(403);
});

test("a desk that asks faster than a desk can is refused", async () => {
  const { barcodes } = await copyOf("EAST");
  const path = `/desk/explanation?patronBarcode=NOBODY&itemBarcode=${barcodes[0]}`;
  const answers = [];
  for (let n = 0; n < 13; n++) answers.push((await ask("WEST", path)).status);
  expect(answers.at(-1)).toBe(429);
});
