import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../kernel/actor.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import type { App } from "../../kernel/http.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock, MINUTE_MS } from "../../kernel/time.ts";
import { checkOut, placeHold, renewLoan, scanItem } from "../index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "../testing.ts";
import { openDesks, signInAs } from "../testing-desks.ts";

let database: Database;
let app: App;
let region: TestRegion;
let reader: Actor;
let east: Record<string, string>;
let west: Record<string, string>;
let barcodes: string[];
const clock = fixedClock("2026-11-20T02:00:00Z");
const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
  app = await openDesks(database, clock);
  const { EAST, WEST } = region.members;
  reader = await createReader(database.db, EAST.id, "E100");
  east = await signInAs(database, app, "desk-east", { member: "EAST", branchId: EAST.branchId });
  west = await signInAs(database, app, "desk-west", { member: "WEST", branchId: WEST.branchId });
  const made = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId },
    { memberId: WEST.id, branchId: WEST.branchId },
  ]);
  barcodes = made.barcodes;
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Seen = {
  name: string;
  isOwn: boolean;
  isBlocked: boolean;
  loans: { id: string; barcode: string }[];
  holds: unknown[];
  code?: string;
};
async function look(headers: Record<string, string>, barcode: string): Promise<Seen & { status: number }> {
  clock.advance(MINUTE_MS);
  const reply = await app.inject({ url: `/api/v1/desk/patron?reason=account&barcode=${barcode}`, headers });
  return { status: reply.statusCode, ...(reply.json() as Seen) };
}
const acts = async (): Promise<
  { action: string; actor: string; scope: number; place: number; via: string; subject_kind: string }[]
> =>
  (
    await database.pool.query(
      "select a.action, p.name as actor, a.scope, a.place, a.via, a.subject_kind from kernel.audit a join people.person p on p.id = a.actor_id where a.action ~ '^(loan|hold|item)' order by a.id",
    )
  ).rows;

test("a desk is told why a reader is blocked and by which library, at its own desk and at another", async () => {
  const { rows: cards } = await database.pool.query(
    "select person_id from people.card where barcode = 'E100'",
  );
  const personId = cards[0].person_id;
  const { rows } = await database.pool.query(
    "insert into people.block (id, person_id, member_id, kind, from_on, set_at) values (gen_random_uuid(), $1, $2, 'debt', '2020-01-01', now()), (gen_random_uuid(), $1, $2, 'other', '2999-01-01', now()) returning id",
    [personId, region.members.EAST.id],
  );
  expect(rows).toHaveLength(2);
  await database.pool.query(
    "update people.card set blocked_at = now(), is_held = true where person_id = $1",
    [personId],
  );
  for (const desk of [east, west])
    expect(await look(desk, "E100")).toMatchObject({
      isBlocked: true,
      blocks: [{ kind: "debt", member: "EAST" }],
    });
  await database.pool.query("delete from people.block where person_id = $1", [personId]);
  expect(await look(east, "E100")).toMatchObject({ isBlocked: true, blocks: [] });
  await database.pool.query(
    "update people.card set blocked_at = null, is_held = false where person_id = $1",
    [personId],
  );
});

test("of another library's reader a desk sees its own loans and what waits there, and a name only then", async () => {
  const { EAST, WEST } = region.members;
  expect(await look(west, "E100")).toMatchObject({
    status: 200,
    name: "R＊＊",
    isOwn: false,
    isBlocked: false,
    loans: [],
    holds: [],
  });
  await run((tx) =>
    checkOut(tx, EAST.desk, clock, {
      patronBarcode: "E100",
      itemBarcode: barcodes[0]!,
      branchId: EAST.branchId,
    }),
  );
  expect(await look(west, "E100")).toMatchObject({ name: "R＊＊", loans: [] });
  expect(await look(east, "E100")).toMatchObject({
    name: "Reader E100",
    isOwn: true,
    loans: [{ barcode: barcodes[0] }],
  });
  await run((tx) => scanItem(tx, EAST.desk, clock, { barcode: barcodes[0]!, branchId: EAST.branchId }));
  await run((tx) =>
    checkOut(tx, WEST.desk, clock, {
      patronBarcode: "E100",
      itemBarcode: barcodes[1]!,
      branchId: WEST.branchId,
    }),
  );
  expect(await look(west, "E100")).toMatchObject({ name: "Reader E100", loans: [{ barcode: barcodes[1] }] });
  expect((await look(east, "E100")).loans).toHaveLength(1);
  await run((tx) => scanItem(tx, WEST.desk, clock, { barcode: barcodes[1]!, branchId: WEST.branchId }));
});

test("holds of another library's reader are seen where they are to be handed over, and nowhere else", async () => {
  const { MID, WEST } = region.members;
  const { instanceId } = await createInstance(database.db, [{ memberId: WEST.id, branchId: WEST.branchId }]);
  await run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: MID.branchId }));
  expect((await look(west, "E100")).holds).toEqual([]);
  expect((await look(east, "E100")).holds).toHaveLength(1);
  const mid = await signInAs(database, app, "desk-mid", { member: "MID", branchId: MID.branchId });
  expect(await look(mid, "E100")).toMatchObject({
    name: "Reader E100",
    holds: [{ pickupBranchId: MID.branchId }],
  });
});

