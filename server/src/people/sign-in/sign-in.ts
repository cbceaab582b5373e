import { sql } from "kysely";
import { systemActor, through, type Via } from "../../kernel/actor.ts";
import { auditInsert } from "../../kernel/audit.ts";
import { type Db, inTransaction, type Tx } from "../../kernel/database.ts";
import { networkOf } from "../../kernel/http/networks.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import {
  type Credential,
  findCredential,
  insertCredential,
  normaliseLogin,
  setPassword,
} from "../credentials.ts";
import { homeMember } from "../persons.ts";
import { knows, type Origin, type OriginHashes, originHashes, rememberBrowser } from "./browsers.ts";
import { isStrongPassword, verifyPassword } from "./passwords.ts";
import { sessionCache } from "./session-cache.ts";
import { openSession, type Session, sessionKey } from "./sessions.ts";
import { type Attempt, admitAttempt, countFailure, forgiveAttempt } from "./sign-in-attempts.ts";

/** A new session and the token that opens it: the only time the token is seen. */
export type SignIn = Session & { token: string };

/** How somebody comes in: from where, through which door, and what their browser calls itself. */
export type Arrival = { origin: Origin; via: Via; agent: string };

/** Stands for whoever was not let in. */
const NOBODY = systemActor.personId;

/**
 * Signs somebody in by login, or by the barcode of a card that is one person's only.
 * Opens its own short transactions: a failure must be counted although the request is refused, and no connection
 * is held while the password is hashed. `previousToken` (the browser's cookie) is ended, so a token planted
 * before the sign-in is worth nothing after it. The browser is known from then on (browsers.ts).
 * Refuses: `sign-in-failed` 401 (the same, in the same time, whether the login exists or not),
 * `too-many-attempts` 429, `busy` 503; for a password that a desk handed out `password-change-needed`,
 * `password-unchanged`, `one-time-password-over` 403, and what a new password is refused with 400.
 */
export async function signIn(
  db: Db,
  clock: Clock,
  input: {
    login: string;
    password: string;
    newPassword?: string | undefined;
    previousToken?: string | null;
  } & Arrival,
): Promise<SignIn> {
  const { credential, attempt, hashes } = await checkPassword(db, clock, input);
  if (credential.opensUntil !== null)
    await demandNewPassword(db, clock, credential.opensUntil, attempt, input);
  return await inTransaction(db, async (tx) => {
    await lockCredential(tx, credential);
    if (credential.opensUntil !== null)
      await insertCredential(tx, credential.personId, credential.login, input.newPassword ?? "");
    else await judgeOldPassword(tx, credential, input.password);
    await forgiveAttempt(tx, attempt);
    await endPrevious(tx, input.previousToken ?? null);
    return await comeIn(tx, clock, credential.personId, hashes, input);
  });
}

/** A password that a desk handed out is known to others: another one is chosen before it opens anything. */
async function demandNewPassword(
  db: Db,
  clock: Clock,
  opensUntil: Date,
  attempt: Attempt,
  input: { password: string; newPassword?: string | undefined },
): Promise<void> {
  if (opensUntil.getTime() <= clock.now().getTime()) throw new Problem("one-time-password-over", 403);
  if (input.newPassword !== undefined && input.newPassword !== input.password) return;
  await inTransaction(db, (tx) => forgiveAttempt(tx, attempt));
  throw new Problem(input.newPassword === undefined ? "password-change-needed" : "password-unchanged", 403);
}

/** Opens a session for somebody who has proved who they are, knows their browser from now on, and notes it. */
export async function comeIn(
  tx: Tx,
  clock: Clock,
  personId: string,
  hashes: OriginHashes,
  { via, agent }: Pick<Arrival, "via" | "agent">,
): Promise<SignIn> {
  await rememberBrowser(tx, clock, personId, hashes);
  const { token, session } = await openSession(tx, clock, personId, agent);
  const actor = through(session.actor, via);
  const subject = { kind: "person", id: personId };
  const entry = { actor, action: "sign-in.done", subject, scope: session.homeMemberId, personId };
  await auditInsert(entry, clock.now()).execute(tx);
  return { ...session, token };
}

/**
 * Changes one's own password; other sessions of the person end, this one goes on.
 * Refuses: `sign-in-failed` 401 (the current password is wrong), `too-many-attempts` 429, `busy` 503,
 * `password-too-short`, `password-too-long`, `password-common` 400.
 */
export async function changePassword(
  db: Db,
  clock: Clock,
  session: Session,
  input: { current: string; password: string },
): Promise<void> {
  const { credential, attempt } = await checkOwnPassword(db, clock, session, input.current);
  await inTransaction(db, async (tx) => {
    await lockCredential(tx, credential);
    await forgiveAttempt(tx, attempt);
    await setPassword(tx, session.actor, session.person.id, credential.login, input.password, session.key);
  });
}

