import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, inTransaction } from "./database.ts";
import {
  ATTEMPTS_MAX,
  dropMessage,
  listSetAside,
  sendAgain,
  setAsideUnheard,
} from "./delivery/undelivered.ts";
import { drainOutbox, publish, type Subscriber, startOutbox } from "./outbox.ts";
import { createTestDatabase } from "./testing.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => sql`truncate kernel.outbox, kernel.undelivered`.execute(database.db));

const ignore = (): void => undefined;

/** A subscriber that notes what it takes and refuses whatever `refuses` names. */
function hearer(topic: string, name: string, refuses: (n: number) => boolean = () => false) {
  const heard: number[] = [];
  const subscriber: Subscriber = {
    topic,
    name,
    handle: async (_tx, messages) => {
      const numbers = messages.map((m) => (m.payload as { n: number }).n);
      if (numbers.some(refuses)) throw new Error("not this one");
      heard.push(...numbers);
    },
  };
  return { heard, subscriber };
}

const say = (topic: string, ...numbers: number[]): Promise<void> =>
  inTransaction(database.db, async (tx) => {
    for (const n of numbers) await publish(tx, topic, { n });
  });

/** Lets the time between two attempts pass. */
const pass = () =>
  sql`update kernel.undelivered set next_at = now() where set_aside_at is null`.execute(database.db);

async function drainThroughAttempts(subscribers: Subscriber[]): Promise<void> {
  for (let i = 0; i < ATTEMPTS_MAX; i++) {
    await drainOutbox(database.db, subscribers, ignore);
    await pass();
  }
  await drainOutbox(database.db, subscribers, ignore);
}

test("a message nobody can take stops neither other topics nor other subscribers", async () => {
  const bad = hearer("loans", "bad", (n) => n === 2);
  const good = hearer("loans", "good");
  const other = hearer("titles", "other");
  await say("loans", 1, 2, 3);
  await say("titles", 7);
  await drainOutbox(database.db, [bad.subscriber, good.subscriber, other.subscriber], ignore);
  expect(good.heard).toEqual([1, 2, 3]);
  expect(other.heard).toEqual([7]);
  expect(bad.heard).toEqual([1]);
});

test("after some attempts it is set aside with its reason, and the others come in their order", async () => {
  const bad = hearer("loans", "bad", (n) => n === 2);
  await say("loans", 1, 2, 3);
  await drainOutbox(database.db, [bad.subscriber], ignore);
  await say("loans", 4, 5);
  await drainThroughAttempts([bad.subscriber]);
  expect(bad.heard).toEqual([1, 3, 4, 5]);
  expect(await listSetAside(database.db, 0, 10)).toMatchObject([
    {
      topic: "loans",
      subscriber: "bad",
      payload: { n: 2 },
      attempts: ATTEMPTS_MAX,
      error: "Error: not this one",
    },
  ]);
});

test("what fails once only is taken at the next attempt, before those after it", async () => {
  let times = 0;
  const moody = hearer("loans", "moody", (n) => n === 2 && ++times <= 2);
  await say("loans", 1, 2, 3);
  await drainOutbox(database.db, [moody.subscriber], ignore);
  await say("loans", 4);
  await drainOutbox(database.db, [moody.subscriber], ignore);
  expect(moody.heard).toEqual([1]);
  await pass();
  await drainOutbox(database.db, [moody.subscriber], ignore);
  expect(moody.heard).toEqual([1, 2, 3, 4]);
  expect(await listSetAside(database.db, 0, 10)).toEqual([]);
});

test("a message set aside is sent again or dropped, each once", async () => {
  let refuses = true;
  const bad = hearer("loans", "bad", () => refuses);
  await say("loans", 1, 2);
  for (let i = 0; i < 2; i++) await drainThroughAttempts([bad.subscriber]);
  const [first, second] = await listSetAside(database.db, 0, 10);
  expect([first?.payload, second?.payload]).toEqual([{ n: 1 }, { n: 2 }]);
  refuses = false;
  await inTransaction(database.db, (tx) => sendAgain(tx, first!.id));
  await drainOutbox(database.db, [bad.subscriber]);
  expect(bad.heard).toEqual([1]);
  await inTransaction(database.db, (tx) => dropMessage(tx, second!.id));
  expect(await listSetAside(database.db, 0, 10)).toEqual([]);
  const gone = { code: "message-unknown", status: 404 };
  await expect(inTransaction(database.db, (tx) => sendAgain(tx, first!.id))).rejects.toMatchObject(gone);
  await expect(inTransaction(database.db, (tx) => dropMessage(tx, second!.id))).rejects.toMatchObject(gone);
});

