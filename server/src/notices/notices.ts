import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type { Notice } from "./schema.ts";
import type { MailWish, NoticeKind } from "./words.ts";

export type NoticeParams = Record<string, string | number | null>;

/** A message to be left: whose, of which kind, the values its sentence needs, and the page it is about. */
export type NewNotice = {
  personId: string;
  kind: NoticeKind;
  params?: NoticeParams;
  /** Below the language: `/sharing/loans/…`; null when there is none. */
  link: string | null;
  /** The caller sends a mail of its own. */
  hasOwnMail?: boolean;
};

/** Puts messages into readers' inboxes, in one statement; where a mail server is set they are mailed within a minute. */
export async function notify(tx: Tx, clock: Clock, ...notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await sql`insert into notices.notice (id, person_id, kind, params, link, created_at, queued_at)
    select n.id, n.person_id, n.kind, n.params::jsonb, n.link, ${clock.now()}::timestamptz,
      case when n.own_mail then ${clock.now()}::timestamptz end
    from unnest(${notices.map(() => newId<"notice">())}::uuid[], ${notices.map((n) => n.personId)}::uuid[],
      ${notices.map((n) => n.kind)}::text[], ${notices.map((n) => JSON.stringify(n.params ?? {}))}::text[],
      ${notices.map((n) => n.link)}::text[], ${notices.map((n) => n.hasOwnMail ?? false)}::boolean[])
      n(id, person_id, kind, params, link, own_mail)`.execute(tx);
}

type Row = {
  id: string;
  kind: NoticeKind;
  params: NoticeParams;
  link: string | null;
  created_at: Date;
  read_at: Date | null;
};

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** A reader's messages, newest first. Refuses `cursor-invalid` 400. */
export async function noticesOf(
  db: Db,
  personId: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<{ items: Notice[]; next: string | null }> {
  const [at, id] = readCursor(cursor, place) ?? [null, null];
  const { rows } =
    await sql<Row>`select n.id, n.kind, n.params, n.link, n.created_at, n.read_at from notices.notice n
    where n.person_id = ${personId}
      and (${at}::timestamptz is null or (n.created_at, n.id) < (${at}::timestamptz, ${id}::uuid))
    order by n.created_at desc, n.id desc limit ${limit + 1}`.execute(db);
  return cutPage(rows.map(toNotice), limit, (notice) => [notice.createdAt, notice.id]);
}

function toNotice(row: Row): Notice {
  return {
    id: row.id,
    kind: row.kind,
    params: row.params,
    link: row.link,
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  };
}

/** How many messages somebody has not read: the number on the bell. */
export async function countUnread(db: Db, personId: string): Promise<number> {
  const { rows } = await sql<{ unread: number }>`select count(*) as unread from notices.notice n
    where n.person_id = ${personId} and n.read_at is null`.execute(db);
  return rows[0]!.unread;
}

/** Marks one of the actor's own messages as read. Refuses `notice-unknown` 404, also for everybody else's. */
export async function readNotice(tx: Tx, actor: Actor, clock: Clock, noticeId: string): Promise<void> {
  if (!isUuid(noticeId)) throw refuse("notice-unknown");
  const { rows } = await sql`update notices.notice set read_at = coalesce(read_at, ${clock.now()})
    where id = ${noticeId} and person_id = ${actor.personId} returning id`.execute(tx);
  if (rows.length === 0) throw refuse("notice-unknown");
}

/** Marks all of the actor's own messages as read; returns how many there were. */
export async function readAllNotices(tx: Tx, actor: Actor, clock: Clock): Promise<number> {
  const { rows } = await sql`update notices.notice set read_at = ${clock.now()}
    where person_id = ${actor.personId} and read_at is null returning id`.execute(tx);
  return rows.length;
}

/** The thing a page is about was opened: what was told about it is read. */
export async function readAbout(db: Db, clock: Clock, personId: string, link: string): Promise<void> {
  await sql`update notices.notice set read_at = ${clock.now()}
    where person_id = ${personId} and link = ${link} and read_at is null`.execute(db);
}

/** Throws away what was told about things that are forgotten, whoever it was told to. */
export async function forgetNotices(tx: Tx, links: readonly string[]): Promise<void> {
  await sql`delete from notices.notice where link = any(${links}::text[])`.execute(tx);
}

/** How somebody wants to hear by mail. */
export async function mailWishOf(db: Db, personId: string): Promise<MailWish> {
  const { rows } = await sql<{ mail: MailWish }>`select w.mail from notices.wish w
    where w.person_id = ${personId}`.execute(db);
  return rows[0]?.mail ?? "each";
}

/** Says how the actor wants to hear by mail. */
export async function setMailWish(tx: Tx, actor: Actor, mail: MailWish): Promise<void> {
  await sql`insert into notices.wish (person_id, mail) values (${actor.personId}, ${mail})
    on conflict (person_id) do update set mail = excluded.mail`.execute(tx);
}
