import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyToCircle, circlePeople, createCircle } from "../circles/index.ts";
import { hiddenReaders, voicesOf } from "../community/index.ts";
import { addBranch } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { DAY_MS } from "../kernel/time.ts";
import { befriend, setProfile } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import { getCopy } from "../shelves/index.ts";
import { changeCopy } from "../shelves/testing.ts";
import { agreeOutcome, openCase, proposeOutcome } from "./loans/disputes.ts";
import {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  claimReturn,
  recallLoan,
} from "./loans/loan-moves.ts";
import { allLoanStates, type LoanTrigger, loanTriggers, triggersFrom } from "./loans/loan-states.ts";
import { getSharedLoan, sharedLoansOf } from "./loans/loan-views.ts";
import { messagesOf, sendMessage } from "./loans/messages.ts";
import { requestCopy } from "./loans/requests.ts";
import { agreeAppointment, proposeAppointment } from "./meeting/appointments.ts";
import { blockReader, resolveReader } from "./readers/met-readers.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  giveBack,
  HOME,
  handOver,
  type Neighbourhood,
  offerCopy,
  refusalOf,
} from "./testing.ts";

/** Words that must not reach the other side by any door. */
const WORDS = "为什么不理我";

let world: Neighbourhood;
let lender: Actor;
let borrower: Actor;
beforeAll(async () => {
  world = await buildNeighbourhood();
});
afterAll(() => world.close());

let number = 0;
async function twoReaders(): Promise<void> {
  number += 1;
  lender = await addReader(world, `lender${number}`, { at: HOME, memberId: world.memberId });
  borrower = await addReader(world, `borrower${number}`, { at: HOME, memberId: world.memberId });
  await world.run((tx) => setProfile(tx, borrower, world.clock, { nickname: `乙${number}` }));
  await world.run((tx) => setProfile(tx, lender, world.clock, { nickname: `甲${number}` }));
}
const refused = (work: (tx: Tx) => Promise<unknown>) => refusalOf(world.run(work));
const block = (who: Actor, whom: Actor) =>
  world.run((tx) => blockReader(tx, who, world.clock, whom.personId));
const loanOf = (who: Actor, id: string) => getSharedLoan(world.database.db, world.clock, who, id);

/** Everything one party can read of a loan, as one string. */
async function allThatReaches(who: Actor, loanId: string, copyId: string): Promise<string> {
  const { db } = world.database;
  return JSON.stringify([
    await loanOf(who, loanId),
    await messagesOf(db, who.personId, loanId),
    await toldTo(db, who.personId),
    await getCopy(db, who.personId, copyId).catch(() => null),
  ]);
}

async function startLoan(): Promise<{ loanId: string; copyId: string }> {
  const copyId = await offerCopy(world, lender);
  const loanId = await ask(world, borrower, copyId);
  await world.run((tx) => acceptLoan(tx, lender, world.clock, loanId));
  await handOver(world, lender, borrower, loanId);
  return { loanId, copyId };
}

/** Moves that end a loan, or lead to its end, stay open between readers who hide from each other; others are refused. */
const open: Partial<Record<LoanTrigger, true>> = {
  recall: true,
  return: true,
  "claim-return": true,
  "confirm-return": true,
  contest: true,
  "report-lost": true,
  "claim-damage": true,
  propose: true,
  settle: true,
  "refuse-renewal": true,
  "grant-renewal": true,
  decline: true,
  withdraw: true,
  cancel: true,
};

test("after a block no door carries a word from one to the other, and the book still comes back", async () => {
  await twoReaders();
  const { loanId, copyId } = await startLoan();
  await block(lender, borrower);
  const at = new Date(world.clock.now().getTime() + DAY_MS);
  for (const who of [lender, borrower]) {
    expect(await refused((tx) => sendMessage(tx, who, world.clock, loanId, WORDS))).toBe("reader-blocked");
    expect(
      await refused((tx) => proposeAppointment(tx, who, world.clock, loanId, { at, place: WORDS })),
    ).toBe("reader-blocked");
  }
  expect(await refused((tx) => askSharedRenewal(tx, borrower, world.clock, loanId))).toBe("reader-blocked");
  expect(await refused((tx) => befriend(tx, borrower, world.clock, lender.personId))).toBe("reader-unknown");
  await world.run((tx) => changeCopy(tx, lender, world.clock, copyId, { note: WORDS }));
  expect(await allThatReaches(borrower, loanId, copyId)).not.toContain(WORDS);
  expect((await loanOf(borrower, loanId)).other.nickname).toBeNull();
  expect((await loanOf(lender, loanId)).other.nickname).toBeNull();
  expect(
    (await sharedLoansOf(world.database.db, world.clock, lender.personId, "lender"))[0]!.other.nickname,
  ).toBeNull();
  // They meet at a branch, in its own words, to bring the book back.
  const branch = await world.run((tx) =>
    addBranch(tx, systemActor, { memberId: world.memberId, code: "B1", name: { "zh-Hans": "一馆" } }),
  );
  await world.run((tx) =>
    proposeAppointment(tx, borrower, world.clock, loanId, { at, place: WORDS, branchId: branch.id }),
  );
  expect((await loanOf(lender, loanId)).appointment).toMatchObject({ place: "一馆" });
  await world.run((tx) => changeCopy(tx, lender, world.clock, copyId, { note: "" }));
  expect(await allThatReaches(lender, loanId, copyId)).not.toContain(WORDS);
  await world.run((tx) => agreeAppointment(tx, lender, world.clock, loanId));
  await giveBack(world, borrower, lender, loanId);
  expect((await loanOf(lender, loanId)).state).toBe("returned");
});

