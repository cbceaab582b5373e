import { createHash, randomBytes } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { getBranch } from "../../consortium/index.ts";
import { type Actor, actorOfSession, type Grant } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language, LocalText } from "../../kernel/text.ts";
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";
import { worksAt } from "../permissions.ts";
import { homeMemberOf, type Person, type PersonId, toPerson } from "../persons.ts";
import { sessionCache } from "./session-cache.ts";

/** Somebody who is signed in. */
export type Session = {
  /** SHA-256 of the token, in hexadecimal: names the session in this process, opens nothing. */
  key: string;
  person: Person;
  /** Grants, the member worked at as `scope`, the branch worked at as `place`. */
  actor: Actor;
  /** What every form and unsafe request must carry. */
  csrfToken: string;
  homeMemberId: number | null;
  /** Branch worked at; null until a member of staff has chosen one. */
  branch: { id: number; memberId: number; code: string; name: LocalText } | null;
  seenAt: Date;
  expiresAt: Date;
  /** When the person last proved who they are. */
  confirmedAt: Date;
};

/** How long a session lives without being used. */
const READER_IDLE_MS = 30 * DAY_MS;
/** Shorter for staff: they sit at shared desks. */
const STAFF_IDLE_MS = 4 * HOUR_MS;
/** How long a session lives however much it is used: for staff a working day (OWASP ASVS 4, 3.3.2). */
const READER_MOST_MS = 90 * DAY_MS;
const STAFF_MOST_MS = 12 * HOUR_MS;
/** Grave acts need a proof of who acts that is no older. */
export const FRESH_MS = 10 * MINUTE_MS;
/** Use is noted at most this often. */
export const SEEN_EVERY_MS = MINUTE_MS;

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Key of the session a token opens; null when it cannot be one of ours. */
export function sessionKey(token: string): string | null {
  return TOKEN.test(token) ? createHash("sha256").update(token).digest("hex") : null;
}

/** SQL for a moment after `from`: `staffMs` when the person holds any role, else `readerMs`. */
function after(personId: string, from: Date, staffMs: number, readerMs: number): RawBuilder<Date> {
  return sql<Date>`${from}::timestamptz
    + case when exists (select 1 from people.role_grant g where g.person_id = ${personId})
      then ${staffMs}::bigint else ${readerMs}::bigint end * interval '1 millisecond'`;
}

/**
 * Starts a session of somebody who has just proved who they are; the token is returned here and never again. Only its
 * SHA-256 is stored. `agent`: what its owner tells it by, such as `Firefox · Windows`.
 */
export async function openSession(
  tx: Tx,
  clock: Clock,
  personId: string,
  agent = "",
): Promise<{ token: string; session: Session }> {
  const token = randomBytes(32).toString("base64url");
  const key = createHash("sha256").update(token).digest("hex");
  const csrfToken = randomBytes(32).toString("base64url");
  const now = clock.now();
  await sql`insert into people.session
      (token_hash, person_id, csrf_token, created_at, seen_at, confirmed_at, agent, expires_at, ends_at)
    values (decode(${key}, 'hex'), ${personId}, ${csrfToken}, ${now}, ${now}, ${now}, ${agent},
      ${after(personId, now, STAFF_IDLE_MS, READER_IDLE_MS)},
      ${after(personId, now, STAFF_MOST_MS, READER_MOST_MS)})`.execute(tx);
  const session = await loadSession(tx, key);
  if (!session) throw new Error("A session just written cannot be read");
  return { token, session };
}

type SessionRow = {
  id: PersonId;
  name: string;
  email: string | null;
  language: Language;
  csrf_token: string;
  seen_at: Date;
  expires_at: Date;
  confirmed_at: Date;
  home_member_id: number | null;
  grants: Grant[];
  reader_of: number[];
  branch_id: number | null;
  branch_member_id: number | null;
  branch_code: string | null;
  branch_name: LocalText | null;
};

