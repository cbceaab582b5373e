import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addBranch, listBranches, setDistance } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { noticesOf } from "../notices/index.ts";
import { peerLoansCommands } from "./commands.ts";
import { acceptLoan } from "./loans/loan-moves.ts";
import { sharedLoansOf } from "./loans/loan-views.ts";
import { requestSeveral } from "./loans/requests.ts";
import { proposeAppointment } from "./meeting/appointments.ts";
import { desksBetween } from "./meeting/desks.ts";
import { MOST_ASKED } from "./schema.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "./testing.ts";
import { ask, handOver, lend, offerCopy } from "./testing-loans.ts";

const people = ["lin", "mei", "wu", "newcomer", "reader"] as const;
type Name = (typeof people)[number];
let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  doors = doorsOf(world.app, peerLoansCommands);
  for (const name of people) {
    const card =
      name === "newcomer" ? {} : { memberId: name === "wu" ? world.otherMemberId : world.memberId };
    who[name] = await addReader(world, name, { at: HOME, ...card });
    headers[name] = await signIn(world, name);
  }
});
afterAll(() => world.close());

const states = async (name: Name, side: "lender" | "borrower") => {
  const { db } = world.database;
  const lists = await Promise.all(
    [false, true].map((ended) => sharedLoansOf(db, world.clock, who[name].personId, side, { ended })),
  );
  return lists.flat().map((loan) => loan.state);
};

test("several owners are asked at once by somebody who may have one book, and the first who says yes ends the others", async () => {
  const copies = [];
  for (const name of ["lin", "mei", "wu"] as const) copies.push(await offerCopy(world, who[name]));
  const body = { copyId: copies[0]!, also: copies.slice(1), mode: "lend" };
  expect(await doors.code(headers.newcomer, "peer-loans.request-copy", {}, body)).toBeNull();
  expect(await states("newcomer", "borrower")).toEqual(["requested", "requested", "requested"]);
  const again = { copyId: await offerCopy(world, who.lin), mode: "lend" };
  expect(await doors.code(headers.newcomer, "peer-loans.request-copy", {}, again)).toBe("borrow-limit");
  const [loan] = await sharedLoansOf(world.database.db, world.clock, who.mei.personId, "lender");
  await world.run((tx) => acceptLoan(tx, who.mei, world.clock, loan!.id));
  expect((await states("newcomer", "borrower")).sort()).toEqual(["accepted", "withdrawn", "withdrawn"]);
  const told = await noticesOf(world.database.db, who.wu.personId, { limit: 10 });
  expect(told.items.map((notice) => notice.kind)).toContain("peer-other-first");
});

test("two owners who say yes at the same moment: one lends, the other is told", async () => {
  const copies = [await offerCopy(world, who.lin), await offerCopy(world, who.mei)];
  await world.run((tx) => requestSeveral(tx, who.reader, world.clock, { copyIds: copies, mode: "lend" }));
  const loans = await sharedLoansOf(world.database.db, world.clock, who.reader.personId, "borrower");
  const answers = await Promise.allSettled(
    loans.map((loan) =>
      world.run((tx) => acceptLoan(tx, loan.copyId === copies[0] ? who.lin : who.mei, world.clock, loan.id)),
    ),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await states("reader", "borrower")).sort()).toEqual(["accepted", "withdrawn"]);
});

test("more than three at once are no question, and one that cannot be asked asks nobody", async () => {
  expect(MOST_ASKED).toBe(3);
  const copies = [];
  for (let i = 0; i < 4; i++) copies.push(await offerCopy(world, who.lin));
  const many = { copyId: copies[0]!, also: copies.slice(1), mode: "lend" };
  expect((await doors.send(headers.mei, "peer-loans.request-copy", {}, many)).status).toBe(400);
  const before = await states("mei", "borrower");
  const own = { copyId: copies[0]!, also: [await offerCopy(world, who.mei)], mode: "lend" };
  expect(await doors.code(headers.mei, "peer-loans.request-copy", {}, own)).toBe("copy-own");
  expect(await states("mei", "borrower")).toEqual(before);
});

test("everything is renewed at once, each by its rules; not while somebody waits, and not for nothing", async () => {
  expect(await doors.code(headers.wu, "peer-loans.renew-all", {})).toBe("renewals-none");
  const wanted = await offerCopy(world, who.lin);
  const loans = [
    await lend(world, who.lin, who.wu, wanted),
    await lend(world, who.lin, who.wu, await offerCopy(world, who.lin)),
  ];
  await ask(world, who.mei, wanted);
  const { body } = await doors.send(headers.wu, "peer-loans.renew-all", {});
  expect(body).toMatchObject({
    asked: [loans[1]],
    refused: [{ loanId: loans[0], reason: "renewal-others-wait" }],
  });
  const again = await doors.send(headers.wu, "peer-loans.renew-all", {});
  expect(again.body).toMatchObject({ asked: [], refused: [{}, { reason: "renewal-asked" }] });
  expect((await doors.send({}, "peer-loans.renew-all", {})).status).toBe(401);
});

test("the desk nearest to both is the first to meet at, and stands for itself without words", async () => {
  const { db } = world.database;
  const add = (memberId: number, code: string) =>
    world.run((tx) => addBranch(tx, systemActor, { memberId, code, name: { "zh-Hans": code } }));
  await add(world.memberId, "ZONGGUAN");
  await add(world.otherMemberId, "NANSHANGUAN");
  await add(world.memberId, "FENGUAN");
  const branches = await listBranches(db);
  const id = (code: string): number => branches.find((branch) => branch.code === code)!.id;
  const mains = branches.filter((branch) => branch.isMain).map((branch) => branch.id);
  for (const main of mains)
    await world.run((tx) =>
      setDistance(tx, systemActor, { fromBranchId: main, toBranchId: id("FENGUAN"), minutes: 3 }),
    );
  const desks = await desksBetween(db, who.mei.personId, who.wu.personId);
  expect(desks[0]!.id).toBe(id("FENGUAN"));
  expect((await desksBetween(db, who.newcomer.personId, who.newcomer.personId)).length).toBe(0);
  const loan = await ask(world, who.reader, await offerCopy(world, who.wu));
  await world.run((tx) => acceptLoan(tx, who.wu, world.clock, loan));
  const at = new Date(world.clock.now().getTime() + 86_400_000);
  await world.run((tx) =>
    proposeAppointment(tx, who.wu, world.clock, loan, { at, place: "", branchId: id("FENGUAN") }),
  );
  const { rows } = await sql<{ place: string }>`select place from peer_loans.appointment
    where loan_id = ${loan}`.execute(db);
  expect(rows[0]!.place).toBe("FENGUAN");
  await handOver(world, who.wu, who.reader, loan);
});
