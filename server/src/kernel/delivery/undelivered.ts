import { sql } from "kysely";
import type { Db, Tx } from "../database.ts";
import type { OutboxMessage } from "../outbox.ts";
import { Problem } from "../problem.ts";

/** How often a message is tried before it is set aside. */
export const ATTEMPTS_MAX = 4;
/** After the first failure; each further one doubles it: 1, 2, 4 seconds. What follows waits as long, to keep its order. */
const FIRST_WAIT_MS = 1000;
const ERROR_CHARS = 2000;
/** While servers are replaced one after the other, the new one takes what only it hears long before. */
const UNHEARD_AFTER = "1 minute";

/** A message one subscriber could not take, after its last attempt. */
export type SetAside = {
  id: number;
  topic: string;
  subscriber: string;
  payload: unknown;
  /** When the message was published, and when it was given up. */
  publishedAt: Date;
  setAsideAt: Date;
  attempts: number;
  /** What the last attempt said. */
  error: string;
};

/** One message that waits for one subscriber. */
export type Waiting = OutboxMessage & { rowId: number; attempts: number; isDue: boolean };

/** Keeps messages for a subscriber that could not take them now; the first of them is the one that failed. */
export async function keepForLater(
  tx: Tx,
  subscriber: string,
  messages: (OutboxMessage & { createdAt: Date })[],
  failure: unknown,
): Promise<void> {
  const [first] = messages;
  if (!first) return;
  await sql`insert into kernel.undelivered (message_id, topic, subscriber, payload, published_at)
    select m.id, m.topic, ${subscriber}, m.payload, m.at
    from unnest(${messages.map((m) => m.id)}::bigint[], ${messages.map((m) => m.topic)}::text[],
      ${messages.map((m) => JSON.stringify(m.payload))}::jsonb[],
      ${messages.map((m) => m.createdAt.toISOString())}::timestamptz[]) m(id, topic, payload, at)`.execute(
    tx,
  );
  if (failure === undefined) return;
  const { rows } = await sql<{ id: number }>`select u.id from kernel.undelivered u
    where u.subscriber = ${subscriber} and u.topic = ${first.topic} and u.message_id = ${first.id}`.execute(
    tx,
  );
  await countAttempt(tx, { rowId: rows[0]!.id, attempts: 0 }, failure);
}

/** Notes a failed attempt: the message waits a little, or is set aside after the last one. */
export async function countAttempt(
  tx: Tx,
  message: { rowId: number; attempts: number },
  failure: unknown,
): Promise<void> {
  const attempts = message.attempts + 1;
  const isLast = attempts >= ATTEMPTS_MAX;
  await sql`update kernel.undelivered u set attempts = ${attempts}, error = ${errorText(failure)},
      next_at = now() + ${FIRST_WAIT_MS * 2 ** (attempts - 1)}::int * interval '1 millisecond',
      set_aside_at = case when ${isLast}::boolean then now() end
    where u.id = ${message.rowId}`.execute(tx);
}

function errorText(failure: unknown): string {
  const text = failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
  // PostgreSQL's text holds no NUL, and a lone surrogate is no UTF-8.
  return text.replaceAll("\0", "").toWellFormed().slice(0, ERROR_CHARS);
}

/**
 * Sets aside what none of `heard` hears any more: messages another version of the server left behind. They would wait for
 * ever, and the server would be called behind as long. Returns how many there were.
 */
export async function setAsideUnheard(
  tx: Tx,
  heard: readonly { topic: string; name: string }[],
): Promise<number> {
  const [topics, names] = [heard.map((one) => one.topic), heard.map((one) => one.name)];
  const error = "Nothing hears this topic any more";
  const published = await sql`with gone as (
      delete from kernel.outbox o where o.topic <> all(${topics}::text[])
        and o.created_at < now() - ${UNHEARD_AFTER}::interval
      returning o.id, o.topic, o.payload, o.created_at)
    insert into kernel.undelivered (message_id, topic, subscriber, payload, published_at, set_aside_at, error)
    select g.id, g.topic, 'nobody', g.payload, g.created_at, now(), ${error} from gone g returning id`.execute(
    tx,
  );
  const waiting = await sql`update kernel.undelivered u
    set set_aside_at = now(), error = coalesce(u.error, ${error})
    where u.set_aside_at is null and u.published_at < now() - ${UNHEARD_AFTER}::interval and (u.topic, u.subscriber) not in (
      select h.topic, h.name from unnest(${topics}::text[], ${names}::text[]) h(topic, name))
    returning u.id`.execute(tx);
  return published.rows.length + waiting.rows.length;
}

/** The pairs of topic and subscriber somebody waits for. */
export async function waitingPairs(db: Db): Promise<{ topic: string; subscriber: string }[]> {
  const { rows } = await sql<{ topic: string; subscriber: string }>`
    select distinct u.topic, u.subscriber from kernel.undelivered u where u.set_aside_at is null`.execute(db);
  return rows;
}

/** The oldest messages of a topic that wait for this subscriber, locked; at most `limit`. */
export async function lockWaiting(
  tx: Tx,
  topic: string,
  subscriber: string,
  limit: number,
): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select u.message_id as id, u.topic, u.payload, u.id as "rowId", u.attempts, u.next_at <= now() as "isDue"
    from kernel.undelivered u
    where u.topic = ${topic} and u.subscriber = ${subscriber} and u.set_aside_at is null
    order by u.message_id limit ${limit} for update`.execute(tx);
  return rows;
}

/** These were taken at last. */
export async function forgetWaiting(tx: Tx, rowIds: number[]): Promise<void> {
  if (rowIds.length === 0) return;
  await sql`delete from kernel.undelivered where id = any(${rowIds}::bigint[])`.execute(tx);
}

/** Messages set aside, the oldest first, after `afterId`; at most `limit`. */
export async function listSetAside(db: Db, afterId: number, limit: number): Promise<SetAside[]> {
  const { rows } = await sql<SetAside>`
    select u.id, u.topic, u.subscriber, u.payload, u.published_at as "publishedAt",
      u.set_aside_at as "setAsideAt", u.attempts, coalesce(u.error, '') as error
    from kernel.undelivered u where u.set_aside_at is not null and u.id > ${afterId}
    order by u.id limit ${limit}`.execute(db);
  return rows;
}

/** Sends a message that was set aside once more to its subscriber, within moments. Refuses `message-unknown` 404. */
export async function sendAgain(tx: Tx, id: number): Promise<void> {
  const { rows } =
    await sql`update kernel.undelivered u set set_aside_at = null, attempts = 0, next_at = now()
    where u.id = ${id} and u.set_aside_at is not null returning u.id`.execute(tx);
  if (rows.length === 0) throw new Problem("message-unknown", 404, { id });
}

/** Sends everything that was set aside once more; returns how many there were. */
export async function sendAllAgain(tx: Tx): Promise<number> {
  const { rows } =
    await sql`update kernel.undelivered u set set_aside_at = null, attempts = 0, next_at = now()
    where u.set_aside_at is not null returning u.id`.execute(tx);
  return rows.length;
}

/** Gives a message up for good. Refuses `message-unknown` 404. */
export async function dropMessage(tx: Tx, id: number): Promise<void> {
  const { rows } = await sql`delete from kernel.undelivered u
    where u.id = ${id} and u.set_aside_at is not null returning u.id`.execute(tx);
  if (rows.length === 0) throw new Problem("message-unknown", 404, { id });
}
