import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";

export type NoticeParams = Record<string, string | number | null>;

/** A message to a reader: the sentence is `sharing.notice.<kind>` of the catalogues. */
export type SharingNotice = {
  id: string;
  kind: string;
  params: NoticeParams;
  loanId: string | null;
  createdAt: string;
  readAt: string | null;
};

/** Puts a message into a reader's inbox; where a mail server is set, it is mailed within a minute (mail.ts). */
export async function tell(
  tx: Tx,
  clock: Clock,
  personId: string,
  kind: string,
  params: NoticeParams = {},
  loanId: string | null = null,
): Promise<void> {
  await tellMany(tx, clock, kind, [{ personId, params, loanId }]);
}

/** The same kind of message to several readers, in one statement. */
export async function tellMany(
  tx: Tx,
  clock: Clock,
  kind: string,
  lines: { personId: string; params: NoticeParams; loanId: string | null }[],
): Promise<void> {
  if (lines.length === 0) return;
  await sql`insert into sharing.notice (id, person_id, kind, params, loan_id, created_at)
    select n.id, n.person_id, ${kind}, n.params::jsonb, n.loan_id, ${clock.now()}
    from unnest(${lines.map(() => newId<"notice">())}::uuid[], ${lines.map((l) => l.personId)}::uuid[],
      ${lines.map((l) => JSON.stringify(l.params))}::text[], ${lines.map((l) => l.loanId)}::uuid[])
      n(id, person_id, params, loan_id)`.execute(tx);
}

const PAGE = 50;

/** A reader's messages about sharing, newest first. */
export async function sharingNoticesOf(
  db: Db,
  personId: string,
  limit: number = PAGE,
): Promise<SharingNotice[]> {
  const { rows } = await sql<{
    id: string;
    kind: string;
    params: NoticeParams;
    loan_id: string | null;
    created_at: Date;
    read_at: Date | null;
  }>`select n.id, n.kind, n.params, n.loan_id, n.created_at, n.read_at from sharing.notice n
    where n.person_id = ${personId} order by n.created_at desc, n.id desc limit ${Math.min(limit, PAGE)}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    params: row.params,
    loanId: row.loan_id,
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  }));
}

/** Marks one of the actor's own messages as read. Refuses `notice-unknown` 404 for everybody else's. */
export async function markSharingNoticeRead(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  noticeId: string,
): Promise<void> {
  if (!isUuid(noticeId)) throw new Problem("notice-unknown", 404);
  const { rows } = await sql`update sharing.notice set read_at = coalesce(read_at, ${clock.now()})
    where id = ${noticeId} and person_id = ${actor.personId} returning id`.execute(tx);
  if (rows.length === 0) throw new Problem("notice-unknown", 404);
}
