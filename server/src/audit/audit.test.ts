import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut } from "../circulation/index.ts";
import {
  createInstance,
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../circulation/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { grantRole, lookUpCard } from "../people/index.ts";
import { auditQueries } from "./doors.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  mountQueries(app, { ...database, clock, config: readConfig({}) }, auditQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Line = { action: string; subject: { kind: string; id: string; label: string | null } };

test("what was acted on is told by title, barcode and name; another library's reader has no name", async () => {
  const headers = await signInAs(database, app, "admin", {
    member: "EAST",
    branchId: members.EAST.branchId,
  });
  const me = (await app.inject({ url: "/api/v1/session", headers })).json<{ person: { id: string } }>().person
    .id;
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, me, "member-admin", "EAST"));
  const place = { memberId: members.EAST.id, branchId: members.EAST.branchId };
  const { barcodes } = await createInstance(database.db, [place]);
  await createReader(database.db, members.EAST.id, "A1");
  await createReader(database.db, members.MID.id, "A2");
  await inTransaction(database.db, async (tx) => {
    await checkOut(tx, members.EAST.desk, clock, {
      patronBarcode: "A1",
      itemBarcode: barcodes[0]!,
      branchId: members.EAST.branchId,
    });
  });
  await lookUpCard(database.db, clock, members.EAST.desk, "A1", "account");
  await lookUpCard(database.db, clock, members.EAST.desk, "A2", "account");
  const ask = async () =>
    (await app.inject({ url: "/api/v1/audit?member=EAST", headers })).json<{ items: Line[] }>().items;
  const lines = await ask();
  const of = (action: string): (string | null)[] =>
    lines.filter((line) => line.action === action).map((line) => line.subject.label);
  expect(of("loan.check-out")[0]).toMatch(/^Title \d+$/);
  expect(of("patron.look-up")).toEqual(["Reader A1"]);
  expect(of("patron.look-up-elsewhere")).toEqual([null]);
  expect(of("role.grant")).toContain("admin");
});
