import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";

/** Kinds of messages to a reader; the wording comes from the message catalogues. */
export const noticeKinds = [
  "alert-new-titles",
  "get-it-next",
  "get-it-none",
  "get-it-wanted",
  "hold-ready",
  "hold-expired",
  "hold-cancelled",
  "hold-delayed",
  "hold-merged",
  "hold-out-of-time",
  "hold-unfilled",
  "list-hidden",
  "loan-claim-settled",
  "loan-due-soon",
  "loan-overdue",
  "review-published",
  "review-rejected",
  "text-published",
  "text-rejected",
  "text-waits",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type Notice = {
  id: string;
  kind: NoticeKind;
  params: Record<string, string | number | null>;
  createdAt: string;
  readAt: string | null;
};

/** A message to be left: whose, of which kind, and the values its sentence needs. */
export type NewNotice = {
  personId: string;
  kind: NoticeKind;
  params: Record<string, string | number | null>;
};

/**
 * Puts messages into readers' inboxes; where a mail server is set, `queueMail` puts them into the post soon after,
 * unless the caller sends a mail of its own.
 */
export async function notifyAll(
  tx: Tx,
  clock: Clock,
  notices: readonly NewNotice[],
  post: "mail" | "own-mail" = "mail",
): Promise<void> {
  if (notices.length === 0) return;
  const now = clock.now();
  await sql`insert into circulation.notice (id, person_id, kind, params, created_at, queued_at)
    select n.id, n.person_id, n.kind, n.params::jsonb, ${now}::timestamptz, ${post === "mail" ? null : now}::timestamptz
    from unnest(${notices.map(() => newId<"notice">())}::uuid[], ${notices.map((n) => n.personId)}::uuid[],
      ${notices.map((n) => n.kind)}::text[], ${notices.map((n) => JSON.stringify(n.params))}::text[])
      n(id, person_id, kind, params)`.execute(tx);
}

/** Puts one message into a reader's inbox; see `notifyAll`. */
export async function notify(
  tx: Tx,
  clock: Clock,
  personId: string,
  kind: NoticeKind,
  params: NewNotice["params"],
  post: "mail" | "own-mail" = "mail",
): Promise<void> {
  await notifyAll(tx, clock, [{ personId, kind, params }], post);
}

const PAGE = 50;

/** A reader's messages, newest first. */
export async function noticesOf(db: Db, personId: string, limit: number = PAGE): Promise<Notice[]> {
  const { rows } = await sql<{
    id: string;
    kind: NoticeKind;
    params: Notice["params"];
    created_at: Date;
    read_at: Date | null;
  }>`select n.id, n.kind, n.params, n.created_at, n.read_at from circulation.notice n
    where n.person_id = ${personId} order by n.created_at desc, n.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    params: row.params,
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  }));
}

/** Marks one of the actor's own messages as read. Refuses `notice-unknown` 404 for everybody else's. */
export async function markNoticeRead(tx: Tx, actor: Actor, clock: Clock, noticeId: string): Promise<void> {
  if (!isUuid(noticeId)) throw new Problem("notice-unknown", 404);
  const { rows } = await sql`update circulation.notice set read_at = coalesce(read_at, ${clock.now()})
    where id = ${noticeId} and person_id = ${actor.personId} returning id`.execute(tx);
  if (rows.length === 0) throw new Problem("notice-unknown", 404);
}