/** The session under this key as it is stored, expired or not; null when there is none. */
export async function loadSession(db: Db, key: string): Promise<Session | null> {
  const { rows } = await sql<SessionRow>`
    select p.id, p.name, p.email, p.language, s.csrf_token, s.seen_at, s.expires_at, s.confirmed_at,
      ${homeMemberOf(sql`s.person_id`)} as home_member_id,
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scope', g.member_id)), '[]')
       from people.role_grant g where g.person_id = s.person_id) as grants,
      array(select a.member_id from people.affiliation a
        where a.person_id = s.person_id and (a.valid_until is null or a.valid_until >= current_date - 1)
        union select c.member_id from people.card c where c.person_id = s.person_id) as reader_of,
      b.id as branch_id, b.member_id as branch_member_id, b.code as branch_code, b.name as branch_name
    from people.session s
    join people.person p on p.id = s.person_id
    left join consortium.branch_line b on b.id = s.branch_id
    where s.token_hash = decode(${key}, 'hex')`.execute(db);
  return rows[0] ? toSession(key, rows[0]) : null;
}

/** Notes that a session is in use and moves its end, never past its last one; returns it as it is now. */
export async function touchSession(tx: Tx, clock: Clock, session: Session): Promise<Session> {
  const seenAt = clock.now();
  const { rows } = await sql<{ expires_at: Date }>`
    update people.session set seen_at = ${seenAt},
      expires_at = least(ends_at, ${after(session.person.id, seenAt, STAFF_IDLE_MS, READER_IDLE_MS)})
    where token_hash = decode(${session.key}, 'hex') returning expires_at`.execute(tx);
  return { ...session, seenAt, expiresAt: rows[0]?.expires_at ?? session.expiresAt };
}

/** Ends a session. */
export async function signOut(tx: Tx, session: Session): Promise<void> {
  await sql`delete from people.session where token_hash = decode(${session.key}, 'hex')`.execute(tx);
  sessionCache.forget(session.person.id);
}

/** Ends all sessions of a person but one (`keep`: its key). */
export async function endSessions(tx: Tx, personId: string, keep: string | null): Promise<void> {
  await sql`delete from people.session
    where person_id = ${personId} and token_hash is distinct from decode(${keep}, 'hex')`.execute(tx);
  sessionCache.forget(personId);
}

/** After a change of roles: sessions of somebody who is staff now end as staff sessions do. */
export async function shortenSessions(tx: Tx, personId: string): Promise<void> {
  await sql`update people.session s
    set expires_at = least(s.expires_at, s.seen_at + ${STAFF_IDLE_MS}::bigint * interval '1 millisecond',
        s.created_at + ${STAFF_MOST_MS}::bigint * interval '1 millisecond'),
      ends_at = least(s.ends_at, s.created_at + ${STAFF_MOST_MS}::bigint * interval '1 millisecond')
    where s.person_id = ${personId}
      and exists (select 1 from people.role_grant g where g.person_id = s.person_id)`.execute(tx);
  sessionCache.forget(personId);
}

/**
 * Sets the branch a member of staff works at in this session; null: none.
 * Refuses: `branch-unknown` 404, `forbidden` 403 (no role at that branch's member).
 */
export async function chooseBranch(tx: Tx, session: Session, branchId: number | null): Promise<Session> {
  if (branchId !== null) {
    const branch = await getBranch(tx, branchId);
    if (!worksAt(session.actor.grants, branch.memberId)) throw new Problem("forbidden", 403);
  }
  await sql`update people.session set branch_id = ${branchId}
    where token_hash = decode(${session.key}, 'hex')`.execute(tx);
  sessionCache.forget(session.person.id);
  const changed = await loadSession(tx, session.key);
  if (!changed) throw new Problem("sign-in-needed", 401);
  return changed;
}

/** Deletes what has expired; returns how many sessions went. */
export async function deleteExpiredSessions(tx: Tx, clock: Clock): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from people.session where expires_at <= ${clock.now()}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

function toSession(key: string, row: SessionRow): Session {
  const branch =
    row.branch_id !== null &&
    row.branch_member_id !== null &&
    row.branch_code !== null &&
    worksAt(row.grants, row.branch_member_id)
      ? {
          id: row.branch_id,
          memberId: row.branch_member_id,
          code: row.branch_code,
          name: row.branch_name ?? {},
        }
      : null;
  const scopes = new Set(row.grants.map((grant) => grant.scope));
  const onlyScope = scopes.size === 1 ? [...scopes][0]! : null;
  return {
    key,
    person: toPerson(row),
    actor: actorOfSession({
      personId: row.id,
      name: row.name,
      grants: row.grants,
      readerOf: row.reader_of,
      scope: branch?.memberId ?? onlyScope,
      place: branch?.id ?? null,
    }),
    csrfToken: row.csrf_token,
    homeMemberId: row.home_member_id,
    branch,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    confirmedAt: row.confirmed_at,
  };
}
