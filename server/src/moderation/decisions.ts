import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import { mayDo } from "../people/index.ts";
import { tellDecision } from "./decision-notices.ts";
import { type PostingState, postingStateAfter } from "./posting-states.ts";
import { refuse } from "./refusals.ts";
import { forgetTurnedDown, rememberTurnedDown } from "./turned-down.ts";
import type { PostingKind, ReportReason } from "./words.ts";

/** Outbox topic: a text of a room above may be shown, or may not. Payload `{ kind, subject, isPublic }`. */
export const POSTING_DECIDED = "posting-decided";

/** What a moderator says: let it be shown, or not, and why. */
export type Decision = { publish: true } | { publish: false; reason: ReportReason; words: string };

type LockedPosting = {
  id: string;
  kind: PostingKind;
  subject: string;
  person_id: string | null;
  member_id: number | null;
  state: PostingState;
  waits_since: Date | null;
  decided_by: string | null;
  text: string;
  about: string;
};

async function lockPosting(tx: Tx, actor: Actor, postingId: string): Promise<LockedPosting> {
  const { rows } = isUuid(postingId)
    ? await sql<LockedPosting>`select p.id, p.kind, p.subject, p.person_id, p.member_id, p.state, p.waits_since,
        p.decided_by, p.text, p.about from moderation.posting p where p.id = ${postingId} for update`.execute(
        tx,
      )
    : { rows: [] };
  const posting = rows[0];
  if (!posting || !mayDo(actor, "community.moderate", posting.member_id)) throw refuse("posting-unknown");
  return posting;
}

/**
 * Lets a text be shown, or not; open reports about it are decided with it. Nobody decides on a text of their own, on
 * what they reported themselves, nor on an appeal against their own decision, which only the office may. Refuses in this
 * order: `posting-unknown` 404 (also of other members' readers), `own-posting` 409, `posting-decided` 409,
 * `own-report` 409, `own-decision` 409. Returns the member it concerns.
 */
export async function decidePosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postingId: string,
  decision: Decision,
): Promise<{ memberId: number | null }> {
  const posting = await lockPosting(tx, actor, postingId);
  if (posting.person_id === actor.personId) throw refuse("own-posting");
  const next = postingStateAfter(posting.state, decision.publish ? "publish" : "reject");
  if (!next || posting.waits_since === null) throw refuse("posting-decided");
  await demandImpartial(tx, actor, posting);
  const reason = decision.publish ? null : decision.reason;
  const words = decision.publish ? "" : decision.words;
  await sql`update moderation.posting set state = ${next}, held = ${!decision.publish}, reason = ${reason},
      reason_words = ${words}, decided_by = ${actor.personId}, decided_at = ${clock.now()}, waits_since = null
    where id = ${posting.id}`.execute(tx);
  await sql`update moderation.report set state = ${decision.publish ? "dismissed" : "upheld"},
      decided_by = ${actor.personId}, decided_at = ${clock.now()}
    where posting_id = ${posting.id} and state = 'open'`.execute(tx);
  const { kind, subject, person_id: personId, text, about } = posting;
  if (decision.publish) await forgetTurnedDown(tx, posting.id);
  else if (personId !== null && kind !== "copy-photo")
    await rememberTurnedDown(tx, clock, { id: posting.id, personId, text });
  await publish(tx, POSTING_DECIDED, { kind, subject, isPublic: decision.publish });
  // Whose text was seen all the time is not told of a report that came to nothing.
  if (personId !== null && !(decision.publish && posting.state === "published"))
    await tellDecision(tx, clock, {
      id: posting.id,
      kind,
      personId,
      text,
      about,
      isPublic: decision.publish,
      reason: reason ?? "",
      words,
    });
  return { memberId: posting.member_id };
}

async function demandImpartial(tx: Tx, actor: Actor, posting: LockedPosting): Promise<void> {
  const { rows } = await sql`select 1 from moderation.report r
    where r.posting_id = ${posting.id} and r.state = 'open' and r.reported_by = ${actor.personId} limit 1`.execute(
    tx,
  );
  if (rows.length > 0) throw refuse("own-report");
  const isOwnDecision = posting.state === "appealed" && posting.decided_by === actor.personId;
  if (isOwnDecision && !mayDo(actor, "community.moderate", null)) throw refuse("own-decision");
}

/**
 * Agrees with a report, which takes its subject from others' sight for the reason it gives, or not. All open reports about
 * the same text are decided with it. Refuses `report-unknown` 404 (also of other members), `report-decided` 409, and as
 * `decidePosting`.
 */
export async function decideReport(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  reportId: string,
  uphold: boolean,
): Promise<{ memberId: number | null }> {
  const { rows } = isUuid(reportId)
    ? await sql<{ posting_id: string; state: string; reason: ReportReason; member_id: number | null }>`
        select r.posting_id, r.state, r.reason, p.member_id from moderation.report r
        join moderation.posting p on p.id = r.posting_id where r.id = ${reportId} for update`.execute(tx)
    : { rows: [] };
  const report = rows[0];
  if (!report || !mayDo(actor, "community.moderate", report.member_id)) throw refuse("report-unknown");
  if (report.state !== "open") throw refuse("report-decided");
  const decision: Decision = uphold
    ? { publish: false, reason: report.reason, words: "" }
    : { publish: true };
  return await decidePosting(tx, actor, clock, report.posting_id, decision);
}

/** Asks somebody else to look again, once. Refuses `posting-unknown` 404, `posting-not-rejected`, `appeal-used` 409. */
export async function appealPosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postingId: string,
  words: string,
): Promise<void> {
  const { rows } = isUuid(postingId)
    ? await sql<{ state: PostingState; appeal: string }>`select p.state, p.appeal from moderation.posting p
        where p.id = ${postingId} and p.person_id = ${actor.personId} for update`.execute(tx)
    : { rows: [] };
  const posting = rows[0];
  if (!posting) throw refuse("posting-unknown");
  const next = postingStateAfter(posting.state, "appeal");
  if (!next) throw refuse("posting-not-rejected");
  if (posting.appeal !== "") throw refuse("appeal-used");
  await sql`update moderation.posting set state = ${next}, appeal = ${words}, waits_since = ${clock.now()}
    where id = ${postingId}`.execute(tx);
}
