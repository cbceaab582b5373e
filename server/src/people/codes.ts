import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type Db, inTransaction, lockByName, type Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue } from "../kernel/jobs.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { readSecret } from "../kernel/secrets.ts";
import type { Language } from "../kernel/text.ts";
import { type Clock, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import type { Channel, CodeMessage, CodeSender } from "./code-sender.ts";
import { constraintProblems } from "./constraint-problems.ts";
import { openSession } from "./sessions.ts";
import type { SignIn } from "./sign-in.ts";
import { networkOf } from "./sign-in-attempts.ts";

const CODE_MS = 10 * MINUTE_MS;
const MOST_ATTEMPTS = 5;
/** Codes to one address, and asked for from one network, in an hour. A campus may come from one network. */
const SENT_PER_HOUR = 4;
const ASKED_PER_HOUR = 60;
const SECRET = "people-contact";
const MAINLAND = "+86";

/** Name of the job that sends a code. */
export const SEND_CODE = "people-send-code";

/** An address as it is compared and sent to: lower case; numbers with their country, of mainland China without one. */
export function normaliseAddress(channel: Channel, typed: string): string {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  if (channel === "email") {
    if (text.length > 200 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
      throw new Problem("address-invalid", 400);
    return text;
  }
  const digits = text.replace(/[\s().-]/g, "").replace(/^00/, "+");
  const number = /^1[3-9]\d{9}$/.test(digits) ? MAINLAND + digits : digits;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new Problem("address-invalid", 400);
  return number;
}

function hintOf(channel: Channel, address: string): string {
  if (channel === "phone") return `••• ${address.slice(-4)}`;
  const [name = "", host = ""] = address.split("@");
  return `${name.slice(0, 1)}•••@${host}`;
}

async function hashOf(db: Db, text: string): Promise<Buffer> {
  return createHmac("sha256", await readSecret(db, SECRET))
    .update(text)
    .digest();
}

/**
 * Sends a code to an address, by a job. What it answers does not tell whether anybody has this address.
 * Refuses `codes-off` 409 (nothing sends by this channel), `address-invalid` 400, `codes-exhausted` 429.
 */
export async function startCode(
  tx: Tx,
  clock: Clock,
  sender: CodeSender,
  input: { channel: Channel; address: string; language: Language; from: string },
): Promise<void> {
  const { channel, language } = input;
  if (!sender.channels.includes(channel)) throw new Problem("codes-off", 409);
  const to = normaliseAddress(channel, input.address);
  const now = clock.now();
  const hourAgo = new Date(now.getTime() - HOUR_MS);
  const network = networkOf(input.from);
  await lockByName(tx, `people.code ${network}`);
  const asked = await sql<{ count: number }>`select count(*) as count from people.code_asked a
    where a.network = ${network} and a.at > ${hourAgo}`.execute(tx);
  if (asked.rows[0]!.count >= ASKED_PER_HOUR) throw new Problem("codes-exhausted", 429);
  await sql`insert into people.code_asked (network, at) values (${network}, ${now})`.execute(tx);
  const addressHash = await hashOf(tx, `${channel}|${to}`);
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const codeHash = await hashOf(tx, `${channel}|${to}|${code}`);
  const { rows } = await sql<{ sent: number }>`
    insert into people.code as c (address_hash, channel, hint, code_hash, expires_at, first_sent_at)
    values (${addressHash}, ${channel}, ${hintOf(channel, to)}, ${codeHash}, ${new Date(now.getTime() + CODE_MS)}, ${now})
    on conflict (address_hash) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at,
      attempts = 0, sent = case when c.first_sent_at < ${hourAgo} then 1 else c.sent + 1 end,
      first_sent_at = case when c.first_sent_at < ${hourAgo} then excluded.first_sent_at else c.first_sent_at end
    returning c.sent`.execute(tx);
  if (rows[0]!.sent > SENT_PER_HOUR) throw new Problem("codes-exhausted", 429);
  const message: CodeMessage = { channel, to, code, language };
  await enqueue(tx, SEND_CODE, message, { key: `${SEND_CODE}-${addressHash.toString("hex")}` });
}

/** Who comes in by a code for the first time. */
export type Newcomer = { name: string; language: Language };

/**
 * Signs in whoever reads a code, known or new: somebody new becomes a person without a library. `onNew` runs in the
 * same transaction. A wrong code counts although the request is refused.
 * Refuses `address-invalid` 400, `code-wrong` 409 (also when it is over), `code-locked` 429, `name-missing` 400 (new,
 * and not said how they are called; the code is still good).
 */
export async function signInByCode(
  db: Db,
  clock: Clock,
  input: { channel: Channel; address: string; code: string; newcomer: Newcomer },
  onNew: (tx: Tx, personId: string) => Promise<void> = async () => undefined,
): Promise<SignIn & { isNew: boolean }> {
  const { channel, newcomer } = input;
  const to = normaliseAddress(channel, input.address);
  const typed = input.code.normalize("NFKC").replace(/\D/g, "").slice(0, 6);
  const addressHash = await hashOf(db, `${channel}|${to}`);
  const attempt = await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ code_hash: Buffer; attempts: number; hint: string }>`
      update people.code set attempts = least(attempts + 1, 100)
      where address_hash = ${addressHash} and expires_at > ${clock.now()} returning code_hash, attempts, hint`.execute(
      tx,
    );
    return rows[0];
  });
  if (!attempt) throw new Problem("code-wrong", 409);
  if (attempt.attempts > MOST_ATTEMPTS) throw new Problem("code-locked", 429);
  const given = await hashOf(db, `${channel}|${to}|${typed}`);
  if (!timingSafeEqual(given, attempt.code_hash)) throw new Problem("code-wrong", 409);
  return await inTransaction(db, async (tx) => {
    await lockByName(tx, `people.contact ${addressHash.toString("hex")}`);
    const known = await sql<{ person_id: string }>`select c.person_id from people.contact c
      where c.address_hash = ${addressHash}`.execute(tx);
    const isNew = known.rows.length === 0;
    const personId =
      known.rows[0]?.person_id ?? (await takeIn(tx, newcomer, channel === "email" ? to : null));
    if (isNew) {
      await sql`insert into people.contact (address_hash, person_id, channel, hint, verified_at)
        values (${addressHash}, ${personId}, ${channel}, ${attempt.hint}, ${clock.now()})`.execute(tx);
      await onNew(tx, personId);
    }
    await sql`delete from people.code where address_hash = ${addressHash}`.execute(tx);
    const { token, session } = await openSession(tx, clock, personId);
    return { ...session, token, isNew };
  });
}

