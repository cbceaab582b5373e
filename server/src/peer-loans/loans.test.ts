import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { DAY_MS, HOUR_MS } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { balanceOf } from "./deposits/credits.ts";
import { agreeOutcome, decideCase, openCase, proposeOutcome } from "./loans/disputes.ts";
import { forgetLoans, letTimePass, loansPastDeadline, remindBorrowers } from "./loans/loan-clock.ts";
import {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  cancelLoan,
  claimReturn,
  declineLoan,
  recallLoan,
  withdrawRequest,
} from "./loans/loan-moves.ts";
import { casesFor, getSharedLoan, sharedLoansOf } from "./loans/loan-views.ts";
import { messagesOf, sendMessage } from "./loans/messages.ts";
import { TRUST_DAYS } from "./loans/trust.ts";
import { agreeAppointment, appointmentCalendar, proposeAppointment } from "./meeting/appointments.ts";
import { receiveCopy, receiveReturn, shownCode } from "./meeting/handover.ts";
import { reputationOf } from "./readers/reputation.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf } from "./testing.ts";
import { ask, giveBack, handOver, lend, offerCopy, stateOf, trust, violations } from "./testing-loans.ts";

let world: Neighbourhood;
let lin: Actor;
let mei: Actor;
let tao: Actor;
let office: Actor;
let n = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
  office = await addReader(world, "office", { roles: [["consortium-admin", null]] });
});
beforeEach(async () => {
  n += 1;
  world.clock.set("2026-11-21T04:00:00Z");
  lin = await addReader(world, `lin${n}`, { at: HOME });
  mei = await addReader(world, `mei${n}`, { at: HOME });
  tao = await addReader(world, `tao${n}`, { at: HOME });
});
afterEach(async () => expect(await violations(world)).toEqual([]));
afterAll(() => world.close());

const pass = async (ms: number): Promise<void> => {
  world.clock.advance(ms);
  for (const id of await loansPastDeadline(world.database.db, world.clock))
    await world.run((tx) => letTimePass(tx, world.clock, id));
};
const kindsFor = async (actor: Actor): Promise<string[]> =>
  (await toldTo(world.database.db, actor.personId)).map((notice) => notice.kind).reverse();

test("a book goes from hand to hand and comes back, and both earn points by it", async () => {
  const copyId = await offerCopy(world, lin);
  const loanId = await ask(world, mei, copyId);
  expect(await stateOf(world, lin, loanId)).toBe("requested");
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  await handOver(world, lin, mei, loanId);
  const out = await getSharedLoan(world.database.db, world.clock, mei, loanId);
  expect(out).toMatchObject({ state: "on-loan", dueOn: "2026-12-21", side: "borrower", next: "show-code" });
  world.clock.advance(TRUST_DAYS * DAY_MS);
  await giveBack(world, mei, lin, loanId);
  expect(await stateOf(world, mei, loanId)).toBe("returned");
  expect(await balanceOf(world.database.db, lin.personId)).toBe(100);
  expect(await balanceOf(world.database.db, mei.personId)).toBe(100);
  await pass(73 * HOUR_MS);
  expect(await stateOf(world, mei, loanId)).toBe("closed");
  expect(await kindsFor(mei)).toEqual(["peer-accept", "peer-return"]);
  expect(await kindsFor(lin)).toEqual(["peer-request", "peer-hand-over"]);
  expect(await reputationOf(world.database.db, mei.personId)).toMatchObject({
    borrowed: 1,
    onTimePercent: 100,
  });
});

test("a silent owner's request expires after four days; two in a row rest their offers", async () => {
  const first = await ask(world, mei, await offerCopy(world, lin));
  const second = await ask(world, tao, await offerCopy(world, lin));
  await pass(4 * DAY_MS);
  expect([await stateOf(world, mei, first), await stateOf(world, tao, second)]).toEqual([
    "expired",
    "expired",
  ]);
  expect(await kindsFor(lin)).toContain("offers-paused");
  const { rows } = await sql<{ state: string }>`select distinct o.state from shelves.offer o
    where o.owner_id = ${lin.personId}`.execute(world.database.db);
  expect(rows).toEqual([{ state: "paused" }]);
});

