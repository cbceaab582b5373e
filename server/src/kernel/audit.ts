import { type RawBuilder, sql } from "kysely";
import type { Actor } from "./actor.ts";
import type { Db, Tx } from "./database.ts";
import { DAY_MS } from "./time.ts";

/** How long what somebody did is kept, and what is only looked at when something is wrong: signing in, looking up, being refused. */
const ACT_KEEP_MS = 1095 * DAY_MS;
const SECURITY_KEEP_MS = 180 * DAY_MS;
/** Actions of the second kind begin with one of these. */
const SECURITY = ["sign-in.", "session.", "refusal.", "patron."];
const MOST_DELETED = 50_000;

/** Who did what to what. `personId`: the person it concerns. `detail` holds ids and codes, never free text about people. */
export type AuditEntry = {
  actor: Actor;
  action: string;
  subject: { kind: string; id: string };
  scope: number | null;
  personId?: string | null;
  detail?: Record<string, unknown>;
};

/** The insertion of entries, also inside `with … as (…)`: an act and its entry are one round trip. `at` null: now by the database. */
export function auditInsert(of: AuditEntry | readonly AuditEntry[], at: Date | null): RawBuilder<unknown> {
  const moment = at === null ? sql`now()` : sql`${at}::timestamptz`;
  const rows = [of].flat().map(({ actor, action, subject, scope, personId = null, detail = {} }) => {
    const keep = SECURITY.some((start) => action.startsWith(start)) ? SECURITY_KEEP_MS : ACT_KEEP_MS;
    return sql`(${moment}, ${actor.personId}, ${action}, ${subject.kind}, ${subject.id}, ${scope}, ${actor.place},
      ${actor.via ?? "job"}, ${personId}::uuid, ${JSON.stringify(detail)}::jsonb,
      ${moment} + ${keep}::bigint * interval '1 millisecond')`;
  });
  return sql`insert into kernel.audit
      (at, actor_id, action, subject_kind, subject_id, scope, place, via, person_id, detail, keep_until)
    values ${sql.join(rows)}`;
}

/** Notes who did what to what; members read their own part. `detail` holds ids and codes, never free text about people. */
export async function writeAudit(
  tx: Tx,
  actor: Actor,
  action: string,
  subject: { kind: string; id: string },
  scope: number | null,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await auditInsert({ actor, action, subject, scope, detail }, null).execute(tx);
}

/** Takes a person out of what is kept: their acts stay, done by `standIn`; what concerned them concerns nobody. */
export async function forgetInAudit(tx: Tx, personId: string, standIn: string): Promise<void> {
  await sql`update kernel.audit set actor_id = ${standIn} where actor_id = ${personId}`.execute(tx);
  await sql`update kernel.audit set person_id = null where person_id = ${personId}`.execute(tx);
  await sql`update kernel.audit set subject_id = '' where subject_kind = 'person' and subject_id = ${personId}`.execute(
    tx,
  );
}

/** Deletes entries whose time is over; returns how many went. For a job. */
export async function deleteOldAudit(tx: Db, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`delete from kernel.audit where id in (
    select a.id from kernel.audit a where a.keep_until < ${now} order by a.keep_until limit ${MOST_DELETED})`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}
