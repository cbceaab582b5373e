import { sql } from "kysely";
import { getMember, regionZone } from "../consortium/index.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue } from "../kernel/jobs.ts";
import { isLanguage, type Language } from "../kernel/text.ts";
import { DAY_MS, HOUR_MS } from "../kernel/time.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { translator } from "../messages/index.ts";
import { getPerson, homeMember } from "../people/index.ts";
import { sendLetter } from "./letters.ts";
import { noticeLetter, noticeReader, noticeSentence } from "./notice-words.ts";
import type { NoticeParams } from "./notices.ts";
import { wordingFor } from "./wordings/wordings.ts";
import type { NoticeKind } from "./words.ts";

const MOST_QUEUED = 1000;
const MOST_DIGESTS = 500;
const MOST_IN_DIGEST = 50;
/** Older notices are no news: a mail server that is set up later does not send what readers have long read. */
const NEWS_MS = 2 * DAY_MS;
/** A digest comes in the morning of its reader's day, and not sooner than this after the last. */
const DIGEST_HOUR = 7;
const DIGEST_EVERY_MS = 20 * HOUR_MS;

/** Jobs that send one notice, and one digest. */
export const MAIL_JOB = "notices-mail";
export const DIGEST_JOB = "notices-mail-digest";

type MailDeps = Pick<RouteDeps, "db" | "clock" | "config">;

/**
 * Puts new notices into the post, each as a job of its own that is tried again when the mail server refuses. Those of
 * readers who want a digest wait for it, those of readers who want no mail have none. Returns how many were queued.
 */
export async function queueMail(deps: MailDeps): Promise<number> {
  if (!deps.config.smtp) return 0;
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (tx) => {
    const { rows } = await sql<{ id: string; mail: string }>`
      with fresh as (
        select n.id, coalesce(w.mail, 'each') as mail from notices.notice n
        left join notices.wish w on w.person_id = n.person_id
        where n.queued_at is null and n.created_at > ${new Date(now.getTime() - NEWS_MS)}
          and coalesce(w.mail, 'each') <> 'daily'
        order by n.created_at limit ${MOST_QUEUED} for update of n skip locked
      )
      update notices.notice n set queued_at = ${now} from fresh f where n.id = f.id returning n.id, f.mail`.execute(
      tx,
    );
    const wanted = rows.filter((row) => row.mail === "each");
    for (const { id } of wanted) await enqueue(tx, MAIL_JOB, { noticeId: id }, { key: `${MAIL_JOB}-${id}` });
    return wanted.length;
  });
}

type Addressee = { email: string; language: Language; timeZone: string; homeId: number | null };

/** Where and how somebody reads; undefined: no address. */
async function addresseeOf(db: Db, personId: string): Promise<Addressee | undefined> {
  const contact = await getPerson(db, personId);
  if (!contact?.email || !isLanguage(contact.language)) return undefined;
  const homeId = await homeMember(db, personId);
  // The zone of the reader's own library; for others the region's.
  const timeZone = homeId === null ? await regionZone(db) : (await getMember(db, homeId)).timeZone;
  return { email: contact.email, language: contact.language, timeZone, homeId };
}

/**
 * Mails somebody what they are told, as their library words it, and what its room has to say under it; false when they have
 * no address, or nothing sends mail.
 */
export async function mailTo(
  { db, config }: Pick<MailDeps, "db" | "config">,
  told: { personId: string; kind: NoticeKind; params: NoticeParams },
  under: (language: Language) => { parts: string[]; headers?: Record<string, string> },
): Promise<boolean> {
  const to = config.smtp && (await addresseeOf(db, told.personId));
  if (!config.smtp || !to) return false;
  const reader = await noticeReader(db, to.language, to.timeZone);
  const wording = await wordingFor(db, to.homeId, told.kind, to.language);
  const { subject, body } = noticeLetter(told, reader, wording);
  const { parts, headers = {} } = under(to.language);
  await sendLetter(config.smtp, { to: to.email, subject, parts: [body, ...parts], headers });
  return true;
}

