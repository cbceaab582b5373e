import { sql } from "kysely";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { type Credential, findCredential, normaliseLogin, setPassword } from "./credentials.ts";
import { verifyPassword } from "./passwords.ts";
import { openSession, type Session, sessionKey } from "./sessions.ts";
import { type Attempt, admitAttempt, countFailure, forgiveAttempt } from "./sign-in-attempts.ts";

/** A new session and the token that opens it: the only time the token is seen. */
export type SignIn = Session & { token: string };

/**
 * Signs somebody in by login, or by the barcode of a card that is one person's only.
 * Opens its own short transactions: a failure must be counted although the request is refused, and no connection
 * is held while the password is hashed. `previousToken` (the browser's cookie) is ended, so a token planted
 * before the sign-in is worth nothing after it.
 * Refuses: `sign-in-failed` 401 (the same, in the same time, whether the login exists or not),
 * `too-many-attempts` 429, `busy` 503.
 */
export async function signIn(
  db: Db,
  clock: Clock,
  input: { login: string; password: string; address: string; previousToken?: string | null },
): Promise<SignIn> {
  const { credential, attempt } = await checkPassword(db, clock, input);
  return await inTransaction(db, async (tx) => {
    await lockCredential(tx, credential);
    await forgiveAttempt(tx, attempt);
    await endPrevious(tx, input.previousToken ?? null);
    const { token, session } = await openSession(tx, clock, credential.personId);
    return { ...session, token };
  });
}

/**
 * Changes one's own password; other sessions of the person end, this one goes on.
 * Refuses: `sign-in-failed` 401 (the current password is wrong), `too-many-attempts` 429, `busy` 503,
 * `password-too-short`, `password-too-long` 400.
 */
export async function changePassword(
  db: Db,
  clock: Clock,
  session: Session,
  input: { current: string; password: string; address: string },
): Promise<void> {
  const { rows } = await sql<{ login: string }>`
    select c.login from people.credential c where c.person_id = ${session.person.id}`.execute(db);
  const login = rows[0]?.login;
  if (login === undefined) throw new Problem("sign-in-failed", 401);
  const { credential, attempt } = await checkPassword(db, clock, {
    login,
    password: input.current,
    address: input.address,
  });
  await inTransaction(db, async (tx) => {
    await lockCredential(tx, credential);
    await forgiveAttempt(tx, attempt);
    await setPassword(tx, session.actor, session.person.id, login, input.password, session.key);
  });
}

async function checkPassword(
  db: Db,
  clock: Clock,
  input: { login: string; password: string; address: string },
): Promise<{ credential: Credential; attempt: Attempt }> {
  const credential = await findCredential(db, input.login);
  // Guesses at a card's barcode and at its holder's login count together.
  const login = credential?.login ?? normaliseLogin(input.login);
  const attempt = await inTransaction(db, (tx) => admitAttempt(tx, clock, { login, address: input.address }));
  const matches = await verifyPassword(credential?.passwordHash ?? null, input.password);
  if (matches && credential) return { credential, attempt };
  await inTransaction(db, (tx) => countFailure(tx, clock, attempt));
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

async function endPrevious(tx: Tx, token: string | null): Promise<void> {
  const key = token === null ? null : sessionKey(token);
  if (key === null) return;
  await sql`delete from people.session where token_hash = decode(${key}, 'hex')`.execute(tx);
}
