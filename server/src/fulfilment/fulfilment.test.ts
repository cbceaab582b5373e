import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByInvite, makeInvite } from "../circles/index.ts";
import { checkOut, placeHold, scanItem } from "../circulation/index.ts";
import { createBranch, createReader, type TestRegion } from "../circulation/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import type { Clock } from "../kernel/time.ts";
import { acceptLoan, declineLoan, requestCopy, sharedLoansOf } from "../peer-loans/index.ts";
import { borrowCapAfter, REQUESTS_PER_DAY } from "../peer-loans/testing.ts";
import { registerPeople } from "../people/testing.ts";
import { doorsOfRequests, deliveryOptions as options } from "../rooms.ts";
import { wantedCommands } from "./doors.ts";
import { isWanted, waysTo } from "./index.ts";
import { buildFulfilment, type Fulfilment } from "./testing.ts";
import { unwant } from "./wanted.ts";

let world: Fulfilment;
let app: App;
let database: Database;
let region: TestRegion;
let clock: Clock;
let run: Fulfilment["run"];
let settle: Fulfilment["settle"];
let reader: Fulfilment["reader"];
let title: Fulfilment["title"];
let offer: Fulfilment["offer"];
let stateOf: Fulfilment["stateOf"];

beforeAll(async () => {
  world = await buildFulfilment();
  ({ database, region, clock, run, settle, reader, title, offer, stateOf } = world);
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  registerPeople(app, deps);
  mountCommands(app, deps, [...wantedCommands, ...doorsOfRequests.commands]);
  mountQueries(app, deps, doorsOfRequests.queries);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const begin = (actor: Actor, instanceId: number, copyId?: string) =>
  world.begin(actor, instanceId, { copyId });

test("every way stands side by side, the quickest first, with an honest time and reason", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const { instanceId } = await title("EAST", "WEST");
  await offer(owner, instanceId);
  const ways = await waysTo(
    database.db,
    clock,
    options,
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
      options,
      { personId: null, homeMemberId: null, pickupBranchId: null },
      instanceId,
    ),
  ).toMatchObject([{ kind: "hold" }]);
});

test("a shelf where nobody may fetch books, such as a joint store's, is no way to go there", async () => {
  const asker = await reader();
  const { instanceId } = await title("EAST");
  const from = {
    personId: asker.personId,
    homeMemberId: region.members.EAST.id,
    pickupBranchId: region.members.EAST.branchId,
  };
  const kinds = async (): Promise<string[]> =>
    (await waysTo(database.db, clock, options, from, instanceId)).map((way) => way.kind);
  const opened = (is: boolean) =>
    sql`update consortium.branch set is_pickup = ${is} where id = ${region.members.EAST.branchId}`.execute(
      database.db,
    );
  expect(await kinds()).toEqual(["shelf", "hold"]);
  await opened(false);
  expect(await kinds()).toEqual(["hold"]);
  await opened(true);
});

