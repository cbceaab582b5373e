import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut, circulationSubscribers, scanItem } from "../circulation/index.ts";
import { createInstance, createReader, createRegion, type TestRegion } from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { cellOf, moveCell } from "../neighbours/index.ts";
import { acceptLoan, declineLoan, sharedLoansOf } from "../peer-loans/index.ts";
import { registerPeople } from "../people/index.ts";
import { publishCopies } from "../shelves/index.ts";
import { fulfilmentCommands, fulfilmentQueries } from "./doors.ts";
import { fulfilmentSubscribers, isWanted, requestsOf, waysTo } from "./index.ts";
import { startRequest, withdrawTitleRequest } from "./requests.ts";
import { unwant, want } from "./wanted.ts";

const HERE = { lat: 40.8424, lon: 111.749 };
const clock = fixedClock("2026-11-23T03:00:00Z");
let database: Database;
let region: TestRegion;
let app: App;

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  registerPeople(app, deps);
  mountCommands(app, deps, fulfilmentCommands);
  mountQueries(app, deps, fulfilmentQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const settle = (): Promise<void> =>
  drainOutbox(database.db, [
    ...circulationSubscribers({ ...database, clock, config: readConfig({}) }),
    ...fulfilmentSubscribers({ clock }),
  ]);

let readers = 0;
async function reader(near = true): Promise<Actor> {
  const actor = await createReader(database.db, region.members.EAST.id, `F${++readers}`);
  if (near) await run((tx) => moveCell(tx, actor, clock, cellOf(HERE)));
  return actor;
}

/** A title with copies at these members. */
async function title(
  ...members: ("EAST" | "MID" | "WEST")[]
): Promise<{ instanceId: number; barcodes: string[] }> {
  const copies = members.map((code) => ({
    memberId: region.members[code].id,
    branchId: region.members[code].branchId,
  }));
  const made = await createInstance(database.db, copies);
  const brief = { title: { main: `Title ${made.instanceId}` }, carrier: "print", urls: [], contributors: [] };
  await sql`update catalogue.instance set brief = ${JSON.stringify(brief)}::json, record_count = greatest(record_count, 1)
    where id = ${made.instanceId}`.execute(database.db);
  return made;
}

/** A copy of another reader for everybody near. */
async function offer(owner: Actor, instanceId: number): Promise<string> {
  const published = await run((tx) =>
    publishCopies(tx, owner, clock, {
      lines: [{ title: `书 ${instanceId}` }],
      options: {
        modes: ["lend"],
        loanDays: 20,
        condition: "good",
        note: "",
        shelf: "",
        audience: { public: true, radiusKm: 5, friends: false, circleIds: [] },
      },
    }),
  );
  const copyId = published.copies[0]!.id;
  await sql`update shelves.title t set instance_id = ${instanceId} from shelves.copy c
    where c.id = ${copyId} and t.id = c.title_id`.execute(database.db);
  await sql`update shelves.offer set instance_id = ${instanceId} where copy_id = ${copyId}`.execute(
    database.db,
  );
  return copyId;
}

const begin = (actor: Actor, instanceId: number, copyId?: string) =>
  run((tx) =>
    startRequest(tx, actor, clock, {
      instanceId,
      pickupBranchId: region.members.EAST.branchId,
      copyId,
    }),
  );
const stateOf = async (actor: Actor): Promise<unknown[]> =>
  (await requestsOf(database.db, actor.personId)).map((r) => [
    r.state,
    ...r.attempts.map((a) => `${a.kind} ${a.state}${a.reason ? ` ${a.reason}` : ""}`),
  ]);

test("every way stands side by side, the quickest first, with an honest time and reason", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const { instanceId } = await title("EAST", "WEST");
  await offer(owner, instanceId);
  const ways = await waysTo(
    database.db,
    clock,
    {
      personId: asker.personId,
      homeMemberId: region.members.EAST.id,
      pickupBranchId: region.members.EAST.branchId,
    },
    instanceId,
  );
  expect(ways.map((way) => [way.kind, way.reason, way.hours])).toEqual([
    ["shelf", "on-shelf", [0, 1]],
    ["hold", "available", [1, 24]],
    ["person", "near", [24, 96]],
  ]);
  expect(
    await waysTo(
      database.db,
      clock,
      { personId: null, homeMemberId: null, pickupBranchId: null },
      instanceId,
    ),
  ).toMatchObject([{ kind: "hold" }]);
});

test("declined by a reader, the request goes on to the libraries, says so, and ends when the book is lent", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const { instanceId, barcodes } = await title("WEST");
  const copyId = await offer(owner, instanceId);
  await begin(asker, instanceId, copyId);
  expect(await stateOf(asker)).toEqual([["open", "person trying", "hold waiting"]]);
  const [asked] = await sharedLoansOf(database.db, clock, owner.personId, "lender");
  await run((tx) => declineLoan(tx, owner, clock, asked!.id, null));
  await settle();
  expect(await stateOf(asker)).toEqual([["open", "person failed declined", "hold trying"]]);
  const { rows } = await sql<{ kind: string; params: object }>`
    select n.kind, n.params from notices.notice n where n.person_id = ${asker.personId} and n.kind like 'get-it-%'`.execute(
    database.db,
  );
  expect(rows).toMatchObject([{ kind: "get-it-next", params: { from: "person", to: "hold" } }]);
  const { WEST, EAST } = region.members;
  await run((tx) => scanItem(tx, WEST.desk, clock, { barcode: barcodes[0]!, branchId: WEST.branchId }));
  await run((tx) => scanItem(tx, EAST.desk, clock, { barcode: barcodes[0]!, branchId: EAST.branchId }));
  await run((tx) =>
    checkOut(tx, EAST.desk, clock, {
      patronBarcode: `F${readers - 1}`,
      itemBarcode: barcodes[0]!,
      branchId: EAST.branchId,
    }),
  );
  await settle();
  expect(await stateOf(asker)).toEqual([["served", "person failed declined", "hold won fulfilled"]]);
});

