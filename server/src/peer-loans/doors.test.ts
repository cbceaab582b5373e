import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByInvite, makeInvite } from "../circles/index.ts";

import { listBranches } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals, execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { newId } from "../kernel/ids.ts";
import { migrateJobs } from "../kernel/jobs.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { setMinor } from "../neighbours/index.ts";
import { FRIEND_REQUESTS_PER_DAY } from "../neighbours/testing.ts";
import { wishDeposit } from "../shelves/index.ts";
import { peerLoansCommands } from "./commands.ts";
import { WAIT_DAYS } from "./counter/counter.ts";
import { scan } from "./counter/counter-commands.ts";
import { DAILY_CAP, PAIR_CAP, POINT } from "./deposits/credits.ts";
import { openCase, proposeOutcome } from "./loans/disputes.ts";
import { acceptLoan, agreePassOn, cancelLoan, claimReturn, withdrawRequest } from "./loans/loan-moves.ts";
import { MESSAGES_PER_DAY, MOST_PER_LOAN } from "./loans/messages.ts";
import { REQUESTS_PER_DAY, requestCopy } from "./loans/requests.ts";
import { TRUST_DAYS } from "./loans/trust.ts";
import { APPOINTMENTS_PER_DAY, FURTHEST_DAYS } from "./meeting/appointments.ts";
import { shownCode } from "./meeting/handover.ts";
import { CODE_ATTEMPTS } from "./meeting/handover-codes.ts";
import { blockReader } from "./readers/met-readers.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf, signIn } from "./testing.ts";
import { ask, giveBack, lend, offerCopy, trust } from "./testing-loans.ts";

/** Everybody of this story; each signs in once. */
const people = ["lin", "mei", "wu", "office", "stranger", "newcomer", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let desk: Actor;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  await migrateJobs(world.database.pool);
  doors = doorsOf(world.app, peerLoansCommands);
  for (const name of people) {
    const card = name === "newcomer" ? {} : { memberId: world.memberId };
    const roles =
      name === "office" ? { roles: [["consortium-admin", null]] as [["consortium-admin", null]] } : {};
    who[name] = await addReader(world, name, { at: HOME, ...card, ...roles });
    headers[name] = await signIn(world, name);
  }
  desk = await addReader(world, "desk", { roles: [["circulation", "JINHE"]] });
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await offerCopy(world, who.lin);
  await trust(world, who.mei, who.wu);
});
afterAll(() => world.close());

const tries = (name: Name, command: string, id: string, body?: object) =>
  doors.code(headers[name], `peer-loans.${command}`, { id }, body);
const noWords = { text: "" };
const tomorrow = (days = 1) => new Date(world.clock.now().getTime() + days * DAY_MS).toISOString();
const meeting = (days = 1) => ({ at: tomorrow(days), place: "南门" });

/** A copy of lin's that mei has asked for. */
async function asked(): Promise<string> {
  return await ask(world, who.mei, await offerCopy(world, who.lin));
}
async function accepted(): Promise<string> {
  const loan = await asked();
  await world.run((tx) => acceptLoan(tx, who.lin, world.clock, loan));
  return loan;
}
async function onLoan(): Promise<string> {
  return await lend(world, who.lin, who.mei, await offerCopy(world, who.lin));
}
async function disputed(): Promise<string> {
  const loan = await onLoan();
  await world.run((tx) => openCase(tx, who.mei, world.clock, loan, "report-lost", "掉进河里了"));
  return loan;
}
/** An agreed loan is called off. */
async function finish(loan: string): Promise<void> {
  await world.run((tx) => cancelLoan(tx, who.mei, world.clock, loan, null));
}

