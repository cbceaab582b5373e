import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import { listBranches } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import {
  blockReader,
  getSharedLoan,
  requestCopy,
  resolveReader,
  shownCode,
  withdrawRequest,
} from "../peer-loans/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  type Neighbourhood,
  refusalOf,
  scanAtCounter,
  signIn,
} from "../peer-loans/testing.ts";
import { lockCommons } from "./copies/commons.ts";
import { libraryCircles, libraryCopies, offerItem, withdrawItem } from "./copies/library-copies.ts";
import { findInCircles } from "./near/nearby.ts";
import { offersOf } from "./near/offers-of.ts";

let world: Neighbourhood;
let desk: Actor;
let foreign: Actor;
let lin: Actor;
let mei: Actor;
let outsider: Actor;
let circleId: string;
let branchId: number;
let instanceId: number;

beforeAll(async () => {
  world = await buildNeighbourhood();
  desk = await addReader(world, "desk", { roles: [["circulation", "JINHE"]] });
  foreign = await addReader(world, "foreign", { memberId: world.otherMemberId });
  lin = await addReader(world, "lin", { memberId: world.memberId });
  mei = await addReader(world, "mei", { memberId: world.memberId });
  outsider = await addReader(world, "outsider", { memberId: world.otherMemberId });
  branchId = (await listBranches(world.database.db, { memberId: world.memberId }))[0]!.id;
  circleId = (
    await world.run((tx) =>
      createCircle(tx, lin, world.clock, {
        kind: "reading-group",
        name: "金河读者",
        proofs: ["account"],
        memberId: world.memberId,
      }),
    )
  ).id;
  await world.run((tx) => joinByAccount(tx, mei, world.clock, circleId));
  instanceId = await addCatalogued(world, "呐喊", ["9787020000012"]);
  await sql`
    with r as (select id from catalogue.record where instance_id = ${instanceId}),
    h as (insert into catalogue.holding (record_id, branch_id, location, call_number) select r.id, ${branchId}, '书库', 'I210' from r returning id, record_id)
    insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id, current_branch_id, for_loan)
    select h.record_id, h.id, ${world.memberId}, 'k', 'B100', ${branchId}, ${branchId}, true from h`.execute(
    world.database.db,
  );
});
afterAll(() => world.close());

const offer = (who: Actor, barcode = "B100", circles = [circleId]) =>
  world.run((tx) =>
    offerItem(tx, who, world.clock, { memberId: world.memberId, barcode, circleIds: circles, loanDays: 30 }),
  );
/** A desk of the other library. */
async function otherDesk(): Promise<Actor> {
  const someone = await addReader(world, "other-desk");
  return actorOf({ ...someone, grants: [{ role: "circulation", scope: world.otherMemberId }] });
}
const status = async () =>
  (
    await sql<{
      status: string;
    }>`select s.status from circulation.item_state s join catalogue.item i on i.id = s.item_id
      where i.barcode = 'B100'`.execute(world.database.db)
  ).rows[0]!.status;
const place = () => ({
  kind: "branch" as const,
  id: String(branchId),
  name: "总馆",
  memberId: world.memberId,
});
async function scanFor(who: Actor, loanId: string): Promise<string> {
  const code = await shownCode(world.database.db, world.clock, who.personId, loanId);
  const text = `https://x/zh-hans/sharing/loans/${loanId}?code=${code!.code}`;
  return (await world.run((tx) => scanAtCounter(tx, desk, world.clock, place(), text))).step;
}

test("only the library's desk offers, to its own circles, what is free on its shelf; the item leaves ordinary lending", async () => {
  expect(await refusalOf(offer(lin))).toBe("forbidden");
  expect(await refusalOf(offer(foreign))).toBe("forbidden");
  expect(await refusalOf(offer(desk, "B999"))).toBe("item-unknown");
  const stranger = await world.run((tx) =>
    createCircle(tx, outsider, world.clock, { kind: "interest", name: "别人的圈", proofs: ["steward"] }),
  );
  expect(await refusalOf(offer(desk, "B100", [stranger.id]))).toBe("circle-unknown");
  expect(await libraryCircles(world.database.db, world.memberId)).toEqual([
    { id: circleId, name: "金河读者", isOfficial: false },
  ]);
  const offered = await offer(desk);
  expect(offered).toMatchObject({ title: "呐喊", circles: ["金河读者"] });
  expect(await status()).toBe("set-aside");
  expect(await refusalOf(offer(desk))).toBe("item-not-free");
});

