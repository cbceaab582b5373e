import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../actor.ts";
import type { Db, Tx } from "../database.ts";
import { Problem } from "../problem.ts";
import type { Clock } from "../time.ts";

/** Days after which a key is forgotten. */
export const KEY_DAYS = 7;
/** An answer longer than this is not kept: sent again, the command says that it was done. */
export const LONGEST_ANSWER = 16_000;
const KEY = /^[\x21-\x7e]{8,100}$/;
const SWEPT_AT_ONCE = 10_000;
/** Whoever acts without an account. Their keys are drawn at random by the page, so nobody meets another's. */
const NOBODY = "00000000-0000-7000-8000-000000000001";

/** A command as its key knows it: sent again with another name or input, the key is refused. */
export type Keyed = { key: string | undefined; name: string; input: unknown };

/** `kept: false`: the answer holds a secret, which is stored nowhere. */
export type OnceOptions = { kept: boolean };

type Row = { fingerprint: Buffer | null; answer: { value: unknown } | null };

/** The row's owner: a person, or nobody. */
export function ownerOf(actor: Actor | null): string {
  return actor?.personId ?? NOBODY;
}

/** What tells one input from another. */
export function fingerprintOf(name: string, input: unknown): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([name, input]))
    .digest();
}

/** A key as doors take it. Refuses `key-invalid` 400. */
export function demandKey(key: string): string {
  if (!KEY.test(key)) throw new Problem("key-invalid", 400);
  return key;
}

/**
 * What this key answered before; undefined: it is new, or there is none. Refuses `key-invalid` 400, `key-reused` 409
 * (it belongs to another command), `key-spent` 409 (done, but the answer was not kept).
 */
export async function answeredBefore(
  db: Db,
  actor: Actor | null,
  { key, name, input }: Keyed,
): Promise<{ value: unknown } | undefined> {
  if (key === undefined) return undefined;
  const { rows } = await sql<Row>`select c.fingerprint, c.answer from kernel.command c
    where c.actor_id = ${ownerOf(actor)} and c.key = ${demandKey(key)}`.execute(db);
  return rows[0] && replay(rows[0], fingerprintOf(name, input));
}

function replay(row: Row, fingerprint: Buffer): { value: unknown } {
  // Rows of earlier versions hold no fingerprint that could be compared.
  if (row.fingerprint && !row.fingerprint.equals(fingerprint)) throw new Problem("key-reused", 409);
  if (row.answer === null) throw new Problem("key-spent", 409);
  return row.answer;
}

/**
 * Runs a command once per actor and key, in the command's own transaction: sent again it answers what it answered, and
 * does nothing. Rivals with one key wait for each other. Without a key it simply runs.
 * Refuses what `answeredBefore` refuses.
 */
export async function runOnce<T>(
  tx: Tx,
  actor: Actor | null,
  clock: Clock,
  command: Keyed,
  work: () => Promise<T>,
  { kept }: OnceOptions = { kept: true },
): Promise<T> {
  const { key, name, input } = command;
  if (key === undefined) return await work();
  const owner = ownerOf(actor);
  const taken = await sql`insert into kernel.command (actor_id, key, name, fingerprint, at)
    values (${owner}, ${demandKey(key)}, ${name}, ${fingerprintOf(name, input)}, ${clock.now()})
    on conflict (actor_id, key) do nothing returning key`.execute(tx);
  if (taken.rows.length === 0) {
    const before = await answeredBefore(tx, actor, command);
    return before?.value as T;
  }
  const value = await work();
  const answer = JSON.stringify({ value: value ?? null });
  if (kept && answer.length <= LONGEST_ANSWER)
    await sql`update kernel.command set answer = ${answer}::jsonb
      where actor_id = ${owner} and key = ${key}`.execute(tx);
  return value;
}

/** Forgets keys after `KEY_DAYS`, a bounded number at a time. */
export async function sweepKeys(tx: Tx, clock: Clock): Promise<number> {
  const { rows } = await sql`delete from kernel.command where (actor_id, key) in (
    select c.actor_id, c.key from kernel.command c
    where c.at < ${clock.now()}::timestamptz - make_interval(days => ${KEY_DAYS}) limit ${SWEPT_AT_ONCE})
    returning key`.execute(tx);
  return rows.length;
}

/** Forgets the keys of somebody who leaves, and with them what their commands answered. */
export async function forgetKeys(tx: Tx, personId: string): Promise<void> {
  await sql`delete from kernel.command where actor_id = ${personId}`.execute(tx);
}