test("a subscriber's writes go with its failure, another's of the same batch stay", async () => {
  const writer = (name: string, fails: boolean): Subscriber => ({
    topic: "loans",
    name,
    handle: async (tx) => {
      await sql`insert into kernel.secret (name, value) values (${name}, '')`.execute(tx);
      if (fails) await sql`select 1 / 0`.execute(tx);
    },
  });
  await say("loans", 1);
  await drainOutbox(database.db, [writer("fails", true), writer("stays", false)], ignore);
  const { rows } = await sql<{ name: string }>`select name from kernel.secret
    where name in ('fails', 'stays')`.execute(database.db);
  expect(rows).toEqual([{ name: "stays" }]);
});

test("a full disk or a lost database is held against no message", async () => {
  let full = true;
  const topic: Subscriber = {
    topic: "loans",
    name: "full",
    handle: async () => {
      if (full) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    },
  };
  await say("loans", 1);
  const failures: unknown[] = [];
  await drainOutbox(database.db, [topic], (error) => failures.push(error));
  expect(failures).toHaveLength(1);
  const waiting = await sql<{ n: number }>`select count(*) as n from kernel.outbox`.execute(database.db);
  expect(waiting.rows[0]!.n).toBe(1);
  full = false;
  await drainOutbox(database.db, [topic]);
  expect(await listSetAside(database.db, 0, 10)).toEqual([]);
});

test("messages that subscribers publish meanwhile are delivered too", async () => {
  const end = hearer("second", "end");
  const relay: Subscriber = {
    topic: "first",
    name: "relay",
    handle: (tx, messages) => publish(tx, "second", messages[0]!.payload),
  };
  await say("first", 9);
  await drainOutbox(database.db, [end.subscriber, relay]);
  expect(end.heard).toEqual([9]);
});

test("what another version left for rooms that are gone is set aside, and keeps nothing behind", async () => {
  const { heard, subscriber } = hearer("loans", "loans");
  await say("gone-topic", 1);
  await say("loans", 2);
  await sql`insert into kernel.undelivered (message_id, topic, subscriber, payload, published_at)
    values (7, 'loans', 'gone-room', '{"n":3}', now()), (8, 'loans', 'loans', '{"n":4}', now())`.execute(
    database.db,
  );
  const aside = () => inTransaction(database.db, (tx) => setAsideUnheard(tx, [subscriber]));
  expect(await aside()).toBe(0); // not yet: a newer server may hear them
  await sql`update kernel.outbox set created_at = now() - interval '61 seconds'`.execute(database.db);
  await sql`update kernel.undelivered set published_at = now() - interval '61 seconds'`.execute(database.db);
  expect(await aside()).toBe(2);
  expect(await aside()).toBe(0);
  expect((await listSetAside(database.db, 0, 9)).map((m) => [m.topic, m.subscriber, m.error])).toEqual([
    ["loans", "gone-room", "Nothing hears this topic any more"],
    ["gone-topic", "nobody", "Nothing hears this topic any more"],
  ]);
  await drainOutbox(database.db, [subscriber], ignore);
  expect(heard.toSorted()).toEqual([2, 4]);
});

test("a running outbox sets aside what nothing hears by itself", async () => {
  await say("gone-topic", 1);
  await sql`update kernel.outbox set created_at = now() - interval '61 seconds'`.execute(database.db);
  const told: unknown[] = [];
  const running = startOutbox(database.db, [hearer("loans", "loans").subscriber], (error) =>
    told.push(error),
  );
  await expect.poll(async () => (await listSetAside(database.db, 0, 9)).length).toBe(1);
  await running.stop();
  expect(told).toHaveLength(1);
});

test("a running outbox sets a bad message aside by itself, and goes on", async () => {
  const bad = hearer("loans", "bad", (n) => n === 1);
  const outbox = startOutbox(database.db, [bad.subscriber], ignore);
  await say("loans", 1, 2);
  await expect.poll(() => bad.heard).toEqual([2]);
  await outbox.stop();
  expect(await listSetAside(database.db, 0, 10)).toHaveLength(1);
});
