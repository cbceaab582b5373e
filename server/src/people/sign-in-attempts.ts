import { createHash } from "node:crypto";
import { sql } from "kysely";
import { lockByName, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, DAY_MS, MINUTE_MS } from "../kernel/time.ts";

/** Wrong passwords one login may take before it must wait. */
export const LOGIN_FAILURES_MAX = 5;
/** Failures of a login count for this long, or until it signs in. */
export const LOGIN_WINDOW_MS = DAY_MS;
/** The first wait; each further failure doubles it. */
export const LOGIN_WAIT_MS = MINUTE_MS;
export const LOGIN_WAIT_MAX_MS = 15 * MINUTE_MS;
/** Generous: a whole campus may come from one address. */
export const ADDRESS_FAILURES_MAX = 100;
export const ADDRESS_WINDOW_MS = 10 * MINUTE_MS;

/** An attempt that was let in. Its login counts it as failed until `forgiveAttempt`, its address from `countFailure`. */
export type Attempt = { loginSubject: string; addressSubject: string };

/** How long a login must wait after its `failures`-th failure, in milliseconds: 0, then 1, 2, 4, 8, 15 minutes. */
export function loginWaitMs(failures: number): number {
  if (failures < LOGIN_FAILURES_MAX) return 0;
  return Math.min(LOGIN_WAIT_MAX_MS, LOGIN_WAIT_MS * 2 ** Math.min(20, failures - LOGIN_FAILURES_MAX));
}

/**
 * Lets an attempt in. The login counts it as failed at once, so guesses fired together are counted one by one; the
 * address only when it did fail, so a whole class may sign in at the same moment.
 * Attempts that are refused do not count, so waiting helps. The transaction must be committed before the password
 * is looked at. Refuses with `too-many-attempts` 429, `retryAfterSeconds`.
 */
export async function admitAttempt(
  tx: Tx,
  clock: Clock,
  from: { login: string; address: string },
): Promise<Attempt> {
  const now = clock.now();
  const loginSubject = `login:${createHash("sha256").update(from.login).digest("base64url")}`;
  const addressSubject = `address:${networkOf(from.address)}`;
  await lockByName(tx, `people.${loginSubject}`);
  const { rows: byLogin } = await sql<{ failures: number; last: Date | null }>`
    select count(*) as failures, max(f.at) as last from people.failed_sign_in f
    where f.subject = ${loginSubject} and f.at > ${new Date(now.getTime() - LOGIN_WINDOW_MS)}`.execute(tx);
  const { failures, last } = byLogin[0]!;
  if (last) refuseUntil(now, last.getTime() + loginWaitMs(failures));

  // The oldest of the last hundred failures decides when there is room again.
  const { rows: byAddress } = await sql<{ at: Date }>`
    select f.at from people.failed_sign_in f
    where f.subject = ${addressSubject} and f.at > ${new Date(now.getTime() - ADDRESS_WINDOW_MS)}
    order by f.at desc offset ${ADDRESS_FAILURES_MAX - 1} limit 1`.execute(tx);
  if (byAddress[0]) refuseUntil(now, byAddress[0].at.getTime() + ADDRESS_WINDOW_MS);

  await countFor(tx, now, loginSubject);
  return { loginSubject, addressSubject };
}

/** The password was wrong: the address counts the failure too. */
export async function countFailure(tx: Tx, clock: Clock, attempt: Attempt): Promise<void> {
  await countFor(tx, clock.now(), attempt.addressSubject);
}

/** The password was right: the login starts afresh. The failures of the address stay, they may be anybody's. */
export async function forgiveAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  await sql`delete from people.failed_sign_in where subject = ${attempt.loginSubject}`.execute(tx);
}

async function countFor(tx: Tx, now: Date, subject: string): Promise<void> {
  await sql`insert into people.failed_sign_in (subject, at) values (${subject}, ${now})`.execute(tx);
}

/** Deletes failures that no longer count. */
export async function deleteOldFailures(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from people.failed_sign_in
    where at <= ${new Date(clock.now().getTime() - LOGIN_WINDOW_MS)}`.execute(tx);
}

/** What counts as one address: IPv4 as it is, IPv6 by its /64, the least a subscriber gets (RFC 6177). */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

function refuseUntil(now: Date, until: number): void {
  const waitMs = until - now.getTime();
  if (waitMs > 0)
    throw new Problem("too-many-attempts", 429, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