test("nobody counts through a library's cards, neither by looking up nor by lending what is not there", async () => {
  clock.advance(MINUTE_MS * 61);
  const statuses = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      app.inject({
        url: `/api/v1/desk/patron?reason=account&barcode=E1${String(i).padStart(2, "0")}`,
        headers: west,
      }),
    ),
  );
  expect(statuses.filter((reply) => reply.statusCode === 429)).toHaveLength(18);
  expect(statuses.find((reply) => reply.statusCode === 429)!.headers["retry-after"]).toBe("60");
  const lend = await app.inject({
    method: "POST",
    url: "/api/v1/desk/check-out",
    headers: west,
    payload: { patronBarcode: "E100", itemBarcode: "no-such-item" },
  });
  expect(lend.json()).toMatchObject({ code: "look-ups-too-fast" });
  const ask = await app.inject({
    method: "POST",
    url: "/api/v1/desk/holds",
    headers: west,
    payload: { patronBarcode: "E100", instanceId: 1, pickupBranchId: region.members.WEST.branchId },
  });
  expect(ask.json()).toMatchObject({ code: "look-ups-too-fast" });
  const bystander = await signInAs(database, app, "bystander");
  expect(
    (await app.inject({ url: "/api/v1/desk/patron?reason=account&barcode=E100", headers: bystander }))
      .statusCode,
  ).toBe(403);
  expect((await app.inject({ url: "/api/v1/desk/patron?reason=account&barcode=E100" })).statusCode).toBe(401);
});

test("a desk that does not say why it looks sees nobody", async () => {
  const reply = await app.inject({ url: "/api/v1/desk/patron?barcode=E100", headers: west });
  expect(reply.statusCode).toBe(400);
  expect(reply.body).not.toContain("Reader E100");
});

test("a desk that has nothing to do with a loan cannot keep it going", async () => {
  const { EAST, MID, WEST } = region.members;
  const receipt = await run((tx) =>
    checkOut(tx, EAST.desk, clock, {
      patronBarcode: "E100",
      itemBarcode: barcodes[0]!,
      branchId: EAST.branchId,
    }),
  );
  clock.advance(MINUTE_MS * 60 * 24 * 3);
  for (const desk of [MID.desk, WEST.desk])
    await expect(run((tx) => renewLoan(tx, desk, clock, receipt.id))).rejects.toMatchObject({
      code: "loan-unknown",
    });
  expect(await run((tx) => renewLoan(tx, EAST.desk, clock, receipt.id))).toMatchObject({
    dueOn: expect.any(String),
  });
  await run((tx) => scanItem(tx, EAST.desk, clock, { barcode: barcodes[0]!, branchId: EAST.branchId }));
});

test("every act at a desk names its author, branch and door", async () => {
  const { EAST, WEST } = region.members;
  const west2 = await signInAs(database, app, "desk-west-2", { member: "WEST", branchId: WEST.branchId });
  await database.pool.query("delete from kernel.audit where action ~ '^(loan|hold|item)'");
  const post = async (url: string, payload: object): Promise<number> =>
    (await app.inject({ method: "POST", url, headers: west2, payload })).statusCode;
  expect(await post("/api/v1/desk/check-out", { patronBarcode: "E100", itemBarcode: barcodes[1]! })).toBe(
    201,
  );
  expect(await post("/api/v1/desk/scan", { barcode: barcodes[1]! })).toBe(200);
  expect(await post("/api/v1/desk/scan", { barcode: barcodes[0]! })).toBe(200);
  const { instanceId } = await createInstance(database.db, [{ memberId: WEST.id, branchId: WEST.branchId }]);
  expect(
    await post("/api/v1/desk/holds", { instanceId, pickupBranchId: WEST.branchId, patronBarcode: "E100" }),
  ).toBe(201);
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from circulation.hold where instance_id = $1",
    [instanceId],
  );
  expect(
    (await app.inject({ method: "DELETE", url: `/api/v1/holds/${rows[0]!.id}`, headers: west2 })).statusCode,
  ).toBe(200);
  const noted = await acts();
  expect(noted.map((one) => one.action)).toEqual([
    "loan.check-out",
    "loan.return",
    "item.scan",
    "hold.place",
    "hold.cancel",
  ]);
  expect(
    noted.every(
      (one) =>
        one.actor === "desk-west-2" &&
        one.scope === WEST.id &&
        one.place === WEST.branchId &&
        one.via === "api",
    ),
  ).toBe(true);
  expect(EAST.id).not.toBe(WEST.id);
});

test("a number that two libraries gave out is asked about, and one of nobody's copies is told", async () => {
  const { EAST, MID, WEST } = region.members;
  for (const { id } of [EAST, MID]) await createReader(database.db, id, "SAME");
  const desk = await signInAs(database, app, "desk-west-3", { member: "WEST", branchId: WEST.branchId });
  expect((await look(desk, "SAME")).code).toBe("several-patrons");
  const items = await app.inject({ url: "/api/v1/desk/items?barcode=none", headers: desk });
  expect(items.json()).toMatchObject({ status: 404, code: "item-unknown" });
});
