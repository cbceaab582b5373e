import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
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
import { grantRole } from "../people/index.ts";
import { rooms } from "../rooms.ts";
import { insightQueries } from "./queries.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let lead: Record<string, string>;
const { erasePerson } = rooms.find(({ name }) => name === "circulation")!;
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  mountQueries(app, { ...database, clock, config: readConfig({}) }, insightQueries);
  const at = { member: "EAST", branchId: members.EAST.branchId };
  desk = await signInAs(database, app, "east", at);
  lead = await signInAs(database, app, "lead", at);
  const session = await app.inject({ url: "/api/v1/session", headers: lead });
  const { id } = session.json<{ person: { id: string } }>().person;
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, id, "desk-lead", "EAST"));
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const REASON = { reason: "院长批准，下周还" };
const lend = async (card: string, itemBarcode: string, override?: object, headers = lead) => {
  const payload = { patronBarcode: card, itemBarcode, ...(override && { override }) };
  const reply = await app.inject({ method: "POST", url: "/api/v1/desk/check-out", headers, payload });
  return { status: reply.statusCode, body: reply.json<{ id: string; dueOn: string; code: string }>() };
};
const copy = async (code: "EAST" | "MID" = "EAST", forLoan = true) =>
  (
    await createInstance(database.db, [
      { memberId: members[code].id, branchId: members.EAST.branchId, forLoan },
    ])
  ).barcodes[0]!;
const kept = async (loanId: string) =>
  (
    await sql<{ overruled: { codes: string[]; reason?: string } | null }>`
      select l.overruled from circulation.loan l where l.id = ${loanId}`.execute(database.db)
  ).rows[0]!.overruled;
let n = 0;
const reader = (validUntil: string | null = null) =>
  createReader(database.db, members.EAST.id, `V${++n}`, validUntil).then((made) => ({
    ...made,
    card: `V${n}`,
  }));

test("a blocked reader gets the book from who has the right and says why; loan, audit and figures know it", async () => {
  const { card, personId } = await reader();
  await sql`update people.card set blocked_at = now() where barcode = ${card}`.execute(database.db);
  const barcode = await copy();
  expect((await lend(card, barcode)).body.code).toBe("card-blocked");
  const done = await lend(card, barcode, REASON);
  expect(done.status).toBe(201);
  expect(await kept(done.body.id)).toMatchObject({ codes: ["card-blocked"], reason: REASON.reason });
  const { rows } = await sql<{ detail: object }>`select a.detail from kernel.audit a
    where a.action = 'loan.check-out' and a.subject_id = ${done.body.id}`.execute(database.db);
  expect(rows[0]!.detail).toMatchObject({ overruled: ["card-blocked"] });
  expect(JSON.stringify(rows)).not.toContain("院长");
  const figures = await app.inject({
    url: "/api/v1/figures/overruled?from=2026-11-20&to=2026-11-20",
    headers: lead,
  });
  expect(figures.json()).toMatchObject({
    counts: [{ branchId: members.EAST.branchId, code: "card-blocked", count: 1 }],
    items: [{ reason: REASON.reason, by: "lead", codes: ["card-blocked"] }],
  });
  await sql`update circulation.loan set returned_at = now(), return_branch_id = checkout_branch_id
    where id = ${done.body.id}`.execute(database.db);
  await inTransaction(database.db, (tx) => erasePerson!(tx, clock, personId));
  expect(await kept(done.body.id)).toEqual({ codes: ["card-blocked"], byId: expect.any(String) });
});

test("an affiliation that is over, a full account and a book for the house are overruled, each by its name", async () => {
  const over = await reader("2026-11-19");
  const first = await lend(over.card, await copy(), REASON);
  expect(await kept(first.body.id)).toMatchObject({ codes: ["affiliation-expired"] });
  expect(first.body.dueOn > "2026-11-20").toBe(true);
  const house = await copy("EAST", false);
  const second = await lend((await reader()).card, house, REASON);
  expect(await kept(second.body.id)).toMatchObject({ codes: ["not-for-loan"] });
  const full = await reader();
  for (let i = 0; i < 50; i++) {
    const { itemIds } = await createInstance(database.db, [
      { memberId: members.EAST.id, branchId: members.EAST.branchId },
    ]);
    await sql`insert into circulation.loan (id, item_id, person_id, checkout_branch_id, loaned_at, due_on)
      values (gen_random_uuid(), ${itemIds[0]!}, ${full.personId}, ${members.EAST.branchId}, now(), '2026-12-20')`.execute(
      database.db,
    );
  }
  const barcode = await copy();
  expect((await lend(full.card, barcode)).body.code).toBe("too-many-loans");
  expect(await kept((await lend(full.card, barcode, REASON)).body.id)).toMatchObject({
    codes: ["too-many-loans"],
  });
});

test("where nothing is refused nothing is overruled, and the loan says nothing of it", async () => {
  const done = await lend((await reader()).card, await copy(), REASON);
  expect([done.status, await kept(done.body.id)]).toEqual([201, null]);
});

test("a desk without the right, a reason too short, another library's book and a book that is out are refused", async () => {
  const { card } = await reader("2026-11-19");
  const barcode = await copy();
  expect((await lend(card, barcode, REASON, desk)).body.code).toBe("forbidden");
  expect((await lend(card, barcode, { reason: "ab" })).status).toBe(400);
  expect((await lend(card, barcode, { reason: "a".repeat(301) })).status).toBe(400);
  expect((await lend(card, await copy("MID"), REASON)).body.code).toBe("override-own-only");
  await lend((await reader()).card, barcode);
  expect((await lend(card, barcode, REASON)).body.code).toBe("item-on-loan");
  const figures = "/api/v1/figures/overruled?from=2026-11-20&to=2026-11-19";
  expect((await app.inject({ url: figures, headers: lead })).json<{ code: string }>().code).toBe(
    "period-wrong",
  );
});
