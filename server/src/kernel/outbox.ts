import { type RawBuilder, sql } from "kysely";
import { type Db, inTransaction, isRivalry, type Tx } from "./database.ts";
import {
  countAttempt,
  forgetWaiting,
  keepForLater,
  lockWaiting,
  setAsideUnheard,
  waitingPairs,
} from "./delivery/undelivered.ts";
import { isSystemFailure } from "./http/failures.ts";

/** What a lower room tells the rooms above it: written with the change, delivered once after it is committed. */
export type OutboxMessage = { id: number; topic: string; payload: unknown };

/**
 * Handles messages of one topic, in the transaction that takes them off the table: all of it or none. When it throws, the
 * same messages come again one by one; only one that fails then is held against it, and other subscribers go on.
 */
export type Subscriber = {
  topic: string;
  name: string;
  handle(tx: Tx, messages: OutboxMessage[]): Promise<void>;
};

type Report = (error: unknown) => void;

const BATCH = 500;
/** NOTIFY would wake us sooner, but it makes all commits of the database take turns: desks would wait for each other. */
const POLL_MS = 200;
const RETRY_MS = 2000;
const UNHEARD_EVERY_MS = 60_000;

/** Leaves a message in the caller's transaction; subscribers get it within moments of the commit. */
export async function publish(tx: Tx, topic: string, payload: unknown): Promise<void> {
  await publishing(topic, sql`${JSON.stringify(payload)}::jsonb`).execute(tx);
}

/** `publish` as a statement, to stand inside `with … as (…)` of another one; `from`: a message for each of its rows. */
export const publishing = (topic: string, payload: RawBuilder<unknown>, from = sql``): RawBuilder<unknown> =>
  sql`insert into kernel.outbox (topic, payload) select ${topic}, ${payload} ${from}`;

/**
 * Delivers one batch of `topic` to its subscribers; returns how many messages it took.
 * Two processes never deliver the same message: rows are locked while they are handled. What one subscriber cannot take
 * is kept for it alone (undelivered.ts); `report` hears of it.
 */
async function deliverBatch(
  db: Db,
  topic: string,
  subscribers: Subscriber[],
  report: Report,
): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const { rows } = await sql<OutboxMessage & { createdAt: Date }>`
      delete from kernel.outbox where id in (
        select o.id from kernel.outbox o where o.topic = ${topic} order by o.id limit ${BATCH} for update skip locked)
      returning id, topic, payload, created_at as "createdAt"`.execute(tx);
    if (rows.length === 0) return 0;
    rows.sort((a, b) => a.id - b.id);
    const waiting = new Set(
      (await waitingPairs(tx)).filter((w) => w.topic === topic).map((w) => w.subscriber),
    );
    for (const subscriber of subscribers) {
      // Who waits for an earlier message gets the later ones after it.
      if (waiting.has(subscriber.name)) await keepForLater(tx, subscriber.name, rows, undefined);
      else {
        const { taken, failure } = await handUntilFailure(tx, subscriber, rows);
        if (failure === undefined) continue;
        report(new DeliveryError(subscriber, rows[taken]!, failure));
        await keepForLater(tx, subscriber.name, rows.slice(taken), failure);
      }
    }
    return rows.length;
  });
}

/** A subscriber could not take a message; the cause says why. */
class DeliveryError extends Error {
  constructor(subscriber: Subscriber, message: OutboxMessage, cause: unknown) {
    super(`${subscriber.name} could not take message ${message.id} of ${message.topic}`, { cause });
    this.name = "DeliveryError";
  }
}

/**
 * Hands messages to a subscriber: all at once, and when that fails one by one up to the first that fails again.
 * Returns how many were taken. Failures of the machine and lost rivalries are nobody's fault: they end the transaction.
 */
async function handUntilFailure(
  tx: Tx,
  subscriber: Subscriber,
  messages: OutboxMessage[],
): Promise<{ taken: number; failure: unknown }> {
  const together = await hand(tx, subscriber, messages);
  if (together === undefined) return { taken: messages.length, failure: undefined };
  if (messages.length === 1) return { taken: 0, failure: together };
  for (const [i, message] of messages.entries()) {
    const failure = await hand(tx, subscriber, [message]);
    if (failure !== undefined) return { taken: i, failure };
  }
  return { taken: messages.length, failure: undefined };
}