test("the circle sees it under the library's name, others do not; asked is agreed, collected and brought back at the desk", async () => {
  const [copy] = await findInCircles(world.database.db, mei.personId, {});
  expect(copy).toMatchObject({
    title: "呐喊",
    owner: { nickname: null, library: { "zh-Hans": "金河大学图书馆" } },
    isFree: true,
  });
  expect(await offersOf(world.database.db, mei.personId, [instanceId])).toHaveLength(1);
  expect(await offersOf(world.database.db, outsider.personId, [instanceId])).toEqual([]);
  const copyId = copy!.id;
  const ask = (who: Actor) => world.run((tx) => requestCopy(tx, who, world.clock, { copyId, mode: "lend" }));
  expect(await refusalOf(ask(outsider))).toBe("copy-unknown");
  const first = await ask(mei);
  expect(first.state).toBe("accepted");
  const second = await ask(lin);
  expect(second.state).toBe("queued");
  expect(
    await refusalOf(world.run((tx) => withdrawItem(tx, desk, world.clock, world.memberId, copyId))),
  ).toBe("copy-on-loan");
  expect(await scanFor(mei, first.id)).toBe("collected");
  expect(await scanFor(mei, first.id)).toBe("returned");
  expect((await getSharedLoan(world.database.db, world.clock, lin, second.id)).state).toBe("accepted");
  expect(await scanFor(lin, second.id)).toBe("collected");
  expect(await scanFor(lin, second.id)).toBe("returned");
  const loan = await getSharedLoan(world.database.db, world.clock, mei, first.id);
  expect(loan).toMatchObject({ side: "borrower", state: "returned", other: { nickname: null, tag: "" } });
  expect(loan.other.library).toMatchObject({ "zh-Hans": "金河大学图书馆" });
});

test("no person is made for a library, nor can it be befriended or blocked", async () => {
  const { db } = world.database;
  const made = await sql`select 1 from neighbours.sharer s where s.nickname = '金河大学图书馆'
    union all select 1 from people.person p where p.name = '金河大学图书馆'`.execute(db);
  expect(made.rows).toEqual([]);
  const { rows } = await sql<{
    id: string;
    copy_id: string;
  }>`select l.id, l.copy_id from peer_loans.loan_fact l
    where l.borrower_id = ${mei.personId} and l.lender_member = ${world.memberId}`.execute(db);
  const { id: loanId, copy_id: copyId } = rows[0]!;
  expect(await refusalOf(resolveReader(db, mei, { copyId }))).toBe("reader-unknown");
  expect(await refusalOf(resolveReader(db, mei, { loanId }))).toBe("reader-unknown");
  const custody = await sql`select distinct e.owner_id, e.owner_member from shelves.custody_event e
    where e.copy_id = ${copyId}`.execute(db);
  expect(custody.rows).toEqual([{ owner_id: null, owner_member: world.memberId }]);
});

test("whoever blocks others still sees a library's copies, and one of a library is no book of the commons", async () => {
  const { db } = world.database;
  await world.run((tx) => blockReader(tx, mei, world.clock, outsider.personId));
  const [copy] = await findInCircles(db, mei.personId, {});
  expect(copy?.title).toBe("呐喊");
  expect(await offersOf(db, mei.personId, [instanceId])).toHaveLength(1);
  expect(await refusalOf(world.run((tx) => lockCommons(tx, copy!.id)))).toBe("copy-unknown");
});

test("taken back by the library it is lent as before; another library's desk takes nothing", async () => {
  const [copy] = await libraryCopies(world.database.db, world.memberId);
  const back = (who: Actor, memberId: number) =>
    refusalOf(world.run((tx) => withdrawItem(tx, who, world.clock, memberId, copy!.copyId)));
  expect(await back(lin, world.memberId)).toBe("forbidden");
  expect(await back(await otherDesk(), world.otherMemberId)).toBe("copy-unknown");
  expect(await back(desk, world.memberId)).toBeNull();
  expect(await status()).toBe("available");
  expect(await libraryCopies(world.database.db, world.memberId)).toEqual([]);
  expect(await findInCircles(world.database.db, mei.personId, {})).toEqual([]);
  await offer(desk);
  expect(await status()).toBe("set-aside");
});

test("over HTTP: nobody, a reader and a desk without a branch get nothing", async () => {
  const url = "/api/v1/desk/circle-copies";
  expect((await world.app.inject({ url })).statusCode).toBe(401);
  expect((await world.app.inject({ url, headers: await signIn(world, "lin") })).statusCode).toBe(403);
  expect((await world.app.inject({ url, headers: await signIn(world, "desk") })).json()).toMatchObject({
    code: "choose-branch",
  });
  expect(await refusalOf(world.run((tx) => withdrawRequest(tx, lin, world.clock, "nothing")))).toBe(
    "loan-unknown",
  );
});