/** Every move, the side whose move it is not while the loan is only asked for, and a body that fits. */
const moves: [command: string, wrong: Name | null, right: Name | null, body?: object][] = [
  ["accept-loan", "mei", null],
  ["decline-loan", "mei", null],
  ["withdraw-request", "lin", null],
  ["cancel-loan", null, "lin"],
  ["agree-pass-on", "mei", null],
  ["ask-renewal", "lin", "mei"],
  ["answer-renewal", "mei", "lin", { granted: true }],
  ["recall-loan", "mei", "lin"],
  ["claim-return", "lin", "mei", { evidence: "门口" }],
  ["confirm-return", "mei", "lin"],
  ["open-case", "mei", "lin", { complaint: "contest", evidence: "没有" }],
  ["propose-outcome", null, "lin", { outcome: "forgiven" }],
  ["settle-case", "lin", null],
  ["decide-case", "lin", null, { outcome: "forgiven", reason: "x" }],
  ["receive-copy", "lin", "mei", { code: "000000" }],
  ["take-back", "mei", "lin", { code: "000000" }],
];

test("whoever is no party to a loan is told that there is none", async () => {
  const loan = await asked();
  for (const [command, , , body] of moves)
    expect(await tries("stranger", command, loan, body), command).toBe("loan-unknown");
  for (const command of ["propose-appointment", "agree-appointment", "send-message"])
    expect(
      await tries("stranger", command, loan, command === "propose-appointment" ? meeting() : undefined),
      command,
    ).toBe("loan-unknown");
});

test("a move is its side's, and the table's", async () => {
  const loan = await asked();
  for (const [command, wrong, right, body] of moves) {
    if (wrong) expect(await tries(wrong, command, loan, body), command).toBe("loan-not-your-move");
    if (right) expect(await tries(right, command, loan, body), command).toBe("loan-state");
  }
  for (const command of ["propose-appointment", "agree-appointment"])
    expect(await tries("lin", command, loan, command === "agree-appointment" ? undefined : meeting())).toBe(
      "loan-state",
    );
  expect(await tries("lin", "accept-loan", loan)).toBeNull();
  for (const [name, command] of [
    ["lin", "accept-loan"],
    ["lin", "decline-loan"],
    ["mei", "withdraw-request"],
    ["lin", "agree-pass-on"],
  ] as const)
    expect(await tries(name, command, loan), command).toBe("loan-state");
  await finish(loan);
});

test("a mediator decides and does nothing else; a case that is settled stays so", async () => {
  const loan = await disputed();
  for (const [command, body] of [
    ["cancel-loan", {}],
    ["propose-outcome", { outcome: "forgiven" }],
  ] as const)
    expect(await tries("office", command, loan, body)).toBe("loan-not-your-move");
  expect(await tries("office", "decide-case", loan, { outcome: "forgiven" })).toBe("reason-missing");
  const endless = { outcome: "forgiven", reason: "长".repeat(301) };
  expect(await tries("office", "decide-case", loan, endless)).toBe("invalid-request");
  await world.run((tx) => proposeOutcome(tx, who.lin, world.clock, loan, "forgiven"));
  expect(await tries("mei", "settle-case", loan)).toBeNull();
  expect(await tries("mei", "settle-case", loan)).toBe("loan-state");
  const lost = await onLoan();
  const complaint = { complaint: "report-lost" };
  expect(await tries("mei", "open-case", lost, { ...complaint, evidence: " " })).toBe("evidence-missing");
  await giveBack(world, who.mei, who.lin, lost);
});

