import { sql } from "kysely";
import { type Db, inTransaction, type Tx } from "./database.ts";

/** What a lower room tells the rooms above it: written with the change, delivered once after it is committed. */
export type OutboxMessage = { id: number; topic: string; payload: unknown };

/** Handles messages of one topic, in the transaction that takes them off the table: all of it or none. */
export type Subscriber = {
  topic: string;
  name: string;
  handle(tx: Tx, messages: OutboxMessage[]): Promise<void>;
};

const BATCH = 500;
/** NOTIFY would wake us sooner, but it makes all commits of the database take turns: desks would wait for each other. */
const POLL_MS = 200;
const RETRY_MS = 2000;

/** Leaves a message in the caller's transaction; subscribers get it within moments of the commit. */
export async function publish(tx: Tx, topic: string, payload: unknown): Promise<void> {
  await sql`insert into kernel.outbox (topic, payload) values (${topic}, ${JSON.stringify(payload)}::jsonb)`.execute(
    tx,
  );
}

/**
 * Delivers one batch of `topic` to its subscribers; returns how many messages it took.
 * Two processes never deliver the same message: rows are locked while they are handled.
 */
export async function deliverBatch(db: Db, topic: string, subscribers: Subscriber[]): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const { rows } = await sql<OutboxMessage>`
      delete from kernel.outbox where id in (
        select o.id from kernel.outbox o where o.topic = ${topic} order by o.id limit ${BATCH} for update skip locked)
      returning id, topic, payload`.execute(tx);
    if (rows.length === 0) return 0;
    rows.sort((a, b) => a.id - b.id);
    for (const subscriber of subscribers) await subscriber.handle(tx, rows);
    return rows.length;
  });
}

/** Delivers everything that waits now; for tests and for the command line. */
export async function drainOutbox(db: Db, subscribers: Subscriber[]): Promise<void> {
  const topics = [...new Set(subscribers.map((s) => s.topic))];
  for (let delivered = 1; delivered > 0; ) {
    delivered = 0;
    // Most looks find nothing, and one statement is enough to see that.
    const { rows } = await sql<{ topic: string }>`select t.topic from unnest(${topics}::text[]) t(topic)
      where exists (select 1 from kernel.outbox o where o.topic = t.topic)`.execute(db);
    for (const { topic } of rows)
      delivered += await deliverBatch(
        db,
        topic,
        subscribers.filter((s) => s.topic === topic),
      );
  }
}

/**
 * Runs until `stop` is called, looking for messages several times a second.
 * `report` hears of failures; the messages stay on the table and are tried again.
 */
export function startOutbox(
  db: Db,
  subscribers: Subscriber[],
  report: (error: unknown) => void,
): { stop(): Promise<void> } {
  let stopping = false;
  let wake: () => void = () => undefined;
  const loop = async (): Promise<void> => {
    while (!stopping) {
      let pause = POLL_MS;
      try {
        await drainOutbox(db, subscribers);
      } catch (error) {
        report(error);
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