test("declined by a reader, the request goes on to the libraries, says so, and ends when the book is lent", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const { instanceId, barcodes } = await title("WEST");
  const copyId = await offer(owner, instanceId);
  const { request } = await begin(asker, instanceId, copyId);
  expect(await stateOf(asker)).toEqual([["open", "person trying", "hold waiting"]]);
  const [asked] = await sharedLoansOf(database.db, clock, owner.personId, "lender");
  await run((tx) => declineLoan(tx, owner, clock, asked!.id, null));
  await settle();
  expect(await stateOf(asker)).toEqual([["open", "person failed declined", "hold trying"]]);
  const { rows } = await sql<{ kind: string; params: object }>`
    select n.kind, n.params, n.link from notices.notice n where n.person_id = ${asker.personId} and n.kind like 'get-it-%'`.execute(
    database.db,
  );
  expect(rows).toMatchObject([
    { kind: "get-it-next", params: { from: "person", to: "hold" }, link: `/account#wish-${request.id}` },
  ]);
  const { WEST, EAST } = region.members;
  await run((tx) => scanItem(tx, WEST.desk, clock, { barcode: barcodes[0]!, branchId: WEST.branchId }));
  await run((tx) => scanItem(tx, EAST.desk, clock, { barcode: barcodes[0]!, branchId: EAST.branchId }));
  const { rows: cards } = await sql<{ barcode: string }>`select c.barcode from people.card c
    where c.person_id = ${asker.personId}`.execute(database.db);
  await run((tx) =>
    checkOut(tx, EAST.desk, clock, {
      patronBarcode: cards[0]!.barcode,
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
  await expect(world.withdraw(stranger, request.id)).rejects.toMatchObject({
    code: "request-unknown",
  });
  await world.withdraw(asker, request.id);
  await settle();
  expect(await stateOf(asker)).toEqual([["withdrawn", "hold left"]]);
  const { rows } = await sql<{ state: string }>`select h.state from circulation.hold h
    where h.person_id = ${asker.personId}`.execute(database.db);
  expect(rows).toEqual([{ state: "cancelled" }]);
  await expect(world.withdraw(asker, request.id)).rejects.toMatchObject({
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
  const wish = (at: number) => world.want(asker, ids[at]!);
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
  await expect(begin(asker, 999_999)).rejects.toMatchObject({ code: "instance-unknown" });
  expect(await stateOf(asker)).toEqual([]);
  await world.want(asker, instanceId);
  expect(await isWanted(database.db, asker.personId, instanceId)).toBe(true);
});

test("what the best way refuses is what a request is refused with, and leaves nothing", async () => {
  const asker = await reader();
  const { db } = database;
  const { EAST, MID } = region.members;
  const annex = await createBranch(db, EAST.id, "ANNEX", false);
  const part = async (barcode: string, name: string) =>
    await sql`update catalogue.item set part = ${name} where barcode = ${barcode}`.execute(db);
  const refused = async (code: string, instanceId: number, more: object = {}, who = asker) =>
    await expect(world.begin(who, instanceId, more)).rejects.toMatchObject({ code });
  const plain = await title("MID");
  await refused("branch-no-pickup", plain.instanceId, { pickupBranchId: annex });
  await refused(
    "affiliation-expired",
    plain.instanceId,
    {},
    await createReader(db, EAST.id, "G1", "2026-01-01"),
  );
  await sql`update people.card set blocked_at = now() where person_id = ${asker.personId}`.execute(db);
  await refused("card-blocked", plain.instanceId);
  await sql`update people.card set blocked_at = null where person_id = ${asker.personId}`.execute(db);

  const set = await title("MID", "MID");
  await refused("part-unknown", plain.instanceId, { part: "上册" });
  await part(set.barcodes[0]!, "上册");
  await part(set.barcodes[1]!, "下册");
  await refused("part-needed", set.instanceId);

  const lend = async (barcode: string, dueOn: string) =>
    await sql`insert into circulation.loan (id, item_id, person_id, checkout_branch_id, loaned_at, due_on)
      select gen_random_uuid(), i.id, ${asker.personId}, ${MID.branchId}, ${clock.now()}, ${dueOn}::date
      from catalogue.item i where i.barcode = ${barcode}`.execute(db);
  const lent = await title("MID");
  await lend(lent.barcodes[0]!, "2026-12-20");
  await refused("already-on-loan", lent.instanceId);
  await sql`update catalogue.item set for_loan = false where barcode = ${lent.barcodes[0]}`.execute(db);
  await refused("nothing-to-lend", lent.instanceId);
  const kept = await title("MID");
  await lend(kept.barcodes[0]!, "2026-01-01");
  await refused("overdue-too-long", plain.instanceId);
  await sql`delete from circulation.loan where due_on = '2026-01-01'`.execute(db);

  await run((tx) =>
    placeHold(tx, asker, clock, { instanceId: plain.instanceId, pickupBranchId: EAST.branchId }),
  );
  await refused("hold-exists", plain.instanceId);
  await sql`with made as (insert into catalogue.instance (brief, record_count)
      select '{"title":{"main":"书"}}'::json, 1 from generate_series(2, 50) returning id)
    insert into circulation.hold (id, person_id, instance_id, pickup_branch_id, state, placed_at)
    select gen_random_uuid(), ${asker.personId}, m.id, ${EAST.branchId}, 'waiting', now() from made m`.execute(
    db,
  );
  await refused("too-many-holds", kept.instanceId);
  expect(await stateOf(asker)).toEqual([]);
});

test("so is what keeps readers from asking each other", async () => {
  const [asker, owner] = [await reader(), await reader()];
  const offered = async (circleIds: string[] = []) => {
    const { instanceId } = await title();
    return { instanceId, copyId: await offer(owner, instanceId, circleIds) };
  };
  const refused = async (code: string, { instanceId }: { instanceId: number }) =>
    await expect(begin(asker, instanceId)).rejects.toMatchObject({ code });
  const ask = ({ copyId }: { copyId: string }) =>
    run((tx) => requestCopy(tx, asker, clock, { copyId, mode: "lend" }));
  const first = await offered();
  await ask(first);
  await refused("copy-asked-already", first);
  const circle = await run((tx) =>
    createCircle(tx, owner, clock, {
      kind: "interest",
      name: "一人一册",
      proofs: ["invite"],
      maxActiveLoans: 1,
    }),
  );
  const { token } = await run((tx) => makeInvite(tx, owner, clock, circle.id, { days: 7, uses: 9 }));
  await run((tx) => joinByInvite(tx, asker, clock, token));
  const inCircle = await ask(await offered([circle.id]));
  await refused("circle-limit", await offered([circle.id]));
  await world.withdrawLoan(asker, inCircle.id);
  const last = await offered();
  for (let i = 1; i < borrowCapAfter(0, true); i++) await ask(await offered());
  await refused("borrow-limit", last);
  const { rows } = await sql<{ id: string }>`select l.id from peer_loans.loan l
    where l.borrower_id = ${asker.personId} and l.state = 'requested'`.execute(database.db);
  for (const { id } of rows) await world.withdrawLoan(asker, id);
  for (let i = rows.length + 1; i < REQUESTS_PER_DAY; i++)
    await world.withdrawLoan(asker, (await ask(last)).id);
  await refused("requests-exhausted", last);
});