test("an agreed loan that nobody hands over lapses after a week, and the next in line is asked for", async () => {
  const copyId = await offerCopy(world, lin);
  const first = await ask(world, mei, copyId);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, first));
  const second = await ask(world, tao, copyId);
  expect(await stateOf(world, tao, second)).toBe("queued");
  await pass(7 * DAY_MS);
  expect(await stateOf(world, mei, first)).toBe("lapsed");
  expect(await stateOf(world, tao, second)).toBe("requested");
});

test("who was put before the owner says no, takes it back or is not answered: the next in line is asked for", async () => {
  const four = await addReader(world, "four", { at: HOME });
  const copyId = await offerCopy(world, lin);
  const first = await ask(world, mei, copyId);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, first));
  const second = await ask(world, tao, copyId);
  const third = await ask(world, four, copyId);
  await world.run((tx) => cancelLoan(tx, mei, world.clock, first, null));
  expect([await stateOf(world, tao, second), await stateOf(world, four, third)]).toEqual([
    "requested",
    "queued",
  ]);
  await world.run((tx) => declineLoan(tx, lin, world.clock, second, null));
  expect(await stateOf(world, four, third)).toBe("requested");
});

test("once the book is out nobody can call the loan off", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  for (const actor of [lin, mei])
    for (const move of [cancelLoan, declineLoan])
      expect(await refusalOf(world.run((tx) => move(tx, actor, world.clock, loanId, null)))).toMatch(
        /loan-state|loan-not-your-move/,
      );
  expect(await refusalOf(world.run((tx) => withdrawRequest(tx, mei, world.clock, loanId)))).toBe(
    "loan-state",
  );
});

test("only the right code at the right time moves the book", async () => {
  const copyId = await offerCopy(world, lin);
  const loanId = await ask(world, mei, copyId);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  const shown = await shownCode(world.database.db, world.clock, lin.personId, loanId);
  expect(shown?.code).toMatch(/^\d{6}$/);
  expect(await shownCode(world.database.db, world.clock, mei.personId, loanId)).toBeNull();
  expect(await refusalOf(shownCode(world.database.db, world.clock, tao.personId, loanId))).toBe(
    "loan-unknown",
  );
  const wrong = String((Number(shown!.code) + 1) % 1_000_000).padStart(6, "0");
  const enter = (actor: Actor, code: string) =>
    refusalOf(world.run((tx) => receiveCopy(tx, actor, world.clock, loanId, { code })));
  expect(await enter(mei, wrong)).toBe("code-wrong");
  expect(await enter(mei, "")).toBe("code-wrong");
  expect(await enter(tao, shown!.code)).toBe("loan-unknown");
  expect(await enter(lin, shown!.code)).toBe("loan-not-your-move");
  world.clock.advance(11 * 60_000);
  expect(await enter(mei, shown!.code)).toBe("code-wrong");
  const fresh = await shownCode(world.database.db, world.clock, lin.personId, loanId);
  expect(await enter(mei, ` ${fresh!.code.slice(0, 3)} ${fresh!.code.slice(3)}`)).toBeNull();
  expect(await refusalOf(world.run((tx) => receiveReturn(tx, lin, world.clock, loanId, fresh!)))).toBe(
    "code-wrong",
  );
});

