import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { reservedNameIn } from "../../consortium/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Config } from "../../kernel/config.ts";
import { type Db, inTransaction, lockByName, type Tx } from "../../kernel/database.ts";
import { networkOf } from "../../kernel/http/networks.ts";
import { newId } from "../../kernel/ids.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { Problem, refuseOn } from "../../kernel/problem.ts";
import { readSecret } from "../../kernel/secrets.ts";
import { type Language, languages } from "../../kernel/text.ts";
import { type Clock, HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";
import { constraintProblems } from "../constraint-problems.ts";
import { knows, type Origin, type OriginHashes, originHashes } from "./browsers.ts";
import { type Channel, type CodeMessage, type CodeSender, channels, codeSender } from "./code-sender.ts";
import { type Arrival, comeIn, type SignIn } from "./sign-in.ts";

const CODE_MS = 10 * MINUTE_MS;
const MOST_ATTEMPTS = 5;
/** Codes one browser may ask for at an address in an hour. */
const ASKED_PER_BROWSER = 4;
/** Messages to one address in an hour for browsers nobody signed in from; further ones share the newest code. */
const SENT_PER_HOUR = 10;
/** Messages and requests from one network in an hour. A campus may come from one network. */
const SENT_PER_NETWORK = 60;
const ASKED_PER_NETWORK = 600;
/** A code that browsers share must be good for this long still, or a new one is sent. */
const SHARED_MS = 2 * MINUTE_MS;
/** Wrong codes typed for one address in an hour by all browsers that share. */
const SHARED_GUESSES = 200;
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

/** A host that there cannot be (RFC 2606): what is asked for there costs and answers as any other code, and is not sent. */
export const NOWHERE = "@nobody.invalid";

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

/** Who asks for a code: the channel, the address as typed, and the browser that will type the code in. */
export type CodeRequest = { channel: Channel; address: string; language: Language; origin: Origin };

/**
 * Sends a code to an address, by a job. It belongs to the browser that asked: what strangers ask for or type changes
 * nothing for anybody else. A browser in which the address's owner has signed in is never short of messages; when
 * others have used up what an address may be sent in an hour, a strange browser is given the code that is on its way.
 * What it answers does not tell whether anybody has this address.
 * Refuses `codes-off` 409 (nothing sends by this channel), `address-invalid` 400, `codes-exhausted` 429 (this browser,
 * or this network, has asked too often; `retryAfterSeconds`).
 */
export async function startCode(tx: Tx, clock: Clock, sender: CodeSender, input: CodeRequest): Promise<void> {
  const { channel, language } = input;
  if (!sender.channels.includes(channel)) throw new Problem("codes-off", 409);
  const to = normaliseAddress(channel, input.address);
  const now = clock.now();
  const hashes = await originHashes(tx, input.origin);
  const addressHash = await hashOf(tx, `${channel}|${to}`);
  const network = networkOf(input.origin.address);
  await lockByName(tx, `people.code ${addressHash.toString("hex")}`);
  const isKnown = await isOwnersBrowser(tx, clock, addressHash, hashes);
  const newest = isKnown ? null : await admitStranger(tx, now, network, addressHash);
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const codeHash = newest?.code_hash ?? (await hashOf(tx, `${channel}|${to}|${code}`));
  const expiresAt = newest?.expires_at ?? new Date(now.getTime() + CODE_MS);
  const hourAgo = new Date(now.getTime() - HOUR_MS);
  const { rows } = await sql<{ asked: number; first_asked_at: Date }>`
    insert into people.code as c
      (address_hash, browser_hash, channel, hint, code_hash, expires_at, first_asked_at, is_shared)
    values (${addressHash}, ${hashes.browser}, ${channel}, ${hintOf(channel, to)}, ${codeHash}, ${expiresAt}, ${now},
      ${newest !== null})
    on conflict (address_hash, browser_hash) do update set code_hash = excluded.code_hash,
      expires_at = excluded.expires_at, is_shared = excluded.is_shared, attempts = 0,
      guesses = case when c.first_asked_at < ${hourAgo} then 0 else c.guesses end,
      asked = case when c.first_asked_at < ${hourAgo} then 1 else c.asked + 1 end,
      first_asked_at = case when c.first_asked_at < ${hourAgo} then excluded.first_asked_at else c.first_asked_at end
    returning c.asked, c.first_asked_at`.execute(tx);
  if (rows[0]!.asked > ASKED_PER_BROWSER) throw exhausted(now, rows[0]!.first_asked_at);
  if (!isKnown)
    await sql`insert into people.code_asked (network, address_hash, is_sent, at)
      values (${network}, ${addressHash}, ${newest === null}, ${now})`.execute(tx);
  if (newest !== null) return;
  const message: CodeMessage = { channel, to, code, language };
  const key = `${SEND_CODE}-${addressHash.toString("hex")}-${hashes.browser.toString("hex")}`;
  await enqueue(tx, SEND_CODE, message, { key });
}

function exhausted(now: Date, since: Date): Problem {
  const waitMs = since.getTime() + HOUR_MS - now.getTime();
  return new Problem("codes-exhausted", 429, { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}

async function isOwnersBrowser(
  tx: Tx,
  clock: Clock,
  addressHash: Buffer,
  hashes: OriginHashes,
): Promise<boolean> {
  const { rows } = await sql<{ person_id: string }>`select c.person_id from people.contact c
    where c.address_hash = ${addressHash}`.execute(tx);
  return rows[0] !== undefined && (await knows(tx, clock, rows[0].person_id, hashes)).browser;
}

/**
 * Counts a request of a browser nobody signed in from. Null: a code of its own is to be sent; else the newest one on
 * its way. Refuses `codes-exhausted` 429.
 */
async function admitStranger(
  tx: Tx,
  now: Date,
  network: string,
  addressHash: Buffer,
): Promise<{ code_hash: Buffer; expires_at: Date } | null> {
  const hourAgo = new Date(now.getTime() - HOUR_MS);
  await lockByName(tx, `people.code ${network}`);
  const { rows } = await sql<{ asked: number; sent: number; first: Date | null }>`
    select count(*) as asked, count(*) filter (where a.is_sent) as sent, min(a.at) as first from people.code_asked a
    where a.network = ${network} and a.at > ${hourAgo}`.execute(tx);
  const byNetwork = rows[0]!;
  if (byNetwork.asked >= ASKED_PER_NETWORK) throw exhausted(now, byNetwork.first ?? now);
  const byAddress = await sql<{ sent: number }>`select count(*) as sent from people.code_asked a
    where a.address_hash = ${addressHash} and a.is_sent and a.at > ${hourAgo}`.execute(tx);
  if (byAddress.rows[0]!.sent >= SENT_PER_HOUR) {
    const newest = await sql<{ code_hash: Buffer; expires_at: Date }>`
      select c.code_hash, c.expires_at from people.code c
      where c.address_hash = ${addressHash} and c.expires_at > ${new Date(now.getTime() + SHARED_MS)}
      order by c.expires_at desc, c.is_shared limit 1`.execute(tx);
    if (newest.rows[0]) return newest.rows[0];
  }
  if (byNetwork.sent >= SENT_PER_NETWORK) throw exhausted(now, byNetwork.first ?? now);
  return null;
}

/** Who comes in by a code for the first time. */
type Newcomer = { name: string; language: Language };

/** A code typed in, and who would come in by it. */
export type CodeEntry = { channel: Channel; address: string; code: string; newcomer: Newcomer } & Arrival;

/**
 * Signs in whoever reads a code, known or new: somebody new becomes a person without a library. `onNew` runs in the same
 * transaction, with the newcomer as their session knows them. Only the browser that asked for the code can use it, and only
 * once: of any number of uses at the same moment one wins. A wrong code counts although the request is refused, for this
 * browser only. Refuses `address-invalid` 400, `sign-in-code-wrong` 409 (also when it is over, used, or another browser's),
 * `sign-in-code-locked` 429, `name-missing` 400 (new, and not said how they are called; the code is still good),
 * `name-reserved` 409 (the name speaks for an office or a library). `meant`: who comes in by it.
 */
export async function signInByCode(
  db: Db,
  clock: Clock,
  input: CodeEntry,
  onNew: (tx: Tx, newcomer: Actor) => Promise<void> = async () => undefined,
  meant?: (tx: Tx) => Promise<string>,
): Promise<SignIn & { isNew: boolean }> {
  const { channel, newcomer } = input;
  const to = normaliseAddress(channel, input.address);
  const typed = input.code.normalize("NFKC").replace(/\D/g, "").slice(0, 6);
  const hashes = await originHashes(db, input.origin);
  const addressHash = await hashOf(db, `${channel}|${to}`);
  const given = await hashOf(db, `${channel}|${to}|${typed}`);
  const hint = await countTry(db, clock, addressHash, hashes.browser, given);
  return await inTransaction(db, async (tx) => {
    await lockByName(tx, `people.contact ${addressHash.toString("hex")}`);
    // The code is taken, for every browser that shares it, by whoever comes first; a refusal below gives it back.
    const taken = await sql<{ browser_hash: Buffer }>`delete from people.code
      where address_hash = ${addressHash} and code_hash = ${given} and expires_at > ${clock.now()}
      returning browser_hash`.execute(tx);
    if (!taken.rows.some((row) => row.browser_hash.equals(hashes.browser)))
      throw new Problem("sign-in-code-wrong", 409);
    const known = await sql<{ person_id: string }>`select c.person_id from people.contact c
      where c.address_hash = ${addressHash}`.execute(tx);
    const isNew = known.rows.length === 0;
    const personId =
      (await meant?.(tx)) ??
      known.rows[0]?.person_id ??
      (await takeIn(tx, newcomer, channel === "email" ? to : null));
    if (isNew)
      await sql`insert into people.contact (address_hash, person_id, channel, hint, verified_at)
        values (${addressHash}, ${personId}, ${channel}, ${hint}, ${clock.now()})`.execute(tx);
    const signedIn = await comeIn(tx, clock, personId, hashes, input);
    if (isNew) await onNew(tx, signedIn.actor);
    return { ...signedIn, isNew };
  });
}

/**
 * Counts one try of a browser before the code is looked at, so that tries fired together are counted one by one;
 * returns the address's hint when the code is right.
 */
async function countTry(
  db: Db,
  clock: Clock,
  addressHash: Buffer,
  browserHash: Buffer,
  given: Buffer,
): Promise<string> {
  const { rows } = await sql<{ code_hash: Buffer; attempts: number; hint: string; shared: number }>`
    update people.code c set attempts = least(c.attempts + 1, 100), guesses = c.guesses + 1
    where c.address_hash = ${addressHash} and c.browser_hash = ${browserHash} and c.expires_at > ${clock.now()}
    returning c.code_hash, c.attempts, c.hint, case when c.is_shared then (
      select sum(o.guesses) from people.code o
      where o.address_hash = ${addressHash} and o.is_shared) else 0 end as shared`.execute(db);
  const found = rows[0];
  if (!found) throw new Problem("sign-in-code-wrong", 409);
  if (found.attempts > MOST_ATTEMPTS || Number(found.shared) > SHARED_GUESSES)
    throw new Problem("sign-in-code-locked", 429);
  if (!timingSafeEqual(given, found.code_hash)) throw new Problem("sign-in-code-wrong", 409);
  return found.hint;
}

async function takeIn(tx: Tx, { name, language }: Newcomer, email: string | null): Promise<string> {
  const id = newId<"person">() as string;
  if (name.trim() === "") throw new Problem("name-missing", 400);
  if ((await reservedNameIn(tx, name)) !== null) throw new Problem("name-reserved", 409);
  await refuseOn(constraintProblems, () =>
    sql`insert into people.person (id, name, email, language)
      values (${id}, ${name.trim()}, ${email}, ${language})`.execute(tx),
  );
  await writeAudit(tx, systemActor, "person.join", { kind: "person", id }, null);
  return id;
}

/** Codes that are over, and who asked for one, are forgotten. */
export async function deleteOldCodes(tx: Tx, clock: Clock): Promise<void> {
  const hourAgo = new Date(clock.now().getTime() - HOUR_MS);
  await sql`delete from people.code
    where expires_at < ${hourAgo} and first_asked_at < ${hourAgo}`.execute(tx);
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

const queued = z.object({
  channel: z.enum(channels),
  to: z.string(),
  code: z.string(),
  language: z.enum(languages),
});

/** Sends what was queued as `SEND_CODE`; `mail`: how a mail goes out. */
export async function sendCode(config: Config, payload: unknown, mail: CodeSender["send"]): Promise<void> {
  const message = queued.parse(payload);
  if (!message.to.endsWith(NOWHERE)) await codeSender(config, mail).send(message);
}
