import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";

/** Days after which a command's key is forgotten. */
export const KEY_DAYS = 7;
const KEY = /^[\x21-\x7e]{8,100}$/;

/**
 * Runs a command once per actor and key: sent again it answers what it answered, and does nothing. Rivals with one key
 * wait for each other. Without a key it simply runs. Refuses `key-invalid` 400, `key-reused` 409 (another command).
 */
export async function runOnce<T>(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  command: { key: string | undefined; name: string; input: unknown },
  work: () => Promise<T>,
): Promise<T> {
  const { key, name } = command;
  if (key === undefined) return await work();
  if (!KEY.test(key)) throw new Problem("key-invalid", 400);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([name, command.input]))
    .digest();
  const taken = await sql`insert into sharing.command (actor_id, key, name, fingerprint, at)
    values (${actor.personId}, ${key}, ${name}, ${fingerprint}, ${clock.now()})
    on conflict (actor_id, key) do nothing returning key`.execute(tx);
  if (taken.rows.length === 0) {
    const { rows } = await sql<{ fingerprint: Buffer; answer: { value: T } }>`
      select c.fingerprint, c.answer from sharing.command c
      where c.actor_id = ${actor.personId} and c.key = ${key}`.execute(tx);
    if (!rows[0]?.fingerprint.equals(fingerprint)) throw new Problem("key-reused", 409);
    return rows[0].answer.value;
  }
  const value = await work();
  await sql`update sharing.command set answer = ${JSON.stringify({ value: value ?? null })}::jsonb
    where actor_id = ${actor.personId} and key = ${key}`.execute(tx);
  return value;
}