/**
 * Proves once more who sits at a session, for grave acts. Refuses: `sign-in-failed` 401 (wrong, or the person has no
 * password and comes in by a code instead), `too-many-attempts` 429, `busy` 503.
 */
export async function confirmSession(
  db: Db,
  clock: Clock,
  session: Session,
  password: string,
): Promise<Session> {
  const { credential, attempt } = await checkOwnPassword(db, clock, session, password);
  return await inTransaction(db, async (tx) => {
    await lockCredential(tx, credential);
    await forgiveAttempt(tx, attempt);
    await sql`update people.session set confirmed_at = ${clock.now()}
      where token_hash = decode(${session.key}, 'hex')`.execute(tx);
    sessionCache.forget(session.person.id);
    const subject = { kind: "person", id: session.person.id };
    const personId = session.person.id;
    await auditInsert(
      { actor: session.actor, action: "session.confirm", subject, scope: session.homeMemberId, personId },
      clock.now(),
    ).execute(tx);
    return { ...session, confirmedAt: clock.now() };
  });
}

type Checked = { credential: Credential; attempt: Attempt };

async function checkOwnPassword(db: Db, clock: Clock, session: Session, password: string): Promise<Checked> {
  const { rows } = await sql<{ login: string }>`
    select c.login from people.credential c where c.person_id = ${session.person.id}`.execute(db);
  const login = rows[0]?.login;
  if (login === undefined) throw new Problem("sign-in-failed", 401);
  const credential = await findCredential(db, login);
  // The session has an allowance of its own: strangers cannot use it up.
  const attempt = await inTransaction(db, (tx) =>
    admitAttempt(tx, clock, {
      login,
      address: "",
      knownBrowser: `session:${session.key}`,
      isKnownNetwork: true,
    }),
  );
  const via = session.actor.via ?? "web";
  return await verify(db, clock, { credential, attempt, password, via, network: null });
}

async function checkPassword(
  db: Db,
  clock: Clock,
  input: { login: string; password: string; origin: Origin; via: Via },
): Promise<Checked & { hashes: OriginHashes }> {
  const credential = await findCredential(db, input.login);
  // Guesses at a card's barcode and at its holder's login count together.
  const login = credential?.login ?? normaliseLogin(input.login);
  const hashes = await originHashes(db, input.origin);
  const known = await knows(db, clock, credential?.personId ?? NOBODY, hashes);
  const attempt = await inTransaction(db, (tx) =>
    admitAttempt(tx, clock, {
      login,
      address: input.origin.address,
      knownBrowser: known.browser ? `browser:${hashes.browser.toString("base64url")}` : null,
      isKnownNetwork: known.network,
    }),
  );
  const { password, via } = input;
  const network = networkOf(input.origin.address);
  return { ...(await verify(db, clock, { credential, attempt, password, via, network })), hashes };
}

async function verify(
  db: Db,
  clock: Clock,
  input: {
    credential: Credential | null;
    attempt: Attempt;
    password: string;
    via: Via;
    network: string | null;
  },
): Promise<Checked> {
  const { credential, attempt, via, network } = input;
  const matches = await verifyPassword(credential?.passwordHash ?? null, input.password);
  if (matches && credential) return { credential, attempt };
  // As much work for a login nobody has.
  const personId = credential?.personId ?? NOBODY;
  await inTransaction(db, async (tx) => {
    await countFailure(tx, clock, attempt);
    const actor = through(systemActor, via);
    const action = attempt.isLast ? "sign-in.lock" : "sign-in.fail";
    const subject = { kind: "person", id: personId };
    const scope = await homeMember(tx, personId);
    const entry = {
      actor,
      action,
      subject,
      scope,
      personId: credential?.personId ?? null,
      detail: { network },
    };
    await auditInsert(entry, clock.now()).execute(tx);
  });
  throw new Problem("sign-in-failed", 401);
}

/** A password changed while it was being checked opens nothing any more. */
async function lockCredential(tx: Tx, credential: Credential): Promise<void> {
  const { rows } = await sql<{ person_id: string }>`
    select c.person_id from people.credential c
    where c.person_id = ${credential.personId} and c.password_hash = ${credential.passwordHash}
    for update`.execute(tx);
  if (rows.length === 0) throw new Problem("sign-in-failed", 401);
}

/** A password set before there were rules for staff is judged when it is next seen. */
async function judgeOldPassword(tx: Tx, credential: Credential, password: string): Promise<void> {
  if (credential.isStrong !== null) return;
  const isStrong = isStrongPassword(password, [credential.login]);
  await sql`update people.credential set is_strong = ${isStrong}
    where person_id = ${credential.personId}`.execute(tx);
}

async function endPrevious(tx: Tx, token: string | null): Promise<void> {
  const key = token === null ? null : sessionKey(token);
  if (key === null) return;
  await sql`delete from people.session where token_hash = decode(${key}, 'hex')`.execute(tx);
}