test("when no way is left the reader waits, and is told when somebody offers the title", async () => {
  const [asker, owner, other] = [await reader(), await reader(), await reader()];
  const { instanceId } = await title();
  const copyId = await offer(owner, instanceId);
  await begin(asker, instanceId);
  const [asked] = await sharedLoansOf(database.db, clock, owner.personId, "lender");
  await run((tx) => declineLoan(tx, owner, clock, asked!.id, null));
  await settle();
  expect(await stateOf(asker)).toEqual([["given-up", "person failed declined"]]);
  await sql`update fulfilment.wanted set told_at = null where person_id = ${asker.personId}`.execute(
    database.db,
  );
  await sql`update shelves.offer set state = 'withdrawn' where copy_id = ${copyId}`.execute(database.db);
  expect(await isWanted(database.db, asker.personId, instanceId)).toBe(true);
  const second = await offer(other, instanceId);
  const { rows } = await sql<{
    id: number;
  }>`select title_id as id from shelves.copy where id = ${second}`.execute(database.db);
  await sql`insert into kernel.outbox (topic, payload)
    values ('sharing-offers', ${JSON.stringify({ titleIds: [rows[0]!.id] })}::jsonb)`.execute(database.db);
  await settle();
  expect(await isWanted(database.db, asker.personId, instanceId)).toBe(false);
});

test("two taps at the same second make one request", async () => {
  const asker = await reader();
  const { instanceId } = await title("EAST", "MID");
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => begin(asker, instanceId)));
  expect(outcomes.filter((o) => o.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "request-exists" });
  const { rows } = await sql<{ holds: number }>`select count(*)::int as holds from circulation.hold h
    where h.person_id = ${asker.personId}`.execute(database.db);
  expect(rows[0]!.holds).toBe(1);
});

test("a request withdrawn takes its hold along; nobody else may", async () => {
  const [asker, stranger] = [await reader(), await reader()];
  const { instanceId } = await title("MID");
  const { request } = await begin(asker, instanceId);
  await expect(run((tx) => withdrawTitleRequest(tx, stranger, clock, request.id))).rejects.toMatchObject({
    code: "request-unknown",
  });
  await run((tx) => withdrawTitleRequest(tx, asker, clock, request.id));
  await settle();
  expect(await stateOf(asker)).toEqual([["withdrawn", "hold left"]]);
  const { rows } = await sql<{ state: string }>`select h.state from circulation.hold h
    where h.person_id = ${asker.personId}`.execute(database.db);
  expect(rows).toEqual([{ state: "cancelled" }]);
  await expect(run((tx) => withdrawTitleRequest(tx, asker, clock, request.id))).rejects.toMatchObject({
    code: "request-closed",
  });
});

test("an accepted copy of a reader does not end the request before it changes hands", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const { instanceId } = await title();
  await offer(owner, instanceId);
  await begin(asker, instanceId);
  const [asked] = await sharedLoansOf(database.db, clock, owner.personId, "lender");
  await run((tx) => acceptLoan(tx, owner, clock, asked!.id));
  await settle();
  expect(await stateOf(asker)).toEqual([["open", "person trying"]]);
});

test("nobody signed in may ask for ways, but has no requests and cannot make any", async () => {
  const { instanceId } = await title("EAST");
  expect((await app.inject(`/api/v1/instances/${instanceId}/ways`)).statusCode).toBe(200);
  expect((await app.inject("/api/v1/requests")).statusCode).toBe(401);
  const posted = await app.inject({ method: "POST", url: "/api/v1/requests", payload: { instanceId } });
  expect([401, 403]).toContain(posted.statusCode);
});

test("a reader waits for 200 titles, for each of them once, and for another when one has come", async () => {
  const asker = await reader();
  const { rows } = await sql<{ id: number }>`insert into catalogue.instance (brief, record_count)
    select '{"title":{"main":"书"}}'::json, 1 from generate_series(1, 201) returning id`.execute(database.db);
  const ids = rows.map((row) => row.id);
  await sql`insert into fulfilment.wanted (person_id, instance_id, since)
    select ${asker.personId}, i.id, now() from unnest(${ids.slice(0, 199)}::bigint[]) i(id)`.execute(
    database.db,
  );
  const wish = (at: number) => run((tx) => want(tx, asker, clock, ids[at]!));
  await wish(199);
  await expect(wish(200)).rejects.toMatchObject({ code: "too-many-wanted", params: { limit: 200 } });
  await wish(199);
  await run((tx) => unwant(tx, asker, ids[0]!));
  await wish(200);
});

test("what cannot be had at all is refused with the reason, and can be wanted", async () => {
  const asker = await reader();
  const { instanceId } = await title();
  await expect(begin(asker, instanceId)).rejects.toMatchObject({ code: "no-way" });
  expect(await stateOf(asker)).toEqual([]);
  await run((tx) => want(tx, asker, clock, instanceId));
  expect(await isWanted(database.db, asker.personId, instanceId)).toBe(true);
});
