import { createHash } from "node:crypto";
import { sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { networkOf, siteOf } from "../../kernel/http/networks.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Clock, DAY_MS, MINUTE_MS } from "../../kernel/time.ts";

/** Wrong passwords for one login from one browser or network before it must wait. */
const LOGIN_FAILURES_MAX = 5;
/** Failures of a login count for this long, or until it signs in. */
const LOGIN_WINDOW_MS = DAY_MS;
/** The first wait; each further failure doubles it. */
const LOGIN_WAIT_MS = MINUTE_MS;
const LOGIN_WAIT_MAX_MS = 15 * MINUTE_MS;
/** Guesses at one login from all strange networks together in a day, after which each has only `FRESH_TRIES`. */
const STRANGE_FAILURES_MAX = 200;
/** What a network may try all the same: who is in a new place comes in during an attack, which needs a network for two guesses. */
const FRESH_TRIES = 2;
/** The end of that: fewer than the words that no password may be (common-passwords.ts). */
const ALL_FAILURES_MAX = 5000;
/** Generous: a whole campus may come from one address. */
const ADDRESS_FAILURES_MAX = 100;
const ADDRESS_WINDOW_MS = 10 * MINUTE_MS;

/** Where an attempt comes from, seen from the login it is for. `knownBrowser`: its own subject, when that login signed in there. */
export type AttemptOrigin = {
  login: string;
  address: string;
  knownBrowser: string | null;
  isKnownNetwork: boolean;
};

/**
 * An attempt that was let in: counted as failed until `forgiveAttempt`. `isLast`: should it fail, its browser or
 * network must wait from then on.
 */
export type Attempt = { ids: number[]; ownSubject: string; addressSubject: string | null; isLast: boolean };

/** How long must be waited after the `failures`-th failure, in milliseconds: 0, then 1, 2, 4, 8, 15 minutes. */
export function loginWaitMs(failures: number): number {
  if (failures < LOGIN_FAILURES_MAX) return 0;
  return Math.min(LOGIN_WAIT_MAX_MS, LOGIN_WAIT_MS * 2 ** Math.min(20, failures - LOGIN_FAILURES_MAX));
}

/**
 * Lets an attempt in. A browser in which the login has signed in before has an allowance of its own, which nobody else
 * can use up; a strange one shares that of its network, for this login and for all, and that of all strange networks.
 * What counts is written at once, so guesses fired together are counted one by one; the network as a whole counts
 * only what did fail, so a class may sign in at the same moment. Attempts that are refused do not count, so waiting
 * helps. The transaction must be committed before the password is looked at.
 * Refuses with `too-many-attempts` 429, `retryAfterSeconds`.
 */
export async function admitAttempt(tx: Tx, clock: Clock, origin: AttemptOrigin): Promise<Attempt> {
  const now = clock.now();
  const loginSubject = subjectOf(origin.login);
  if (origin.knownBrowser !== null) {
    const ownSubject = `${loginSubject}@${origin.knownBrowser}`;
    const failures = await admitOwn(tx, now, ownSubject);
    return await count(tx, now, { ownSubject, others: [], addressSubject: null, failures });
  }
  const network = networkOf(origin.address);
  const addressSubject = `address:${network}`;
  await lockByName(tx, `people.${loginSubject}`);
  const ownSubject = `${loginSubject}@${network}`;
  const failures = await admitOwn(tx, now, ownSubject);
  await refuseWhenFull(tx, now, addressSubject, ADDRESS_FAILURES_MAX, ADDRESS_WINDOW_MS);
  if (origin.isKnownNetwork)
    return await count(tx, now, { ownSubject, others: [], addressSubject, failures });
  const site = `${loginSubject}@${siteOf(network)}`;
  const isFresh = (await failuresOf(tx, now, site)).failures < FRESH_TRIES;
  const max = isFresh ? ALL_FAILURES_MAX : STRANGE_FAILURES_MAX;
  await refuseWhenFull(tx, now, loginSubject, max, LOGIN_WINDOW_MS);
  const others = site === ownSubject ? [loginSubject] : [loginSubject, site];
  return await count(tx, now, { ownSubject, others, addressSubject, failures });
}

function subjectOf(login: string): string {
  return `login:${createHash("sha256").update(login).digest("base64url")}`;
}

/** Failures of a browser or network for a login; refuses while it must wait. */
async function admitOwn(tx: Tx, now: Date, subject: string): Promise<number> {
  await lockByName(tx, `people.${subject}`);
  const { failures, last } = await failuresOf(tx, now, subject);
  if (last) refuseUntil(now, last.getTime() + loginWaitMs(failures));
  return failures;
}

async function failuresOf(
  tx: Tx,
  now: Date,
  subject: string,
): Promise<{ failures: number; last: Date | null }> {
  const { rows } = await sql<{ failures: number; last: Date | null }>`
    select count(*) as failures, max(f.at) as last from people.failed_sign_in f
    where f.subject = ${subject} and f.at > ${new Date(now.getTime() - LOGIN_WINDOW_MS)}`.execute(tx);
  return rows[0]!;
}

/** The oldest of the last `max` failures decides when there is room again. */
async function refuseWhenFull(
  tx: Tx,
  now: Date,
  subject: string,
  max: number,
  windowMs: number,
): Promise<void> {
  const { rows } = await sql<{ at: Date }>`
    select f.at from people.failed_sign_in f
    where f.subject = ${subject} and f.at > ${new Date(now.getTime() - windowMs)}
    order by f.at desc offset ${max - 1} limit 1`.execute(tx);
  if (rows[0]) refuseUntil(now, rows[0].at.getTime() + windowMs);
}

async function count(
  tx: Tx,
  now: Date,
  counted: { ownSubject: string; others: string[]; addressSubject: string | null; failures: number },
): Promise<Attempt> {
  const { ownSubject, addressSubject, failures } = counted;
  const { rows } = await sql<{ id: number }>`insert into people.failed_sign_in (subject, at)
    select s, ${now}::timestamptz
      from unnest(${[ownSubject, ...counted.others]}::text[]) s returning id`.execute(tx);
  const isLast = loginWaitMs(failures + 1) > 0;
  return { ids: rows.map((row) => row.id), ownSubject, addressSubject, isLast };
}

/** The password was wrong: a strange browser's network counts the failure too. */
export async function countFailure(tx: Tx, clock: Clock, attempt: Attempt): Promise<void> {
  if (attempt.addressSubject === null) return;
  await sql`insert into people.failed_sign_in (subject, at)
    values (${attempt.addressSubject}, ${clock.now()})`.execute(tx);
}

/**
 * The password was right: this browser or network starts afresh for the login. Failures of others stay: they are
 * not this person's, and must not be forgiven by their coming in.
 */
export async function forgiveAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  await sql`delete from people.failed_sign_in
    where subject = ${attempt.ownSubject} or id = any(${attempt.ids}::bigint[])`.execute(tx);
}

/** A desk has seen who this login is for and given them a new password: what strangers guessed at the old one is over. */
export async function forgetGuesses(tx: Tx, login: string): Promise<void> {
  const subject = subjectOf(login);
  await sql`delete from people.failed_sign_in
    where subject = ${subject} or starts_with(subject, ${`${subject}@`})`.execute(tx);
}

/** Deletes failures that no longer count. */
export async function deleteOldFailures(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from people.failed_sign_in
    where at <= ${new Date(clock.now().getTime() - LOGIN_WINDOW_MS)}`.execute(tx);
}

function refuseUntil(now: Date, until: number): void {
  const waitMs = until - now.getTime();
  if (waitMs > 0)
    throw new Problem("too-many-attempts", 429, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
