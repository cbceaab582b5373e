import { sql } from "kysely";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue } from "../kernel/jobs.ts";
import { sendMail } from "../kernel/mail.ts";
import { isLanguage } from "../kernel/text.ts";
import { DAY_MS } from "../kernel/time.ts";
import { renderNotice } from "./notice-texts.ts";

const MOST_QUEUED = 1000;
/** Older notices are no news: a mail server that is set up later does not send what readers have long read. */
const NEWS_MS = 2 * DAY_MS;

/**
 * Puts new notices into the post, each as a job of its own that is tried again when the mail server refuses. Without a
 * mail server nothing is queued. Returns how many were.
 */
export async function queueMail(deps: RouteDeps): Promise<number> {
  if (!deps.config.smtp) return 0;
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (tx) => {
    const { rows } = await sql<{ id: string; email: string | null }>`
      with fresh as (
        select n.id from circulation.notice n
        where n.queued_at is null and n.created_at > ${new Date(now.getTime() - NEWS_MS)}
        order by n.created_at limit ${MOST_QUEUED} for update skip locked
      )
      update circulation.notice n set queued_at = ${now} from fresh f, people.person p
      where n.id = f.id and p.id = n.person_id returning n.id, p.email`.execute(tx);
    const sendable = rows.filter((row) => row.email);
    for (const { id } of sendable)
      await enqueue(tx, "mail-notice", { noticeId: id }, { key: `mail-notice-${id}` });
    return sendable.length;
  });
}

/** Sends one notice, once, in its reader's language. */
export async function mailNotice(deps: RouteDeps, noticeId: string): Promise<void> {
  if (!deps.config.smtp) return;
  const { rows } = await sql<{
    email: string | null;
    language: string;
    kind: string;
    params: Record<string, string>;
  }>`
    select p.email, p.language, n.kind, n.params from circulation.notice n join people.person p on p.id = n.person_id
    where n.id = ${noticeId} and n.mailed_at is null`.execute(deps.db);
  const notice = rows[0];
  if (!notice?.email || !isLanguage(notice.language)) return;
  const text = await renderNotice(deps.db, notice.kind, notice.params, notice.language);
  await sendMail(deps.config.smtp, { to: notice.email, ...text });
  await sql`update circulation.notice set mailed_at = ${deps.clock.now()} where id = ${noticeId}`.execute(
    deps.db,
  );
}
