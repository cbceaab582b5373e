import { sql } from "kysely";
import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { sendMail } from "../kernel/mail.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { isLanguage } from "../kernel/text.ts";
import { publishAvailability } from "./availability-events.ts";
import { expireHold, listShelfExpired } from "./holds.ts";
import { lockInstance } from "./instance-lock.ts";
import { renderNotice } from "./notice-texts.ts";
import { notify } from "./notices.ts";
import { targetHolds } from "./targeting.ts";

/** When this room's jobs run (crontab, UTC). */
export const circulationSchedule: string[] = [
  "5 * * * * circulation-expire-shelf",
  "30 0 * * * circulation-remind",
];

const DUE_SOON_DAYS = 3;
const MOST_REMINDERS = 5000;

/** `mail-notice`, and the clock's work: holds that stood too long, loans due soon or overdue. */
export function circulationJobs(deps: RouteDeps): JobHandlers {
  return {
    "mail-notice": (payload) => mailNotice(deps, z.object({ noticeId: z.string() }).parse(payload).noticeId),
    "circulation-expire-shelf": async () => {
      for (const holdId of await listShelfExpired(deps.db, deps.clock))
        await inTransaction(deps.db, (tx) => expireHold(tx, deps.clock, holdId));
    },
    "circulation-remind": () => remind(deps),
  };
}

async function mailNotice(deps: RouteDeps, noticeId: string): Promise<void> {
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

async function remind(deps: RouteDeps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const { rows } = await sql<{
      id: string;
      person_id: string;
      title: string;
      due_on: string;
      overdue: boolean;
    }>`
      select l.id, l.person_id, x.brief -> 'title' ->> 'main' as title, l.due_on, l.due_on < d.today as overdue
      from circulation.loan l join catalogue.item i on i.id = l.item_id
      join catalogue.record r on r.id = i.record_id join catalogue.instance x on x.id = r.instance_id
      join consortium.member m on m.id = i.member_id
      cross join lateral (select (${deps.clock.now()}::timestamptz at time zone m.time_zone)::date as today) d
      where l.returned_at is null and l.due_on in (d.today + ${DUE_SOON_DAYS}::int, d.today - 1)
        and not exists (select 1 from circulation.notice n where n.person_id = l.person_id
          and n.params ->> 'loanId' = l.id::text and n.params ->> 'dueOn' = l.due_on::text
          and n.kind = case when l.due_on < d.today then 'loan-overdue' else 'loan-due-soon' end)
      limit ${MOST_REMINDERS}`.execute(tx);
    for (const row of rows)
      await notify(tx, deps.clock, row.person_id, row.overdue ? "loan-overdue" : "loan-due-soon", {
        loanId: row.id,
        title: row.title,
        dueOn: row.due_on,
      });
  });
}

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Records came, went or moved: readers who wait for these instances may be served now. */
export function circulationSubscribers(deps: RouteDeps): Subscriber[] {
  return [
    {
      topic: "instances-changed",
      name: "circulation.targeting",
      handle: async (tx, messages) => {
        const ids = [...new Set(messages.flatMap((m) => changedSchema.parse(m.payload).instanceIds))];
        await sql`update circulation.hold h set instance_id = i.merged_into, version = h.version + 1
          from catalogue.instance i
          where i.id = h.instance_id and i.merged_into is not null and h.instance_id = any(${ids}::bigint[])
            and h.state in ('waiting', 'targeted', 'in-transit', 'on-shelf')
            and not exists (select 1 from circulation.hold o where o.person_id = h.person_id
              and o.instance_id = i.merged_into and o.state in ('waiting', 'targeted', 'in-transit', 'on-shelf'))`.execute(
          tx,
        );
        const { rows } = await sql<{ instance_id: number }>`
          select distinct h.instance_id from circulation.hold h
          where h.state in ('waiting', 'targeted') and (h.instance_id = any(${ids}::bigint[]) or h.instance_id in (
            select i.merged_into from catalogue.instance i where i.id = any(${ids}::bigint[])))
          order by h.instance_id`.execute(tx);
        for (const { instance_id } of rows) {
          await lockInstance(tx, instance_id);
          if ((await targetHolds(tx, deps.clock, instance_id)) > 0)
            await publishAvailability(tx, [instance_id]);
        }
      },
    },
  ];
}