test("every move between two who hide from each other either leads to the loan's end or is refused", async () => {
  const byParties = (Object.keys(loanTriggers) as LoanTrigger[]).filter(
    (trigger) => !["clock", "mediator"].includes(loanTriggers[trigger].by),
  );
  const refusedMoves = byParties.filter((trigger) => !open[trigger]);
  expect(refusedMoves.sort()).toEqual(
    ["accept", "agree-pass-on", "ask-renewal", "give-over", "hand-over", "receive-pass-on"].sort(),
  );
  // Those that need a loan before the handover have none: the block ends it.
  const states = allLoanStates.filter((state) =>
    triggersFrom(state).some((one) => refusedMoves.includes(one)),
  );
  expect(states.sort()).toEqual(["accepted", "on-loan", "queued", "requested"]);
});

test("what was asked or agreed and not handed over ends with a block, and the next in line is called", async () => {
  await twoReaders();
  const third = await addReader(world, `third${number}`, { at: HOME, memberId: world.memberId });
  const copyId = await offerCopy(world, lender);
  const loanId = await ask(world, borrower, copyId);
  await world.run((tx) => acceptLoan(tx, lender, world.clock, loanId));
  const waiting = await ask(world, third, copyId);
  const at = new Date(world.clock.now().getTime() + DAY_MS);
  await world.run((tx) => proposeAppointment(tx, borrower, world.clock, loanId, { at, place: "校门口" }));
  await block(borrower, lender);
  expect((await loanOf(lender, loanId)).state).toBe("cancelled");
  expect((await loanOf(lender, loanId)).appointment).toBeNull();
  expect((await loanOf(third, waiting)).state).toBe("requested");
  expect(await refused((tx) => requestCopy(tx, borrower, world.clock, { copyId, mode: "lend" }))).toBe(
    "copy-unknown",
  );
  expect(await refusalOf(resolveReader(world.database.db, borrower, { copyId }))).toBe("copy-unknown");
});

test("a book is not passed on between two who hide from each other", async () => {
  await twoReaders();
  const third = await addReader(world, `third${number}`, { at: HOME, memberId: world.memberId });
  const { copyId } = await startLoan();
  const waiting = await ask(world, third, copyId);
  await block(third, borrower);
  expect(await refused((tx) => agreePassOn(tx, lender, world.clock, waiting))).toBe("reader-blocked");
});

test("a case of a book that is out goes on after a block", async () => {
  await twoReaders();
  const { loanId } = await startLoan();
  await block(borrower, lender);
  expect(await refused((tx) => recallLoan(tx, lender, world.clock, loanId))).toBeNull();
  expect(await refused((tx) => claimReturn(tx, borrower, world.clock, loanId, "放在门卫"))).toBeNull();
  expect(await refused((tx) => openCase(tx, lender, world.clock, loanId, "contest", "没有"))).toBeNull();
  expect(await refused((tx) => proposeOutcome(tx, lender, world.clock, loanId, "forgiven"))).toBeNull();
  expect(await refused((tx) => agreeOutcome(tx, borrower, world.clock, loanId))).toBeNull();
  expect(await refused((tx) => answerRenewal(tx, lender, world.clock, loanId, false))).toBe("loan-state");
});

test("names and words hide both ways in circles and reviews", async () => {
  await twoReaders();
  const circle = await world.run((tx) =>
    createCircle(tx, lender, world.clock, { kind: "interest", name: `夜读 ${number}`, proofs: ["steward"] }),
  );
  await world.run((tx) => applyToCircle(tx, borrower, world.clock, circle.id, "steward", WORDS));
  await block(lender, borrower);
  const people = JSON.stringify(await circlePeople(world.database.db, lender, circle.id));
  expect(people).not.toContain(WORDS);
  expect(people).not.toContain(`乙${number}`);
  const { db } = world.database;
  const made = await sql<{ id: number }>`insert into catalogue.instance (brief, record_count)
    values ('{"title":{"main":"书"}}'::json, 1) returning id`.execute(db);
  const id = made.rows[0]!.id;
  await sql`with written as (
      insert into community.review (id, person_id, instance_id, text, submitted_at)
      values (gen_random_uuid(), ${borrower.personId}, ${id}, ${WORDS}, now()) returning id)
    insert into moderation.posting (id, kind, subject, person_id, text, state, submitted_at)
    select w.id, 'review', w.id::text, ${borrower.personId}, ${WORDS}, 'published', now() from written w`.execute(
    db,
  );
  expect((await voicesOf(db, id, lender.personId, { limit: 50 })).reviews).toEqual([]);
  expect((await voicesOf(db, id, null, { limit: 50 })).reviews).toHaveLength(1);
  expect(await hiddenReaders(db, borrower.personId)).toEqual([lender.personId]);
});
