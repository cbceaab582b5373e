import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { DAY_MS } from "../kernel/time.ts";
import { balanceOf } from "./deposits/credits.ts";
import { letTimePass, loansPastDeadline } from "./loans/loan-clock.ts";
import {
  acceptLoan,
  answerRenewal,
  askSharedRenewal,
  claimReturn,
  confirmReturn,
  declineLoan,
} from "./loans/loan-moves.ts";
import { RECALL_DAYS, RENEWAL_HOURS, RENEWALS_MAX, stateHours } from "./loans/loan-states.ts";
import { getSharedLoan } from "./loans/loan-views.ts";
import { borrowCapAfter } from "./loans/requests.ts";
import { TRUST_DAYS } from "./loans/trust.ts";
import { reputationOf } from "./readers/reputation.ts";
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

let world: Neighbourhood;
let lender: Actor;
let borrower: Actor;
let number = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
});
afterAll(() => world.close());

const card = () => ({ at: HOME, memberId: world.memberId });
async function pair(): Promise<void> {
  number += 1;
  lender = await addReader(world, `lender${number}`, card());
  borrower = await addReader(world, `borrower${number}`, card());
}
async function lendTo(who: Actor, copyId: string): Promise<string> {
  const loanId = await ask(world, who, copyId);
  await world.run((tx) => acceptLoan(tx, lender, world.clock, loanId));
  await handOver(world, lender, who, loanId);
  return loanId;
}
const renew = (loanId: string) =>
  refusalOf(world.run((tx) => askSharedRenewal(tx, borrower, world.clock, loanId)));
const grant = (loanId: string, granted = true) =>
  refusalOf(world.run((tx) => answerRenewal(tx, lender, world.clock, loanId, granted)));
const viewed = (who: Actor, loanId: string) => getSharedLoan(world.database.db, world.clock, who, loanId);

test("two renewals, not a third; page and rule agree", async () => {
  expect([RENEWALS_MAX, RECALL_DAYS, RENEWAL_HOURS]).toEqual([2, 7, 48]);
  expect(stateHours).toMatchObject({ requested: 96, accepted: 168, "return-claimed": 168, returned: 72 });
  await pair();
  const loanId = await lendTo(borrower, await offerCopy(world, lender));
  for (let i = 0; i < 2; i++) {
    expect((await viewed(borrower, loanId)).moves).toContain("ask-renewal");
    expect(await renew(loanId)).toBeNull();
    expect(await grant(loanId)).toBeNull();
  }
  expect((await viewed(borrower, loanId)).moves).not.toContain("ask-renewal");
  expect(await renew(loanId)).toBe("renewals-exhausted");
});

test("no renewal while others wait, neither asked nor granted, and no button for it", async () => {
  await pair();
  const third = await addReader(world, `third${number}`, card());
  const copyId = await offerCopy(world, lender);
  const loanId = await lendTo(borrower, copyId);
  expect(await renew(loanId)).toBeNull();
  await ask(world, third, copyId);
  expect(await grant(loanId)).toBe("renewal-others-wait");
  expect((await viewed(lender, loanId)).moves).not.toContain("grant-renewal");
  expect((await viewed(lender, loanId)).next).not.toBe("grant-renewal");
  expect(await grant(loanId, false)).toBeNull();
  expect(await renew(loanId)).toBe("renewal-others-wait");
  expect((await viewed(borrower, loanId)).moves).not.toContain("ask-renewal");
});

test("a return is as early as it was claimed, however late it is confirmed", async () => {
  await pair();
  const loanId = await lendTo(borrower, await offerCopy(world, lender));
  world.clock.advance(30 * DAY_MS);
  await world.run((tx) => claimReturn(tx, borrower, world.clock, loanId, "放在传达室"));
  world.clock.advance(3 * DAY_MS);
  await world.run((tx) => confirmReturn(tx, lender, world.clock, loanId));
  expect(await balanceOf(world.database.db, borrower.personId)).toBe(100);
  const { rows } = await sql<{
    on_time: boolean;
  }>`select (l.back_at at time zone l.time_zone)::date <= l.due_on as on_time
    from peer_loans.loan l where l.id = ${loanId}`.execute(world.database.db);
  expect(rows[0]!.on_time).toBe(true);
  expect((await reputationOf(world.database.db, borrower.personId)).onTimePercent).toBe(100);
});

