import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember } from "../people/index.ts";
import { countAct } from "./daily-acts.ts";
import type { PostingState } from "./posting-states.ts";
import { doubtfulFirst, type Posting } from "./postings.ts";
import { refuse } from "./refusals.ts";
import type { ReportReason } from "./words.ts";

/** Reports one reader may make in a day. */
const REPORTS_PER_DAY = 30;

/**
 * Brings a text others can see before the moderators, in a reader's words; it stays until they decide. The room that
 * owns it has made sure that the reader may see it. Refuses in this order: `already-reported` 409 (their earlier report
 * is open, or the text is before the moderators or hidden already), `acts-exhausted` 429.
 */
export async function reportPosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  posting: Posting,
  words: string,
  reason: ReportReason = "other",
): Promise<void> {
  const { kind, subject, personId } = posting;
  const memberId = personId === null ? null : await homeMember(tx, personId);
  const now = clock.now();
  const text = await doubtfulFirst(tx, posting.texts);
  const { rows } = await sql<{ id: string; state: PostingState }>`insert into moderation.posting
      (id, kind, subject, person_id, member_id, text, about, page, state, submitted_at, waits_since)
    values (${newId<"posting">()}, ${kind}, ${subject}, ${personId}, ${memberId}, ${text},
      ${posting.about ?? ""}, ${posting.page ?? null}, 'published', ${now}, ${now})
    on conflict on constraint posting_once do update set
      text = case when moderation.posting.state = 'published' then excluded.text else moderation.posting.text end,
      waits_since = coalesce(moderation.posting.waits_since,
        case when moderation.posting.state = 'published' then excluded.waits_since end)
    returning id, state`.execute(tx);
  const { id, state } = rows[0]!;
  if (state !== "published") throw refuse("already-reported");
  await refuseOn({ report_open: () => refuse("already-reported") }, () =>
    sql`insert into moderation.report (id, posting_id, reason, words, reported_by, reported_at)
      values (${newId<"report">()}, ${id}, ${reason}, ${words}, ${actor.personId}, ${now})`.execute(tx),
  );
  await countAct(tx, clock, { who: actor.personId, act: "report" }, REPORTS_PER_DAY);
}