test("asking for a copy", async () => {
  const copyId = await offerCopy(world, who.lin);
  const request = (name: Name, body: object) =>
    doors.code(headers[name], "peer-loans.request-copy", {}, { mode: "lend", ...body });
  expect(await request("mei", { copyId: newId<"copy">() })).toBe("copy-unknown");
  expect(await request("lin", { copyId })).toBe("copy-own");
  expect(await request("mei", { copyId, mode: "give" })).toBe("mode-not-offered");
  expect(await request("newcomer", { copyId })).toBeNull();
  expect(await request("newcomer", { copyId: await offerCopy(world, who.lin) })).toBe("borrow-limit");
  expect(await request("mei", { copyId })).toBeNull();
  expect(await request("mei", { copyId })).toBe("copy-asked-already");
  const circle = await world.run((tx) =>
    createCircle(tx, who.lin, world.clock, {
      kind: "interest",
      name: "一人一册",
      proofs: ["invite"],
      maxActiveLoans: 1,
    }),
  );
  const { token } = await world.run((tx) =>
    makeInvite(tx, who.lin, world.clock, circle.id, { days: 7, uses: 9 }),
  );
  await world.run((tx) => joinByInvite(tx, who.mei, world.clock, token));
  const inCircle = () => offerCopy(world, who.lin, { circleIds: [circle.id], public: false });
  expect(await request("mei", { copyId: await inCircle() })).toBeNull();
  expect(await request("mei", { copyId: await inCircle() })).toBe("circle-limit");
  for (let i = 0; i < REQUESTS_PER_DAY; i++) {
    const loan = await world.run((tx) => requestCopy(tx, who.wu, world.clock, { copyId, mode: "lend" }));
    await world.run((tx) => withdrawRequest(tx, who.wu, world.clock, loan.id));
  }
  expect(await request("wu", { copyId })).toBe("requests-exhausted");
  world.clock.advance(2 * DAY_MS);
});

test("a lender does not hand more to somebody than they may have", async () => {
  const popular = await offerCopy(world, who.lin);
  const first = await lend(world, who.lin, who.mei, popular);
  await world.run(async (tx) => {
    await sql`delete from peer_loans.loan_event where loan_id in (select l.id from peer_loans.loan l
      where l.borrower_id = ${who.newcomer.personId})`.execute(tx);
    await sql`delete from peer_loans.loan l where l.borrower_id = ${who.newcomer.personId}`.execute(tx);
  });
  const waiting = await ask(world, who.newcomer, popular);
  await lend(world, who.lin, who.newcomer, await offerCopy(world, who.lin));
  await giveBack(world, who.mei, who.lin, first);
  expect(await tries("lin", "accept-loan", waiting)).toBe("borrower-limit");
});

test("renewals and recalls", async () => {
  expect(await doors.code(headers.stranger, "peer-loans.renew-all", {})).toBe("renewals-none");
  const copyId = await offerCopy(world, who.lin);
  const loan = await lend(world, who.lin, who.mei, copyId);
  const grant = (granted = true) => tries("lin", "answer-renewal", loan, { granted });
  expect(await grant()).toBe("renewal-not-asked");
  for (let i = 0; i < 2; i++) {
    expect(await tries("mei", "ask-renewal", loan)).toBeNull();
    expect(await tries("mei", "ask-renewal", loan)).toBe("renewal-asked");
    expect(await grant()).toBeNull();
  }
  expect(await tries("mei", "ask-renewal", loan)).toBe("renewals-exhausted");
  expect(await tries("lin", "recall-loan", loan)).toBeNull();
  expect(await tries("lin", "recall-loan", loan)).toBe("recall-once");
  const other = await offerCopy(world, who.lin);
  const second = await lend(world, who.lin, who.mei, other);
  expect(await tries("mei", "ask-renewal", second)).toBeNull();
  await ask(world, who.wu, other);
  expect(await tries("lin", "answer-renewal", second, { granted: true })).toBe("renewal-others-wait");
  expect(await tries("lin", "answer-renewal", second, { granted: false })).toBeNull();
  expect(await tries("mei", "ask-renewal", second)).toBe("renewal-others-wait");
  const third = await onLoan();
  expect(await tries("lin", "recall-loan", third)).toBeNull();
  expect(await tries("mei", "ask-renewal", third)).toBe("loan-recalled");
  world.clock.advance(25 * DAY_MS);
  expect(await tries("lin", "recall-loan", second)).toBe("recall-no-gain");
  for (const one of [loan, second, third]) await giveBack(world, who.mei, who.lin, one);
});

