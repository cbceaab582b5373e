import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listBranches } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { toldTo } from "../../notices/testing.ts";
import { counterOf } from "../../shelves/index.ts";
import { acceptLoan, cancelLoan } from "../loans/loan-moves.ts";
import { getSharedLoan } from "../loans/loan-views.ts";
import { receiveCopy, shownCode } from "../meeting/handover.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../testing.ts";
import { readCounterCode, scanAtCounter, stepAtNest } from "./counter.ts";

let world: Neighbourhood;
let lin: Actor;
let mei: Actor;
let desk: Actor;
let foreign: Actor;
let branchId: number;

beforeAll(async () => {
  world = await buildNeighbourhood();
  lin = await addReader(world, "lin", { at: HOME, memberId: world.memberId });
  mei = await addReader(world, "mei", { at: HOME, memberId: world.memberId });
  desk = await addReader(world, "desk", { roles: [["circulation", "JINHE"]] });
  foreign = await addReader(world, "foreign");
  branchId = (await listBranches(world.database.db, { memberId: world.memberId }))[0]!.id;
});
afterAll(() => world.close());

const place = () => ({
  kind: "branch" as const,
  id: String(branchId),
  name: "总馆",
  memberId: world.memberId,
});
const scan = (text: string, who: Actor = desk) =>
  world.run((tx) => scanAtCounter(tx, who, world.clock, place(), text));
async function shown(who: Actor, loanId: string): Promise<string> {
  const code = await shownCode(world.database.db, world.clock, who.personId, loanId);
  return `https://shelf.example/zh-hans/sharing/loans/${code!.loanId}?code=${code!.code}`;
}
async function agreed(mode: "lend" | "give" = "lend"): Promise<{ loanId: string; copyId: string }> {
  const copyId = await offerCopy(world, lin, { modes: [mode] });
  const loanId = await ask(world, mei, copyId, mode);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  return { loanId, copyId };
}

test("what is scanned names loan and code, nothing else is taken", () => {
  const id = "01a1fd05-4adc-768a-97d3-3b26723e28a9";
  expect(readCounterCode(`https://x/zh-hans/sharing/loans/${id}?code=123456`)).toEqual({
    loanId: id,
    code: "123456",
  });
  expect(readCounterCode(`${id.toUpperCase()} 123 456`)).toEqual({ loanId: id, code: "123456" });
  for (const text of ["123456", id, "hello", `${id}?code=12345`])
    expect(() => readCounterCode(text)).toThrow("code-unreadable");
});

test("two readers never meet: left, collected, brought back, taken home; each scan by the right code only", async () => {
  const { loanId, copyId } = await agreed();
  const left = await shown(lin, loanId);
  expect(await scan(left)).toMatchObject({ step: "left" });
  expect(await counterOf(world.database.db, copyId)).toEqual({ kind: "branch", id: String(branchId) });
  expect(await refusalOf(scan(left))).toBe("code-wrong");
  expect(await shownCode(world.database.db, world.clock, lin.personId, loanId)).toBeNull();
  expect((await toldTo(world.database.db, mei.personId))[0]).toMatchObject({
    kind: "counter-left",
  });
  expect(
    await refusalOf(world.run((tx) => receiveCopy(tx, mei, world.clock, loanId, { code: "000000" }))),
  ).toBe("copy-elsewhere");
  expect(await scan(await shown(mei, loanId))).toMatchObject({ step: "collected" });
  const loan = await getSharedLoan(world.database.db, world.clock, mei, loanId);
  expect(loan).toMatchObject({ state: "on-loan" });
  expect(loan.dueOn).not.toBeNull();
  expect(await scan(await shown(mei, loanId))).toMatchObject({ step: "returned" });
  expect((await toldTo(world.database.db, lin.personId)).map((n) => n.kind)).toContain("counter-returned");
  expect((await getSharedLoan(world.database.db, world.clock, lin, loanId)).state).toBe("returned");
  expect(await scan(await shown(lin, loanId))).toMatchObject({ step: "taken-home" });
  expect(await counterOf(world.database.db, copyId)).toBeNull();
  const { rows } = await sql<{ kind: string }>`select e.kind from shelves.custody_event e
    where e.copy_id = ${copyId} order by e.id`.execute(world.database.db);
  expect(rows.map((row) => row.kind)).toEqual(["published", "placed", "lent", "returned", "placed", "taken"]);
});

test("the borrower has seven days from the day it lies there, and what is called off is taken home", async () => {
  const { loanId, copyId } = await agreed();
  world.clock.advance(6 * DAY_MS);
  await scan(await shown(lin, loanId));
  const { rows } = await sql<{
    days: number;
  }>`select extract(epoch from l.deadline_at - ${world.clock.now()}::timestamptz)
    / 86400 as days from peer_loans.loan l where l.id = ${loanId}`.execute(world.database.db);
  expect(Number(rows[0]!.days)).toBeCloseTo(7, 3);
  await world.run((tx) => cancelLoan(tx, mei, world.clock, loanId, null));
  expect(await scan(await shown(lin, loanId))).toMatchObject({ step: "taken-home" });
  expect(await counterOf(world.database.db, copyId)).toBeNull();
});

test("a gift over the counter changes its owner when it is collected", async () => {
  const { loanId, copyId } = await agreed("give");
  await scan(await shown(lin, loanId));
  await scan(await shown(mei, loanId));
  const { rows } = await sql<{ owner_id: string; place_id: string | null }>`select c.owner_id, c.place_id
    from shelves.copy c where c.id = ${copyId}`.execute(world.database.db);
  expect(rows[0]).toEqual({ owner_id: mei.personId, place_id: null });
});

test("only a desk with its branch scans; another branch is told where the book is", async () => {
  const { loanId } = await agreed();
  const text = await shown(lin, loanId);
  expect(await refusalOf(scan(text, foreign))).toBe("forbidden");
  expect(await refusalOf(scan(text, lin))).toBe("forbidden");
  await scan(text);
  const elsewhere = { ...place(), id: "999999" };
  const collect = await shown(mei, loanId);
  expect(await refusalOf(world.run((tx) => scanAtCounter(tx, desk, world.clock, elsewhere, collect)))).toBe(
    "copy-elsewhere",
  );
  const headers = await signIn(world, "mei");
  const url = "/api/v1/desk/counter";
  expect((await world.app.inject({ method: "POST", url, payload: { text } })).statusCode).toBe(401);
  expect((await world.app.inject({ method: "POST", url, payload: { text }, headers })).statusCode).toBe(403);
});

test("a locker or nest without staff: the lender leaves it, the borrower takes it, strangers do nothing", async () => {
  const { loanId, copyId } = await agreed();
  const nest = { kind: "nest" as const, id: "01a1fd05-4adc-768a-97d3-3b26723e28a9", name: "南门书巢" };
  const step = (who: Actor) => world.run((tx) => stepAtNest(tx, who, world.clock, nest, loanId));
  expect(await refusalOf(step(foreign))).toBe("loan-unknown");
  expect(await refusalOf(step(mei))).toBe("loan-not-your-move");
  expect(await step(lin)).toBe("left");
  expect(await refusalOf(step(lin))).toBe("loan-not-your-move");
  expect(await step(mei)).toBe("collected");
  expect(await counterOf(world.database.db, copyId)).toBeNull();
  expect(await refusalOf(step(mei))).toBe("loan-state");
});