async function takeIn(tx: Tx, { name, language }: Newcomer, email: string | null): Promise<string> {
  const id = newId<"person">() as string;
  if (name.trim() === "") throw new Problem("name-missing", 400);
  await refuseOn(constraintProblems, () =>
    sql`insert into people.person (id, name, email, language)
      values (${id}, ${name.trim().slice(0, 60)}, ${email}, ${language})`.execute(tx),
  );
  await writeAudit(tx, systemActor, "person.join", { kind: "person", id }, null);
  return id;
}

/** Codes that are over, and who asked for one, are forgotten. */
export async function deleteOldCodes(tx: Tx, clock: Clock): Promise<void> {
  const hourAgo = new Date(clock.now().getTime() - HOUR_MS);
  await sql`delete from people.code where expires_at < ${hourAgo} and first_sent_at < ${hourAgo}`.execute(tx);
  await sql`delete from people.code_asked where at < ${hourAgo}`.execute(tx);
}

/** What somebody signs in by beside a password, as it is shown to them. */
export async function contactsOf(db: Db, personId: string): Promise<{ channel: Channel; hint: string }[]> {
  const { rows } = await sql<{
    channel: Channel;
    hint: string;
  }>`select c.channel, c.hint from people.contact c
    where c.person_id = ${personId} order by c.verified_at`.execute(db);
  return rows;
}