test("without a network a longer code works for its move alone, and what it says counts from when it was entered", async () => {
  const copyId = await offerCopy(world, lin);
  const loanId = await ask(world, mei, copyId);
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  const shown = await shownCode(world.database.db, world.clock, lin.personId, loanId);
  expect(shown?.offLineCode).toMatch(/^\d{8}$/);
  world.clock.advance(20 * 60_000);
  const enteredAt = new Date(world.clock.now().getTime() - 5 * 60_000).toISOString();
  const enter = (actor: Actor, code: string) =>
    refusalOf(world.run((tx) => receiveCopy(tx, actor, world.clock, loanId, { code, enteredAt })));
  expect(await enter(mei, shown!.code)).toBe("code-wrong");
  expect(await enter(tao, shown!.offLineCode!)).toBe("loan-unknown");
  expect(await enter(lin, shown!.offLineCode!)).toBe("loan-not-your-move");
  expect(
    await enter(mei, `${shown!.offLineCode!.slice(0, 7)}${(Number(shown!.offLineCode!.at(7)) + 1) % 10}`),
  ).toBe("code-wrong");
  expect(await enter(mei, shown!.offLineCode!)).toBeNull();
  const back = await shownCode(world.database.db, world.clock, mei.personId, loanId);
  expect(back?.offLineCode).not.toBe(shown?.offLineCode);
  const giveBackWith = (code: string, at: Date) =>
    refusalOf(
      world.run((tx) => receiveReturn(tx, lin, world.clock, loanId, { code, enteredAt: at.toISOString() })),
    );
  expect(await giveBackWith(shown!.offLineCode!, world.clock.now())).toBe("code-wrong");
  const times = async () =>
    (
      await world.database.pool.query<{ handed: Date; back: Date | null }>(
        "select handed_over_at as handed, back_at as back from peer_loans.loan where id = $1",
        [loanId],
      )
    ).rows[0]!;
  expect((await times()).handed.toISOString()).toBe(enteredAt);
  world.clock.advance(5 * 86_400_000);
  const given = new Date(world.clock.now().getTime() - 3 * 86_400_000);
  expect(await giveBackWith(back!.offLineCode!, given)).toBeNull();
  expect((await times()).back).toEqual(given);
});

test("a phone whose clock is wrong changes no day: what is to come, older than six days, before the loan was agreed or its code was shown counts from now", async () => {
  // Hours from now on the phone, days since the loan was agreed, and by which code.
  for (const [hours, days, kind] of [
    [1, 0, "code"],
    [-145, 7, "offLineCode"],
    [-49, 2, "offLineCode"],
    [-1, 2, "code"],
  ] as const) {
    const loanId = await ask(world, mei, await offerCopy(world, lin));
    await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
    world.clock.advance(days * 86_400_000);
    const shown = await shownCode(world.database.db, world.clock, lin.personId, loanId);
    const now = world.clock.now();
    const enteredAt = new Date(now.getTime() + hours * 3_600_000).toISOString();
    await world.run((tx) => receiveCopy(tx, mei, world.clock, loanId, { code: shown![kind]!, enteredAt }));
    const { rows } = await world.database.pool.query<{ at: Date }>(
      "select handed_over_at as at from peer_loans.loan where id = $1",
      [loanId],
    );
    expect(rows[0]!.at).toEqual(now);
    await giveBack(world, mei, lin, loanId);
  }
});

test("a renewal is granted, refused by silence, and ended by a recall", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  await world.run((tx) => askSharedRenewal(tx, mei, world.clock, loanId));
  expect(await refusalOf(world.run((tx) => askSharedRenewal(tx, mei, world.clock, loanId)))).toBe(
    "renewal-asked",
  );
  expect(await refusalOf(world.run((tx) => answerRenewal(tx, mei, world.clock, loanId, true)))).toBe(
    "loan-not-your-move",
  );
  const { dueOn } = await world.run((tx) => answerRenewal(tx, lin, world.clock, loanId, true));
  expect(dueOn).toBe("2027-01-20");
  await world.run((tx) => askSharedRenewal(tx, mei, world.clock, loanId));
  await pass(49 * HOUR_MS);
  expect(await getSharedLoan(world.database.db, world.clock, mei, loanId)).toMatchObject({
    renewalAsked: false,
    dueOn: "2027-01-20",
  });
  expect(await world.run((tx) => recallLoan(tx, lin, world.clock, loanId))).toEqual({ dueOn: "2026-11-30" });
  expect(await refusalOf(world.run((tx) => recallLoan(tx, lin, world.clock, loanId)))).toBe("recall-once");
  expect(await refusalOf(world.run((tx) => askSharedRenewal(tx, mei, world.clock, loanId)))).toBe(
    "loan-recalled",
  );
});