test("passing on goes to one reader whom the lender and the present borrower meet", async () => {
  const copyId = await offerCopy(world, who.lin);
  const waiting = await ask(world, who.wu, copyId);
  expect(await tries("lin", "agree-pass-on", waiting)).toBe("pass-on-nothing");
  await world.run((tx) => withdrawRequest(tx, who.wu, world.clock, waiting));
  const loan = await lend(world, who.lin, who.mei, copyId);
  const next = await ask(world, who.wu, copyId);
  expect(await tries("wu", "receive-copy", next, { code: "000000" })).toBe("pass-on-not-agreed");
  await world.run((tx) => agreePassOn(tx, who.lin, world.clock, next));
  expect(await tries("wu", "receive-copy", next, { code: "000000" })).toBe("code-wrong");
  await sql`insert into neighbours.block (person_id, blocked_id, at)
    values (${who.wu.personId}, ${who.mei.personId}, now())`.execute(world.database.db);
  await sql`update peer_loans.loan set pass_on_agreed_at = null where id = ${next}`.execute(
    world.database.db,
  );
  expect(await tries("lin", "agree-pass-on", next)).toBe("reader-blocked");
  await sql`delete from neighbours.block`.execute(world.database.db);
  await world.run((tx) => withdrawRequest(tx, who.wu, world.clock, next));
  await giveBack(world, who.mei, who.lin, loan);
});

test("an appointment has a time, a place and another side", async () => {
  const loan = await accepted();
  const propose = (body: object) => tries("lin", "propose-appointment", loan, body);
  expect(await tries("mei", "agree-appointment", loan)).toBe("appointment-unknown");
  expect(await propose({ ...meeting(), at: tomorrow(-1) })).toBe("appointment-time");
  expect(await propose(meeting(FURTHEST_DAYS))).toBe("appointment-time");
  expect(await propose(meeting(FURTHEST_DAYS - 1))).toBeNull();
  expect(await propose({ ...meeting(), place: "" })).toBe("appointment-place-missing");
  expect(await propose({ ...meeting(), branchId: 30_000 })).toBe("branch-unknown");
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之地', '禁止之地', 'refuse')`.execute(world.database.db);
  expect(await propose({ ...meeting(), place: "禁止之地" })).toBe("text-refused");
  expect(await tries("lin", "agree-appointment", loan)).toBe("loan-not-your-move");
  await world.run(async (tx) => {
    for (let i = 0; i < APPOINTMENTS_PER_DAY - 1; i++)
      await countAct(tx, world.clock, { who: who.lin.personId, act: "appointment" }, APPOINTMENTS_PER_DAY);
  });
  expect(await propose(meeting())).toBe("acts-exhausted");
  await finish(loan);
});

test("codes: wrong, tried too often, or for a book that lies elsewhere", async () => {
  const loan = await accepted();
  for (let i = 0; i < CODE_ATTEMPTS; i++)
    expect(await tries("mei", "receive-copy", loan, { code: "abc" })).toBe("code-wrong");
  expect(await tries("mei", "receive-copy", loan, { code: "abc" })).toBe("code-locked");
  await finish(loan);
  const out = await onLoan();
  for (let i = 0; i < CODE_ATTEMPTS; i++)
    expect(await tries("lin", "take-back", out, { code: "abc" })).toBe("code-wrong");
  expect(await tries("lin", "take-back", out, { code: "abc" })).toBe("code-locked");
  await giveBack(world, who.mei, who.lin, out);
});

