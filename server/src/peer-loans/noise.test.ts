import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { DAY_MS } from "../kernel/time.ts";
import { befriend, unfriend } from "../neighbours/index.ts";
import { FRIEND_REQUESTS_PER_DAY } from "../neighbours/testing.ts";
import { toldTo } from "../notices/testing.ts";
import { remindAppointments } from "./loans/loan-clock.ts";
import { acceptLoan, withdrawRequest } from "./loans/loan-moves.ts";
import { getSharedLoan } from "./loans/loan-views.ts";
import { MESSAGES_PER_DAY, sendMessage } from "./loans/messages.ts";
import { REQUESTS_PER_DAY, requestCopy } from "./loans/requests.ts";
import { APPOINTMENTS_PER_DAY, FURTHEST_DAYS, proposeAppointment } from "./meeting/appointments.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  handOver,
  type Neighbourhood,
  offerCopy,
  refusalOf,
} from "./testing.ts";

let world: Neighbourhood;
let loud: Actor;
let quiet: Actor;
beforeAll(async () => {
  world = await buildNeighbourhood();
  loud = await addReader(world, "loud", { at: HOME, memberId: world.memberId });
  quiet = await addReader(world, "quiet", { at: HOME, memberId: world.memberId });
});
afterAll(() => world.close());

const run = <T>(work: (tx: Tx) => Promise<T>) => world.run(work);
const refused = (work: (tx: Tx) => Promise<unknown>) => refusalOf(world.run(work));
const heard = async (who: Actor, kind: string) =>
  (await toldTo(world.database.db, who.personId)).filter((one) => one.kind === kind).length;

test("the same question to be friends tells once, also after it was taken back; the answer tells once", async () => {
  for (let i = 0; i < 3; i++) await run((tx) => befriend(tx, loud, world.clock, quiet.personId));
  await run((tx) => unfriend(tx, loud, quiet.personId));
  await run((tx) => befriend(tx, loud, world.clock, quiet.personId));
  expect(await heard(quiet, "friend-asked")).toBe(1);
  for (let i = 0; i < 2; i++) await run((tx) => befriend(tx, quiet, world.clock, loud.personId));
  expect(await heard(loud, "friend-accepted")).toBe(1);
});

test("a reader asks twenty others a day to be friends, not one more, and others again the next day", async () => {
  expect(FRIEND_REQUESTS_PER_DAY).toBe(20);
  const asker = await addReader(world, "asker", { at: HOME });
  const others: Actor[] = [];
  for (let i = 0; i < FRIEND_REQUESTS_PER_DAY + 1; i++) others.push(await addReader(world, `other${i}`));
  const answers = [];
  for (const { personId } of others)
    answers.push(await refused((tx) => befriend(tx, asker, world.clock, personId)));
  expect(answers.filter((one) => one === null)).toHaveLength(20);
  expect(answers.at(-1)).toBe("acts-exhausted");
  world.clock.advance(DAY_MS + 1);
  expect(await refused((tx) => befriend(tx, asker, world.clock, others.at(-1)!.personId))).toBeNull();
});

async function agreed(): Promise<string> {
  const copyId = await offerCopy(world, quiet);
  const loanId = await ask(world, loud, copyId);
  await run((tx) => acceptLoan(tx, quiet, world.clock, loanId));
  return loanId;
}

test("appointments lie at most sixty days ahead, thirty are proposed in a day, and a meeting that was reminds nobody", async () => {
  expect([FURTHEST_DAYS, APPOINTMENTS_PER_DAY]).toEqual([60, 30]);
  const loanId = await agreed();
  const propose = (ms: number) =>
    refused((tx) =>
      proposeAppointment(tx, loud, world.clock, loanId, {
        at: new Date(world.clock.now().getTime() + ms),
        place: "校门口",
      }),
    );
  expect(await propose(60 * DAY_MS)).toBe("appointment-time");
  expect(await propose(60 * DAY_MS - 1)).toBeNull();
  expect(await propose(0)).toBe("appointment-time");
  for (let i = 1; i < 30; i++) expect(await propose(DAY_MS / 2)).toBeNull();
  expect(await propose(DAY_MS / 2)).toBe("acts-exhausted");
  await handOver(world, quiet, loud, loanId);
  expect((await getSharedLoan(world.database.db, world.clock, loud, loanId)).appointment).toBeNull();
  expect(await run((tx) => remindAppointments(tx, world.clock))).toBe(0);
});

test("a hundred messages a day are enough", async () => {
  expect(MESSAGES_PER_DAY).toBe(100);
  const writer = await addReader(world, "writer", { at: HOME, memberId: world.memberId });
  const loanId = await ask(world, writer, await offerCopy(world, quiet));
  const write = () => refused((tx) => sendMessage(tx, writer, world.clock, loanId, "在吗"));
  for (let i = 0; i < MESSAGES_PER_DAY; i++) await write();
  expect(await write()).toBe("acts-exhausted");
});

test("twenty requests a day, not one more", async () => {
  expect(REQUESTS_PER_DAY).toBe(20);
  const asker = await addReader(world, "many", { at: HOME, memberId: world.memberId });
  for (let i = 0; i < REQUESTS_PER_DAY; i++) {
    const loanId = await ask(world, asker, await offerCopy(world, quiet));
    await run((tx) => withdrawRequest(tx, asker, world.clock, loanId));
  }
  const copyId = await offerCopy(world, quiet);
  expect(await refused((tx) => requestCopy(tx, asker, world.clock, { copyId, mode: "lend" }))).toBe(
    "requests-exhausted",
  );
  world.clock.advance(DAY_MS + 1);
  expect(await refused((tx) => requestCopy(tx, asker, world.clock, { copyId, mode: "lend" }))).toBeNull();
});