test("the borrower passes the book to the next one the lender agreed to", async () => {
  const copyId = await offerCopy(world, lin);
  const first = await lend(world, lin, mei, copyId);
  const second = await ask(world, tao, copyId);
  expect(await refusalOf(world.run((tx) => agreePassOn(tx, tao, world.clock, second)))).toBe(
    "loan-not-your-move",
  );
  await world.run((tx) => agreePassOn(tx, lin, world.clock, second));
  await handOver(world, mei, tao, first);
  expect(await stateOf(world, mei, first)).toBe("passed-on");
  expect(await stateOf(world, tao, second)).toBe("on-loan");
  await giveBack(world, tao, lin, second);
  expect(await stateOf(world, tao, second)).toBe("returned");
});

test("what was passed on without a network counts from when the next one entered it, not before its owner agreed", async () => {
  for (const [daysAgo, counted] of [
    [3, 3],
    [6, 4],
  ] as const) {
    const copyId = await offerCopy(world, lin);
    const first = await lend(world, lin, mei, copyId);
    const second = await ask(world, tao, copyId);
    world.clock.advance(86_400_000);
    await world.run((tx) => agreePassOn(tx, lin, world.clock, second));
    world.clock.advance(4 * 86_400_000);
    const shown = await shownCode(world.database.db, world.clock, mei.personId, first);
    const before = (days: number): string =>
      new Date(world.clock.now().getTime() - days * 86_400_000).toISOString();
    const entered = { code: shown!.offLineCode!, enteredAt: before(daysAgo) };
    await world.run((tx) => receiveCopy(tx, tao, world.clock, second, entered));
    const { rows } = await world.database.pool.query(
      `select f.back_at as back, s.handed_over_at as handed,
        s.due_on - (s.handed_over_at at time zone s.time_zone)::date = s.loan_days as "isDueFromThen"
      from peer_loans.loan f, peer_loans.loan s where f.id = $1 and s.id = $2`,
      [first, second],
    );
    expect(rows).toEqual([
      { back: new Date(before(counted)), handed: new Date(before(counted)), isDueFromThen: true },
    ]);
    await giveBack(world, tao, lin, second);
  }
});

test("a gift changes its owner and is offered to nobody until they say so", async () => {
  const copyId = await offerCopy(world, lin, { modes: ["give"] });
  const loanId = await ask(world, mei, copyId, "give");
  const waiting = await ask(world, tao, copyId, "give");
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  await handOver(world, lin, mei, loanId);
  expect(await stateOf(world, lin, loanId)).toBe("given");
  expect(await stateOf(world, tao, waiting)).toBe("declined");
  const { rows } = await sql`select c.owner_id, c.custodian_id, o.owner_id as offered_by, o.state, o.is_public
    from shelves.copy c join shelves.offer o on o.copy_id = c.id where c.id = ${copyId}`.execute(
    world.database.db,
  );
  expect(rows[0]).toEqual({
    owner_id: mei.personId,
    custodian_id: mei.personId,
    offered_by: mei.personId,
    state: "paused",
    is_public: false,
  });
  // What two accounts of one person can give each other all day earns nothing.
  expect(await balanceOf(world.database.db, lin.personId)).toBe(0);
});

test("a claimed return is confirmed by silence, without points", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  await world.run((tx) => claimReturn(tx, mei, world.clock, loanId, "放在门卫处"));
  await pass(7 * DAY_MS);
  expect(await stateOf(world, lin, loanId)).toBe("returned");
  expect(await balanceOf(world.database.db, mei.personId)).toBe(0);
});

test("a lost book: the parties agree how it ends", async () => {
  const copyId = await offerCopy(world, lin);
  const loanId = await lend(world, lin, mei, copyId);
  const waiting = await ask(world, tao, copyId);
  expect(await refusalOf(world.run((tx) => openCase(tx, mei, world.clock, loanId, "report-lost", " ")))).toBe(
    "evidence-missing",
  );
  await world.run((tx) => openCase(tx, mei, world.clock, loanId, "report-lost", "落在地铁上了"));
  await world.run((tx) => proposeOutcome(tx, mei, world.clock, loanId, "compensated"));
  expect(await refusalOf(world.run((tx) => agreeOutcome(tx, mei, world.clock, loanId)))).toBe(
    "loan-not-your-move",
  );
  await world.run((tx) => agreeOutcome(tx, lin, world.clock, loanId));
  expect(await getSharedLoan(world.database.db, world.clock, lin, loanId)).toMatchObject({
    state: "settled",
    outcome: "compensated",
  });
  expect(await stateOf(world, tao, waiting)).toBe("declined");
});