test("a desk between two readers", async () => {
  const [branch] = await listBranches(world.database.db, { memberId: world.memberId });
  const [foreign] = await listBranches(world.database.db, { memberId: world.otherMemberId });
  const at = (place: number): Actor => actorOf({ ...desk, scope: world.memberId, place });
  const call = { db: world.database.db, clock: world.clock, config: readConfig({}), via: "api" as const };
  const scans = async (text: string, actor: Actor | null = at(branch!.id)) => {
    const code = await refusalOf(execute(scan, { ...call, actor }, {}, { text }));
    doors.note("peer-loans.scan-at-counter", code);
    return code;
  };
  const shown = async (name: Name, loan: string): Promise<string> => {
    const code = await shownCode(world.database.db, world.clock, who[name].personId, loan);
    return `https://shelf.example/sharing/loans/${loan}?code=${code!.code}`;
  };
  expect(await scans("hello", null)).toBe("sign-in-needed");
  expect(await scans("hello")).toBe("code-unreadable");
  expect(await scans(`${newId<"loan">()} 000000`)).toBe("loan-unknown");
  expect(await scans(`${await asked()} 000000`)).toBe("loan-state");
  const loan = await accepted();
  expect(await scans(`${loan} 000000`)).toBe("code-wrong");
  expect(await scans(await shown("lin", loan))).toBeNull();
  expect(await tries("mei", "receive-copy", loan, { code: "000000" })).toBe("copy-elsewhere");
  expect(await scans(await shown("mei", loan), actorOf({ ...at(foreign!.id), scope: world.memberId }))).toBe(
    "copy-elsewhere",
  );
  await finish(loan);
});

test("no book leaves before its deposit is held", async () => {
  const copyId = await offerCopy(world, who.lin);
  const set = (name: Name, id: string, amount: number) => tries(name, "set-deposit", id, { amount });
  expect(await set("lin", copyId, 100)).toBe("deposits-off");
  expect(await set("mei", copyId, 0)).toBe("copy-unknown");
  expect(await set("lin", copyId, 0)).toBeNull();
  await world.run((tx) => wishDeposit(tx, who.lin.personId, copyId, 100));
  const loan = await ask(world, who.mei, copyId);
  await world.run((tx) => acceptLoan(tx, who.lin, world.clock, loan));
  const { code } = (await shownCode(world.database.db, world.clock, who.lin.personId, loan))!;
  expect(await tries("mei", "receive-copy", loan, { code })).toBe("deposit-missing");
  const [branch] = await listBranches(world.database.db, { memberId: world.memberId });
  const actor = actorOf({ ...desk, scope: world.memberId, place: branch!.id });
  const call = {
    db: world.database.db,
    clock: world.clock,
    config: readConfig({}),
    via: "api" as const,
    actor,
  };
  const at = async (name: Name) => {
    const shown = await shownCode(world.database.db, world.clock, who[name].personId, loan);
    return await refusalOf(execute(scan, call, {}, { text: `${loan} ${shown!.code}` }));
  };
  expect(await at("lin")).toBeNull();
  const code2 = await at("mei");
  expect(code2).toBe("deposit-missing");
  doors.note("peer-loans.scan-at-counter", code2);
  await finish(loan);
});

test("with a library nobody meets or writes: its desk is asked", async () => {
  const loan = await accepted();
  await sql`update peer_loans.loan set lender_id = null, lender_member = ${world.memberId}
    where id = ${loan}`.execute(world.database.db);
  expect(await tries("mei", "propose-appointment", loan, meeting())).toBe("library-lends");
  expect(await tries("mei", "agree-appointment", loan)).toBe("library-lends");
  expect(await tries("mei", "send-message", loan, { text: "在吗" })).toBe("library-lends");
});

test("messages end with the loan, have a length, and a measure", async () => {
  const loan = await accepted();
  const write = (text = "好") => tries("lin", "send-message", loan, { text });
  expect(await tries("lin", "send-message", loan, noWords)).toBe("message-length");
  expect(await write()).toBeNull();
  await world.run(async (tx) => {
    for (let i = 0; i < MESSAGES_PER_DAY - 1; i++)
      await countAct(tx, world.clock, { who: who.lin.personId, act: "message" }, MESSAGES_PER_DAY);
  });
  expect(await write()).toBe("acts-exhausted");
  world.clock.advance(DAY_MS + 1);
  await sql`insert into peer_loans.message (id, loan_id, sender_id, text, at)
    select gen_random_uuid(), ${loan}, ${who.mei.personId}, '好', now()
    from generate_series(1, ${MOST_PER_LOAN - 1}::int)`.execute(world.database.db);
  expect(await write()).toBe("messages-full");
  await finish(loan);
  expect(await write()).toBe("loan-ended");
});