async function hand(tx: Tx, subscriber: Subscriber, messages: OutboxMessage[]): Promise<unknown> {
  await sql`savepoint delivery`.execute(tx);
  try {
    await subscriber.handle(tx, messages);
    await sql`release savepoint delivery`.execute(tx);
    return undefined;
  } catch (error) {
    if (isRivalry(error) || isSystemFailure(error)) throw error;
    await sql`rollback to savepoint delivery`.execute(tx);
    return error ?? new Error("failed without a reason");
  }
}

/** Tries what waits for one subscriber again, in its order; returns how many messages it took. */
async function deliverWaiting(db: Db, subscriber: Subscriber, report: Report): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const waiting = await lockWaiting(tx, subscriber.topic, subscriber.name, BATCH);
    if (!waiting[0]?.isDue) return 0;
    // The one that failed before goes alone: the others are not to be tried twice because of it.
    const messages = waiting[0].attempts > 0 ? waiting.slice(0, 1) : waiting;
    const { taken, failure } = await handUntilFailure(tx, subscriber, messages);
    await forgetWaiting(
      tx,
      messages.slice(0, taken).map((message) => message.rowId),
    );
    if (failure !== undefined) {
      report(new DeliveryError(subscriber, messages[taken]!, failure));
      await countAttempt(tx, messages[taken]!, failure);
    }
    return taken;
  });
}

/**
 * Delivers everything that waits now; for tests and for the command line. `report` hears of what a subscriber could not
 * take; without one the first such failure is thrown after all others were served.
 */
export async function drainOutbox(db: Db, subscribers: Subscriber[], report?: Report): Promise<void> {
  const failures: unknown[] = [];
  const hear: Report = report ?? ((error) => failures.push(error));
  const restsUntil = new Map<string, number>();
  while ((await deliverRound(db, subscribers, hear, restsUntil)) > 0);
  const [first] = failures;
  if (first instanceof DeliveryError) throw first.cause;
  if (first !== undefined) throw first;
}

/**
 * One batch of every topic that has any, so that a busy topic does not keep the others waiting; returns how many messages
 * were taken. `restsUntil`: topics that rest after a failure of the machine, with the moment (monotonic) they go on.
 */
async function deliverRound(
  db: Db,
  subscribers: Subscriber[],
  report: Report,
  restsUntil: Map<string, number>,
): Promise<number> {
  const topics = [...new Set(subscribers.map((s) => s.topic))].filter(
    (topic) => performance.now() >= (restsUntil.get(topic) ?? 0),
  );
  let taken = 0;
  const attempt = async (topic: string, delivered: () => Promise<number>): Promise<void> => {
    try {
      taken += await delivered();
    } catch (error) {
      restsUntil.set(topic, performance.now() + RETRY_MS);
      report(error);
    }
  };
  for (const { topic, subscriber } of await waitingPairs(db)) {
    const known = subscribers.find((s) => s.topic === topic && s.name === subscriber);
    if (known && topics.includes(topic)) await attempt(topic, () => deliverWaiting(db, known, report));
  }
  // Most looks find nothing, and one statement is enough to see that.
  const { rows } = await sql<{ topic: string }>`select t.topic from unnest(${topics}::text[]) t(topic)
    where exists (select 1 from kernel.outbox o where o.topic = t.topic)`.execute(db);
  for (const { topic } of rows) {
    const hearers = subscribers.filter((s) => s.topic === topic);
    await attempt(topic, () => deliverBatch(db, topic, hearers, report));
  }
  return taken;
}

/**
 * Runs until `stop` is called, looking for messages several times a second.
 * `report` hears of failures; a topic that failed rests a moment, the others go on.
 */
export function startOutbox(db: Db, subscribers: Subscriber[], report: Report): { stop(): Promise<void> } {
  let stopping = false;
  let wake: () => void = () => undefined;
  const restsUntil = new Map<string, number>();
  const loop = async (): Promise<void> => {
    // While the database is away one line says so, not one for every look.
    let isAway = false;
    let unheardAt = 0;
    while (!stopping) {
      let pause = POLL_MS;
      try {
        if (performance.now() >= unheardAt) {
          const unheard = await inTransaction(db, (tx) => setAsideUnheard(tx, subscribers));
          if (unheard > 0) report(new Error(`${unheard} messages that nothing hears were set aside`));
          unheardAt = performance.now() + UNHEARD_EVERY_MS;
        }
        while (!stopping && (await deliverRound(db, subscribers, report, restsUntil)) > 0);
        isAway = false;
      } catch (error) {
        if (!isAway) report(error);
        isAway = true;
        pause = RETRY_MS;
      }
      if (stopping) break;
      await new Promise<void>((done) => {
        wake = done;
        setTimeout(done, pause);
      });
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await running;
    },
  };
}