test("a contested return is decided by a mediator, who is neither party", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  expect(await refusalOf(getSharedLoan(world.database.db, world.clock, office, loanId))).toBe("loan-unknown");
  await world.run((tx) => claimReturn(tx, mei, world.clock, loanId, "还了"));
  await world.run((tx) => openCase(tx, lin, world.clock, loanId, "contest", "没有收到"));
  expect((await casesFor(world.database.db, world.clock, office)).map((one) => one.id)).toContain(loanId);
  expect(await casesFor(world.database.db, world.clock, tao)).toEqual([]);
  const decide = (actor: Actor, reason: string) =>
    refusalOf(world.run((tx) => decideCase(tx, actor, world.clock, loanId, "returned", reason)));
  expect(await decide(lin, "x")).toBe("loan-not-your-move");
  expect(await decide(tao, "x")).toBe("loan-unknown");
  expect(await decide(office, " ")).toBe("reason-missing");
  expect(await decide(office, "门卫证实")).toBeNull();
  expect(await stateOf(world, mei, loanId)).toBe("settled");
});

test("a damage claimed in three days takes the points back and does not hold the copy", async () => {
  const copyId = await offerCopy(world, lin);
  const loanId = await lend(world, lin, mei, copyId);
  world.clock.advance(TRUST_DAYS * DAY_MS);
  await giveBack(world, mei, lin, loanId);
  expect(await balanceOf(world.database.db, mei.personId)).toBe(100);
  await world.run((tx) => openCase(tx, lin, world.clock, loanId, "claim-damage", "封面撕裂"));
  expect(await balanceOf(world.database.db, lin.personId)).toBe(0);
  expect(await balanceOf(world.database.db, mei.personId)).toBe(0);
  await lend(world, lin, tao, copyId);
  await world.run((tx) => proposeOutcome(tx, lin, world.clock, loanId, "forgiven"));
  await world.run((tx) => agreeOutcome(tx, mei, world.clock, loanId));
  expect(await stateOf(world, mei, loanId)).toBe("settled");
});

test("newcomers borrow one book at a time, then more", async () => {
  await ask(world, mei, await offerCopy(world, lin));
  const second = await offerCopy(world, lin);
  expect(await refusalOf(ask(world, mei, second))).toBe("borrow-limit");
  await trust(world, mei, lin);
  expect(await refusalOf(ask(world, mei, second))).toBeNull();
});

test("a reader asks once for a copy, never for their own, and only in the ways it is offered", async () => {
  const copyId = await offerCopy(world, lin);
  await trust(world, mei, lin);
  await ask(world, mei, copyId);
  expect(await refusalOf(ask(world, mei, copyId))).toBe("copy-asked-already");
  expect(await refusalOf(ask(world, lin, copyId))).toBe("copy-own");
  expect(await refusalOf(ask(world, tao, copyId, "give"))).toBe("mode-not-offered");
  const far = await addReader(world, `far${n}`, { at: { lat: 31.2, lon: 121.5 } });
  expect(await refusalOf(ask(world, far, copyId))).toBe("copy-unknown");
});

