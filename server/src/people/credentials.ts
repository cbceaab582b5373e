import { sql } from "kysely";
import { type Actor, isSystem } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { constraintProblems } from "./constraint-problems.ts";
import { mayDo } from "./permissions.ts";
import { type Person, type PersonId, toPerson } from "./persons.ts";
import { demandGoodPassword, hashPassword, isStrongPassword } from "./sign-in/passwords.ts";
import { endSessions } from "./sign-in/sessions.ts";

/** The password somebody would have to know to be this person. */
export type Credential = {
  personId: PersonId;
  login: string;
  passwordHash: string;
  /** Whether it would do for staff; null: not known yet. */
  isStrong: boolean | null;
  /** A desk handed it out: it opens only the choice of another one, until then. Null: it is the person's own. */
  opensUntil: Date | null;
};

/** A login as it is stored and compared: full-width and capital letters fold, blanks around it go. */
export function normaliseLogin(login: string): string {
  return login.normalize("NFKC").trim().toLowerCase();
}

/**
 * Sets login and password of a person, and ends their sessions except `keepSession`.
 * The person may do it, and whoever holds `people.manage` both at one of the person's members and over every role
 * the person has: nobody takes over an account that may do more than their own.
 * Refuses: `forbidden` 403, `login-invalid`, `password-too-short`, `password-too-long`, `password-common` 400,
 * `person-unknown` 404, `login-taken` 409.
 */
export async function setPassword(
  tx: Tx,
  actor: Actor,
  personId: string,
  login: string,
  password: string,
  keepSession: string | null = null,
): Promise<void> {
  if (!isSystem(actor) && actor.personId !== personId) await demandAuthority(tx, actor, personId);
  await refuseOn(constraintProblems, () => insertCredential(tx, personId, login, password));
  await endSessions(tx, personId, keepSession);
  await writeAudit(tx, actor, "password.set", { kind: "person", id: personId }, actor.scope);
}

/** The bare insertion or change, for commands that have checked their actor. */
export async function insertCredential(
  tx: Tx,
  personId: string,
  login: string,
  password: string,
): Promise<void> {
  const { rows } = await sql<{ name: string; is_staff: boolean }>`
    select p.name, exists (select 1 from people.role_grant g where g.person_id = p.id) as is_staff
    from people.person p where p.id = ${personId}`.execute(tx);
  const own = [normaliseLogin(login), rows[0]?.name ?? ""];
  demandGoodPassword(password, { isStaff: rows[0]?.is_staff ?? false, own });
  const passwordHash = await hashPassword(password);
  await sql`insert into people.credential (person_id, login, password_hash, is_strong)
    values (${personId}, ${normaliseLogin(login)}, ${passwordHash}, ${isStrongPassword(password, own)})
    on conflict (person_id) do update set login = excluded.login, password_hash = excluded.password_hash,
      is_strong = excluded.is_strong, changed_at = now(), opens_until = null`.execute(tx);
}

/**
 * Refuses `forbidden` 403 unless the actor holds `people.manage` at one of the person's members and over every role they have.
 */
export async function demandAuthority(tx: Tx, actor: Actor, personId: string): Promise<void> {
  const { rows } = await sql<{ member_id: number | null; is_role: boolean }>`
    select a.member_id, false as is_role from people.affiliation a where a.person_id = ${personId}
    union all select c.member_id, false from people.card c where c.person_id = ${personId}
    union all select g.member_id, true from people.role_grant g where g.person_id = ${personId}`.execute(tx);
  const knows = [null, ...rows.map((row) => row.member_id)].some((id) => mayDo(actor, "people.manage", id));
  const outranks = rows.every((row) => !row.is_role || mayDo(actor, "people.manage", row.member_id));
  if (!knows || !outranks) throw new Problem("forbidden", 403);
}

/** True for a person whose password is known not to do for staff. */
export async function hasWeakPassword(db: Db, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from people.credential c
    where c.person_id = ${personId} and not c.is_strong`.execute(db);
  return rows.length > 0;
}

/** True for a person who can sign in by a password. */
export async function hasPassword(db: Db, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from people.credential c where c.person_id = ${personId}`.execute(db);
  return rows.length > 0;
}

/** True for a person with a password or a role: nobody takes a password in their name. */
export async function isProtected(db: Db, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from people.credential c where c.person_id = ${personId}
    union all select 1 from people.role_grant g where g.person_id = ${personId} limit 1`.execute(db);
  return rows.length > 0;
}

/** The person with this login, or null. */
export async function findPersonByLogin(db: Db, login: string): Promise<Person | null> {
  const { rows } = await sql<Person>`
    select p.id, p.name, p.email, p.language from people.credential c join people.person p on p.id = c.person_id
    where c.login = ${normaliseLogin(login)}`.execute(db);
  return rows[0] ? toPerson(rows[0]) : null;
}

/** The credential meant by a login, or by a card barcode that is nobody else's and not blocked; null: none. */
export async function findCredential(db: Db, loginOrBarcode: string): Promise<Credential | null> {
  const { rows } = await sql<{
    person_id: PersonId;
    login: string;
    password_hash: string;
    is_strong: boolean | null;
    opens_until: Date | null;
    by_login: boolean;
  }>`
    select c.person_id, c.login, c.password_hash, c.is_strong, c.opens_until, true as by_login
    from people.credential c where c.login = ${normaliseLogin(loginOrBarcode)}
    union
    select c.person_id, c.login, c.password_hash, c.is_strong, c.opens_until, false
    from people.card k join people.credential c on c.person_id = k.person_id
    where k.barcode_key = kernel.folded_code(${loginOrBarcode}) and k.blocked_at is null
      and not exists (select 1 from people.card o where o.barcode_key = k.barcode_key and o.person_id <> k.person_id)
    limit 2`.execute(db);
  const row = rows.find((r) => r.by_login) ?? rows[0];
  if (!row) return null;
  const { person_id: personId, login, password_hash: passwordHash, is_strong: isStrong } = row;
  return { personId, login, passwordHash, isStrong, opensUntil: row.opens_until };
}