/** Sends one notice, once, in its reader's language, with the address of what it is about. */
export async function mailNotice(deps: MailDeps, noticeId: string): Promise<void> {
  if (!deps.config.smtp) return;
  const { rows } = await sql<{
    person_id: string;
    kind: NoticeKind;
    params: NoticeParams;
    link: string | null;
  }>`
    select n.person_id, n.kind, n.params, n.link from notices.notice n
    where n.id = ${noticeId} and n.mailed_at is null`.execute(deps.db);
  const notice = rows[0];
  if (!notice) return;
  const { person_id: personId, link } = notice;
  const isSent = await mailTo(deps, { ...notice, personId }, (language) => ({
    parts: addressLines(deps.config.publicUrl, language, link),
  }));
  if (!isSent) return;
  await sql`update notices.notice set mailed_at = ${deps.clock.now()} where id = ${noticeId}`.execute(
    deps.db,
  );
}

function addressLines(publicUrl: string | undefined, language: Language, link: string | null): string[] {
  if (!publicUrl || link === null) return [];
  return [`${publicUrl}/${language.toLowerCase()}${link}`];
}

/** Queues the digests that are due: what their readers were told since the last one, in the morning of their day. */
export async function queueDigests(deps: MailDeps): Promise<number> {
  if (!deps.config.smtp) return 0;
  const now = deps.clock.now();
  const { rows } = await sql<{ person_id: string }>`select w.person_id from notices.wish w
    where w.mail = 'daily' and (w.digested_at is null or w.digested_at < ${new Date(now.getTime() - DIGEST_EVERY_MS)})
      and exists (select 1 from notices.notice n where n.person_id = w.person_id and n.queued_at is null)
    limit ${MOST_DIGESTS}`.execute(deps.db);
  let sent = 0;
  for (const { person_id } of rows) {
    const to = await addresseeOf(deps.db, person_id);
    if (to && hourIn(to.timeZone, now) >= DIGEST_HOUR && (await queueDigest(deps, person_id))) sent++;
  }
  return sent;
}

function hourIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at));
}

/** Takes what is due for one digest and puts it into the post as a job; true when there was something. */
async function queueDigest(deps: MailDeps, personId: string): Promise<boolean> {
  const now = deps.clock.now();
  return await inTransaction(deps.db, async (tx) => {
    await sql`update notices.wish set digested_at = ${now} where person_id = ${personId}`.execute(tx);
    const { rows } = await sql<{ id: string; is_news: boolean }>`
      update notices.notice n set queued_at = ${now} where n.person_id = ${personId} and n.queued_at is null
      returning n.id, n.read_at is null and n.created_at > ${new Date(now.getTime() - NEWS_MS)} as is_news`.execute(
      tx,
    );
    const noticeIds = rows.filter((row) => row.is_news).map((row) => row.id);
    if (noticeIds.length > 0)
      await enqueue(tx, DIGEST_JOB, { personId, noticeIds: noticeIds.slice(-MOST_IN_DIGEST) });
    return noticeIds.length > 0;
  });
}

/** Sends one digest, once: every notice as a line with its moment and address. */
export async function mailDigest(
  deps: MailDeps,
  personId: string,
  noticeIds: readonly string[],
): Promise<void> {
  const to = await addresseeOf(deps.db, personId);
  if (!to || !deps.config.smtp) return;
  const { rows } = await sql<{ kind: string; params: NoticeParams; link: string | null; created_at: Date }>`
    select n.kind, n.params, n.link, n.created_at from notices.notice n
    where n.id = any(${noticeIds}::uuid[]) and n.mailed_at is null order by n.created_at, n.id`.execute(
    deps.db,
  );
  if (rows.length === 0) return;
  const reader = await noticeReader(deps.db, to.language, to.timeZone);
  const parts = rows.map((notice) =>
    [
      `${formatMoment(notice.created_at.toISOString(), to.language, to.timeZone)}  ${noticeSentence(notice, reader)}`,
      ...addressLines(deps.config.publicUrl, to.language, notice.link),
    ].join("\n"),
  );
  const subject = translator(to.language)("notice.digest.subject", { count: rows.length });
  await sendLetter(deps.config.smtp, { to: to.email, subject, parts });
  await sql`update notices.notice set mailed_at = ${deps.clock.now()}
    where id = any(${noticeIds}::uuid[])`.execute(deps.db);
}