test("the two of a loan write to each other, nobody else reads it, and a month later it is forgotten", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  await world.run((tx) => sendMessage(tx, mei, world.clock, loanId, "谢谢！"));
  await world.run((tx) => sendMessage(tx, lin, world.clock, loanId, "慢慢看"));
  const { db } = world.database;
  expect((await messagesOf(db, lin.personId, loanId)).map((m) => [m.isMine, m.text])).toEqual([
    [false, "谢谢！"],
    [true, "慢慢看"],
  ]);
  expect(await refusalOf(messagesOf(db, tao.personId, loanId))).toBe("loan-unknown");
  expect(await refusalOf(world.run((tx) => sendMessage(tx, tao, world.clock, loanId, "x")))).toBe(
    "loan-unknown",
  );
  expect(await refusalOf(world.run((tx) => sendMessage(tx, mei, world.clock, loanId, "  ")))).toBe(
    "message-length",
  );
  await giveBack(world, mei, lin, loanId);
  await pass(4 * DAY_MS);
  expect(await refusalOf(world.run((tx) => sendMessage(tx, mei, world.clock, loanId, "x")))).toBe(
    "loan-ended",
  );
  await world.run((tx) => forgetLoans(tx, world.clock));
  expect(await messagesOf(db, lin.personId, loanId)).toHaveLength(2);
  world.clock.advance(31 * DAY_MS);
  await world.run((tx) => forgetLoans(tx, world.clock));
  expect(await messagesOf(db, lin.personId, loanId)).toEqual([]);
  expect((await getSharedLoan(db, world.clock, mei, loanId)).title).toBeNull();
  expect(await sharedLoansOf(db, world.clock, mei.personId, "borrower", { ended: true })).toEqual([]);
  expect(await reputationOf(db, mei.personId)).toMatchObject({ borrowed: 1 });
});

test("an appointment is proposed by one, agreed by the other, and is a file for the calendar", async () => {
  const loanId = await ask(world, mei, await offerCopy(world, lin));
  const at = new Date("2026-11-27T10:00:00Z");
  const meeting = { at, place: "金河大学图书馆, 一楼大厅" };
  const propose = (actor: Actor, when = meeting) =>
    refusalOf(world.run((tx) => proposeAppointment(tx, actor, world.clock, loanId, when)));
  expect(await propose(mei)).toBe("loan-state");
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  expect(await propose(tao)).toBe("loan-unknown");
  expect(await propose(mei, { ...meeting, at: new Date("2026-11-20T10:00:00Z") })).toBe("appointment-time");
  expect(await propose(mei, { ...meeting, place: " " })).toBe("appointment-place-missing");
  expect(await propose(mei)).toBeNull();
  expect(await refusalOf(world.run((tx) => agreeAppointment(tx, mei, world.clock, loanId)))).toBe(
    "loan-not-your-move",
  );
  await world.run((tx) => agreeAppointment(tx, lin, world.clock, loanId));
  const words = { summary: "借书", url: "https://example.org/l" };
  const file = await appointmentCalendar(world.database.db, world.clock, lin.personId, loanId, words);
  expect(file).toMatch(/DTSTART:20261127T100000Z\r\nDTEND:20261127T103000Z/);
  expect(file).toContain("LOCATION:金河大学图书馆\\, 一楼大厅");
  expect(
    await refusalOf(appointmentCalendar(world.database.db, world.clock, tao.personId, loanId, words)),
  ).toBe("appointment-unknown");
  await pass(7 * DAY_MS + HOUR_MS);
  expect(await stateOf(world, lin, loanId)).toBe("accepted");
});

test("borrowers are reminded three days before the day and once after it", async () => {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  world.clock.set("2026-12-18T04:00:00Z");
  await world.run((tx) => remindBorrowers(tx, world.clock));
  await world.run((tx) => remindBorrowers(tx, world.clock));
  world.clock.set("2026-12-22T04:00:00Z");
  await world.run((tx) => remindBorrowers(tx, world.clock));
  expect((await kindsFor(mei)).slice(-2)).toEqual(["peer-due-soon", "peer-overdue"]);
  expect((await getSharedLoan(world.database.db, world.clock, mei, loanId)).isOverdue).toBe(true);
  await giveBack(world, mei, lin, loanId);
  expect(await balanceOf(world.database.db, mei.personId)).toBe(0);
});

test("the same two earn less with every loan of a month, and never more than the cap", async () => {
  await trust(world, mei, lin);
  const copyId = await offerCopy(world, lin);
  const gains: number[] = [];
  for (let i = 0; i < 6; i++) {
    const before = await balanceOf(world.database.db, lin.personId);
    const loanId = await lend(world, lin, mei, copyId);
    world.clock.advance(TRUST_DAYS * DAY_MS);
    await giveBack(world, mei, lin, loanId);
    gains.push((await balanceOf(world.database.db, lin.personId)) - before);
  }
  expect(gains.slice(0, 3)).toEqual([100, 50, 33]);
  expect(gains.at(-1)).toBeLessThan(20);
});