test("friends and blocks", async () => {
  const copyId = await offerCopy(world, who.lin);
  const befriend = (name: Name, body: object) =>
    doors.code(headers[name], "peer-loans.befriend-reader", {}, body);
  const block = (name: Name, body: object) => doors.code(headers[name], "peer-loans.block-reader", {}, body);
  for (const act of [befriend, block]) {
    expect(await act("mei", { personId: who.lin.personId })).toBe("reader-unknown");
    expect(await act("mei", { copyId: newId<"copy">() })).toBe("copy-unknown");
    expect(await act("lin", { copyId })).toBe("not-oneself");
  }
  await world.run((tx) => setMinor(tx, who.stranger, who.stranger.personId, true));
  expect(await befriend("stranger", { copyId })).toBe("copy-unknown");
  const minorCopy = await ask(world, who.mei, copyId);
  await sql`update neighbours.person set is_minor = true where person_id = ${who.mei.personId}`.execute(
    world.database.db,
  );
  expect(await befriend("mei", { loanId: minorCopy })).toBe("minor-guarded-only");
  await sql`update neighbours.person set is_minor = false where person_id = ${who.mei.personId}`.execute(
    world.database.db,
  );
  await world.run(async (tx) => {
    for (let i = 0; i < FRIEND_REQUESTS_PER_DAY; i++)
      await countAct(tx, world.clock, { who: who.mei.personId, act: "friend-request" }, 99);
  });
  expect(await befriend("mei", { copyId })).toBe("acts-exhausted");
});

test("between two who hide from each other only the way home is open", async () => {
  const loan = await onLoan();
  await world.run((tx) => blockReader(tx, who.lin, world.clock, who.mei.personId));
  expect(await tries("mei", "ask-renewal", loan)).toBe("reader-blocked");
  expect(await tries("mei", "send-message", loan, { text: "为什么" })).toBe("reader-blocked");
  expect(await tries("mei", "propose-appointment", loan, meeting())).toBe("reader-blocked");
  await world.run((tx) => claimReturn(tx, who.mei, world.clock, loan, "传达室"));
  expect(await tries("lin", "confirm-return", loan)).toBeNull();
});

test("a key sent twice acts once", async () => {
  const copyId = await offerCopy(world, who.wu);
  const keyed = { ...headers.newcomer, "idempotency-key": "sent-twice-1" };
  const body = { copyId, mode: "lend" };
  await handBackAll();
  const first = await doors.send(keyed, "peer-loans.request-copy", {}, body);
  expect(first.status).toBe(201);
  expect(await doors.send(keyed, "peer-loans.request-copy", {}, body)).toEqual(first);
  const other = await doors.send(keyed, "peer-loans.request-copy", {}, { ...body, words: "x" });
  expect(other.code).toBe("key-reused");
});

/** The newcomer has room for a book again. */
async function handBackAll(): Promise<void> {
  await sql`update peer_loans.loan set state = 'closed', ended_at = now() where borrower_id = ${who.newcomer.personId}
    and ended_at is null`.execute(world.database.db);
}

test("the measures above are these", () => {
  expect({
    requests: REQUESTS_PER_DAY,
    messages: [MESSAGES_PER_DAY, MOST_PER_LOAN],
    appointments: [APPOINTMENTS_PER_DAY, FURTHEST_DAYS],
    friends: FRIEND_REQUESTS_PER_DAY,
    codes: CODE_ATTEMPTS,
    counterDays: WAIT_DAYS,
    points: [POINT, PAIR_CAP, DAILY_CAP, TRUST_DAYS],
  }).toEqual({
    requests: 20,
    messages: [100, 200],
    appointments: [30, 60],
    friends: 20,
    codes: 5,
    counterDays: 7,
    points: [100, 400, 500, 3],
  });
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