test("a card starts with three books, nobody's word with one; partners count, not books", () => {
  const caps = (hasCard: boolean) => [0, 1, 2, 3, 9, 10].map((partners) => borrowCapAfter(partners, hasCard));
  expect(caps(false)).toEqual([1, 3, 3, 5, 5, 10]);
  expect(caps(true)).toEqual([3, 3, 3, 5, 5, 10]);
});

test("with a card three requests wait, not a fourth; without one a single one", async () => {
  await pair();
  const answers = [];
  for (let i = 0; i < 4; i++)
    answers.push(await refusalOf(ask(world, borrower, await offerCopy(world, lender))));
  expect(answers).toEqual([null, null, null, "borrow-limit"]);
  const stranger = await addReader(world, `stranger${number}`, { at: HOME });
  await ask(world, stranger, await offerCopy(world, lender));
  expect(await refusalOf(ask(world, stranger, await offerCopy(world, lender)))).toBe("borrow-limit");
});

test("neither gifts nor a book to and fro within three days earn trust or points; three days do, once per partner", async () => {
  expect(TRUST_DAYS).toBe(3);
  await pair();
  const novice = await addReader(world, `novice${number}`, { at: HOME });
  const room = async () => {
    const loans: string[] = [];
    for (;;) {
      const copyId = await offerCopy(world, lender);
      const made = await ask(world, novice, copyId).catch(() => null);
      if (made === null) break;
      loans.push(made);
    }
    for (const id of loans) await world.run((tx) => declineLoan(tx, lender, world.clock, id, null));
    world.clock.advance(DAY_MS + 1);
    return loans.length;
  };
  const gift = await offerCopy(world, lender, { modes: ["give"] });
  const given = await ask(world, novice, gift, "give");
  await world.run((tx) => acceptLoan(tx, lender, world.clock, given));
  await handOver(world, lender, novice, given);
  for (const ms of [1000, TRUST_DAYS * DAY_MS - 1]) {
    const loanId = await lendTo(novice, await offerCopy(world, lender));
    world.clock.advance(ms);
    await giveBack(world, novice, lender, loanId);
  }
  expect(await balanceOf(world.database.db, lender.personId)).toBe(0);
  expect(await room()).toBe(1);
  for (let i = 0; i < 2; i++) {
    const loanId = await lendTo(novice, await offerCopy(world, lender));
    world.clock.advance(TRUST_DAYS * DAY_MS);
    await giveBack(world, novice, lender, loanId);
    expect(await room()).toBe(3);
  }
  expect(await balanceOf(world.database.db, lender.personId)).toBeGreaterThan(0);
});

test("two requests left unanswered pause what somebody offers; an answer between them starts the count anew", async () => {
  await pair();
  const silence = async () => {
    await ask(world, borrower, await offerCopy(world, lender));
    world.clock.advance(4 * DAY_MS + 1);
    for (const id of await loansPastDeadline(world.database.db, world.clock))
      await world.run((tx) => letTimePass(tx, world.clock, id));
  };
  const open = async () => {
    const { rows } =
      await sql`select 1 from shelves.offer o where o.owner_id = ${lender.personId} and o.state = 'open'`.execute(
        world.database.db,
      );
    return rows.length;
  };
  await silence();
  const answered = await ask(world, borrower, await offerCopy(world, lender));
  await world.run((tx) => declineLoan(tx, lender, world.clock, answered, null));
  await silence();
  expect(await open()).toBeGreaterThan(0);
  await silence();
  expect(await open()).toBe(0);
});
