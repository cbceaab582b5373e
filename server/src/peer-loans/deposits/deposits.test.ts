import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../kernel/actor.ts";
import { migrateJobs } from "../../kernel/jobs.ts";
import { agreeOutcome, openCase, proposeOutcome } from "../loans/disputes.ts";
import { acceptLoan, cancelLoan } from "../loans/loan-moves.ts";
import { allLoanStates, finalLoanStates } from "../loans/loan-states.ts";
import { receiveCopy, shownCode } from "../meeting/handover.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  giveBack,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
} from "../testing.ts";
import { depositProvider } from "./deposit-provider.ts";
import { depositAim, depositOf, setDeposit, settleDeposit } from "./deposits.ts";
import { strictProvider } from "./testing-deposits.ts";

let world: Neighbourhood;
let lin: Actor;
let mei: Actor;
let poor: Actor;
let provider: ReturnType<typeof strictProvider>;

beforeAll(async () => {
  world = await buildNeighbourhood();
  await migrateJobs(world.database.pool);
  lin = await addReader(world, "lin", { at: HOME });
  mei = await addReader(world, "mei", { at: HOME });
  poor = await addReader(world, "poor", { at: HOME });
  provider = strictProvider(new Set([poor.personId]));
});
afterAll(() => world.close());

const settle = (loanId: string) => settleDeposit(world.database.db, world.clock, provider, loanId);
const stands = (loanId: string) => depositOf(world.database.db, loanId);

async function agreed(borrower: Actor, amount: number): Promise<string> {
  const copyId = await offerCopy(world, lin);
  await world.run((tx) => setDeposit(tx, lin, { deposits: "local" }, copyId, amount));
  const loanId = await ask(world, borrower, copyId);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  return loanId;
}

async function receive(borrower: Actor, loanId: string): Promise<string | null> {
  const shown = await shownCode(world.database.db, world.clock, lin.personId, loanId);
  return await refusalOf(world.run((tx) => receiveCopy(tx, borrower, world.clock, loanId, shown!)));
}

test("off by default: nobody can ask for a deposit, and it is only for one's own copies", async () => {
  const copyId = await offerCopy(world, lin);
  const set = (who: Actor, deposits: "off" | "local", amount: number) =>
    refusalOf(world.run((tx) => setDeposit(tx, who, { deposits }, copyId, amount)));
  expect(await set(lin, "off", 1000)).toBe("deposits-off");
  expect(await set(mei, "local", 1000)).toBe("copy-unknown");
  expect(await set(lin, "local", 60_000)).toBe("deposit-amount");
  expect(await set(lin, "local", 1.5)).toBe("deposit-amount");
  expect(await set(lin, "off", 0)).toBeNull();
});

test("held before the book changes hands, given back when it is over; every step asked twice does nothing twice", async () => {
  const loanId = await agreed(mei, 2000);
  expect(await stands(loanId)).toMatchObject({ state: "wanted", amount: 2000 });
  expect(await receive(mei, loanId)).toBe("deposit-missing");
  await settle(loanId);
  await settle(loanId);
  expect(provider.held.get(`held-${loanId}`)).toEqual({ state: "held", amount: 2000, captured: 0 });
  expect(await receive(mei, loanId)).toBeNull();
  await giveBack(world, mei, lin, loanId);
  await settle(loanId);
  expect((await stands(loanId))!.state).toBe("held");
  await sql`update peer_loans.loan set state = 'closed', ended_at = now(), deadline_at = null where id = ${loanId}`.execute(
    world.database.db,
  );
  await Promise.all([settle(loanId), settle(loanId)]);
  expect((await stands(loanId))!.state).toBe("released");
  expect(provider.held.get(`held-${loanId}`)!.state).toBe("released");
  const { rows } = await sql<{ count: number }>`select count(*) as count from notices.notice n
    where n.kind = 'deposit-held' and n.link = ${`/sharing/loans/${loanId}`} and n.person_id = ${mei.personId}`.execute(
    world.database.db,
  );
  expect(rows[0]!.count).toBe(1);
  const ended = await sql<{ count: number }>`select count(*) as count from notices.notice n
    where n.kind = 'deposit-released' and n.link = ${`/sharing/loans/${loanId}`}`.execute(world.database.db);
  expect(ended.rows[0]!.count).toBe(2);
});

test("a book that is gone and paid for: the owner gets it, and no more than was held", async () => {
  const loanId = await agreed(mei, 3000);
  await settle(loanId);
  await receive(mei, loanId);
  await world.run((tx) => openCase(tx, mei, world.clock, loanId, "report-lost", "丢在地铁上了"));
  await world.run((tx) => proposeOutcome(tx, mei, world.clock, loanId, "compensated"));
  await world.run((tx) => agreeOutcome(tx, lin, world.clock, loanId));
  await settle(loanId);
  expect(await stands(loanId)).toEqual({ state: "captured", amount: 3000, captured: 3000 });
  expect(provider.held.get(`held-${loanId}`)).toEqual({ state: "captured", amount: 3000, captured: 3000 });
});

test("by the settings nobody holds deposits, or everything is agreed to and no money moves; both keep no table", async () => {
  expect(depositProvider({ deposits: "off" })).toBeNull();
  const loanId = await agreed(mei, 700);
  await settleDeposit(world.database.db, world.clock, depositProvider({ deposits: "local" })!, loanId);
  expect(await stands(loanId)).toEqual({ state: "held", amount: 700, captured: 0 });
  await world.run((tx) => cancelLoan(tx, mei, world.clock, loanId, null));
  await settleDeposit(world.database.db, world.clock, depositProvider({ deposits: "local" })!, loanId);
  expect((await stands(loanId))!.state).toBe("released");
  const { rows } =
    await sql`select 1 from information_schema.tables t where t.table_name = 'local_deposit'`.execute(
      world.database.db,
    );
  expect(rows).toEqual([]);
});

test("declined: the book stays where it is, and called off there is nothing to give back", async () => {
  const loanId = await agreed(poor, 500);
  await settle(loanId);
  expect((await stands(loanId))!.state).toBe("declined");
  expect(await receive(poor, loanId)).toBe("deposit-missing");
  await world.run((tx) => cancelLoan(tx, poor, world.clock, loanId, null));
  await settle(loanId);
  expect((await stands(loanId))!.state).toBe("released");
});

test("a deposit is held in every state that has a way out, and nowhere else", () => {
  for (const state of allLoanStates)
    expect(depositAim(state, null) === "held", state).toBe(!finalLoanStates.includes(state));
  expect(depositAim("settled", "compensated")).toBe("captured");
  expect(depositAim("settled", "forgiven")).toBe("released");
});
