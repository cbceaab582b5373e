import { sql } from "kysely";
import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { sendMail } from "../kernel/mail.ts";
import { isLanguage } from "../kernel/text.ts";
import { DAY_MS } from "../kernel/time.ts";
import { translator } from "../messages/index.ts";
import { depositProvider } from "./deposit-provider.ts";
import { DEPOSIT_JOB, settleDeposit } from "./deposits.ts";
import {
  forgetLoans,
  letTimePass,
  loansPastDeadline,
  remindAppointments,
  remindBorrowers,
  tidySharing,
} from "./loan-clock.ts";
import type { NoticeParams } from "./notices.ts";
import { renewPhotos, sweepPhotos } from "./photos/photo-renewal.ts";
import { settlePlaces } from "./places.ts";
import { foldTitles } from "./title-folds.ts";

/** When this room's jobs run (crontab, UTC). */
export const sharingSchedule: string[] = [
  "*/10 * * * * sharing-clock",
  "15 * * * * sharing-remind",
  "40 19 * * * sharing-forget",
  "* * * * * sharing-post",
  "* * * * * sharing-photo-renew",
  "30 20 * * * sharing-photo-sweep",
  "5 * * * * sharing-places",
  "* * * * * sharing-fold",
];

const MOST_QUEUED = 1000;
/** Older notices are no news. */
const NEWS_MS = 2 * DAY_MS;
const codeSchema = z.object({ to: z.string(), code: z.string(), circle: z.string(), language: z.string() });

/** The clock's work: deadlines, reminders, forgetting, and the post. */
export function sharingJobs(deps: RouteDeps): JobHandlers {
  const { db, clock } = deps;
  return {
    "sharing-clock": async () => {
      for (const id of await loansPastDeadline(db, clock))
        await inTransaction(db, (tx) => letTimePass(tx, clock, id));
    },
    "sharing-remind": () =>
      inTransaction(db, async (tx) => {
        await remindBorrowers(tx, clock);
        await remindAppointments(tx, clock);
      }),
    "sharing-forget": () =>
      inTransaction(db, async (tx) => {
        await forgetLoans(tx, clock);
        await tidySharing(tx, clock);
      }),
    [DEPOSIT_JOB]: async (payload) => {
      const provider = depositProvider(deps.config, db);
      const { loanId } = z.object({ loanId: z.string() }).parse(payload);
      if (provider) await settleDeposit(db, clock, provider, loanId);
    },
    "sharing-post": () => queuePost(deps),
    "sharing-photo-renew": async () => void (await renewPhotos(deps)),
    "sharing-places": () => inTransaction(db, (tx) => settlePlaces(tx)),
    "sharing-fold": async () => void (await foldTitles(db, null)),
    "sharing-photo-sweep": async () => void (await sweepPhotos(deps)),
    "sharing-mail": (payload) => mailNotice(deps, z.object({ noticeId: z.string() }).parse(payload).noticeId),
    "sharing-mail-code": (payload) => mailCode(deps, codeSchema.parse(payload)),
  };
}

/** Hands new notices to the post, each as a job of its own that is tried again. Without a mail server: nothing. */
async function queuePost(deps: RouteDeps): Promise<void> {
  if (!deps.config.smtp) return;
  const now = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    const { rows } = await sql<{ id: string; email: string | null }>`
      with fresh as (select n.id from sharing.notice n where n.mailed_at is null
        and n.created_at > ${new Date(now.getTime() - NEWS_MS)} order by n.created_at limit ${MOST_QUEUED}
        for update skip locked)
      update sharing.notice n set mailed_at = ${now} from fresh f, people.person p
      where n.id = f.id and p.id = n.person_id returning n.id, p.email`.execute(tx);
    for (const row of rows)
      if (row.email)
        await enqueue(tx, "sharing-mail", { noticeId: row.id }, { key: `sharing-mail-${row.id}` });
  });
}

async function mailNotice(deps: RouteDeps, noticeId: string): Promise<void> {
  if (!deps.config.smtp) return;
  const { rows } = await sql<{ email: string | null; language: string; kind: string; params: NoticeParams }>`
    select p.email, p.language, n.kind, n.params from sharing.notice n join people.person p on p.id = n.person_id
    where n.id = ${noticeId}`.execute(deps.db);
  const notice = rows[0];
  if (!notice?.email || !isLanguage(notice.language)) return;
  const t = translator(notice.language);
  const params = { ...notice.params };
  if (typeof params.outcome === "string") params.outcome = t(`sharing.outcome.${params.outcome}`);
  if (typeof params.at === "string") params.at = `${params.at.slice(0, 16).replace("T", " ")} UTC`;
  const sentence = t(`sharing.notice.${notice.kind}`, params);
  const link = deps.config.publicUrl ? `\n\n${deps.config.publicUrl}/` : "";
  await sendMail(deps.config.smtp, {
    to: notice.email,
    subject: t("sharing.mail.subject"),
    text: `${sentence}${link}\n`,
  });
}

async function mailCode(deps: RouteDeps, given: z.infer<typeof codeSchema>): Promise<void> {
  if (!deps.config.smtp) return;
  const t = translator(isLanguage(given.language) ? given.language : "zh-Hans");
  await sendMail(deps.config.smtp, {
    to: given.to,
    subject: t("sharing.mail.code.subject", { circle: given.circle }),
    text: `${t("sharing.mail.code.text", { circle: given.circle, code: given.code })}\n`,
  });
}
