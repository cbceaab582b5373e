import { type RawBuilder, sql } from "kysely";
import { reservedNameIn } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember, mayDo } from "../people/index.ts";
import { REPORTS_PER_DAY } from "./abuse-reports.ts";
import { countAct } from "./daily-acts.ts";
import { DECIDED } from "./decided.ts";
import { applyOwnDecision } from "./own-postings.ts";
import { type ReviewState, reviewStateAfter } from "./review-states.ts";
import { listRules, screenText, screenTexts } from "./text-rules.ts";
import type { AbuseReason } from "./words.ts";

/** Outbox topic: a text of another room may be shown, or may not. Payload `{ kind, subject, isPublic }`. */
export const POSTING_DECIDED = "posting-decided";

/** A text that is to be public. `kind` and `subject` are the owning room's; `personId` null: without an account. */
export type Posting = {
  kind: string;
  subject: string;
  personId: string | null;
  texts: readonly string[];
  /** The one of the texts that is a name: one that speaks for an office or a library waits. */
  name?: string;
};

/** Looks at a text outside, when the region has somebody for that: what it finds sends the text to the moderators. */
export type Screener = { findings(text: string): Promise<string[]> };

/** What every text is held against beside the region's rules. Nobody, unless a deployment sets one. */
let outside: Screener = { findings: async () => [] };

/** Sets who looks at texts outside. */
export function setScreener(screener: Screener): void {
  outside = screener;
}

/** Characters of a text that a moderator reads; all of it is held against the rules. */
const LONGEST = 4000;

/**
 * The one door of every public text: holds it against the rules before it is public. Returns whether it may be shown
 * now: what the rules or the outside screening find, everything by somebody without an account, and every new wording of
 * what a moderator has turned down or a reader reported, waits for a moderator. The writer is told that it waits; the
 * owning room hears of the decision by topic. Refuses `text-refused` 422.
 */
export async function submitPosting(
  tx: Tx,
  clock: Clock,
  posting: Posting,
): Promise<"published" | "pending"> {
  const { kind, subject, personId } = posting;
  const { rows } = await sql<{
    held: boolean;
    state: ReviewState;
  }>`select p.held, p.state from community.posting p
    where p.kind = ${kind} and p.subject = ${subject} for update`.execute(tx);
  const isHeld = rows[0]?.held ?? false;
  const text = posting.texts.filter(Boolean).join("\n");
  const findings = text === "" ? [] : [...(await screenTexts(tx, [text])), ...(await outside.findings(text))];
  const reserved = posting.name ? await reservedNameIn(tx, posting.name) : null;
  if (reserved !== null) findings.push(reserved);
  if (text === "" || (!isHeld && findings.length === 0 && personId !== null)) {
    if (!isHeld) await dropPosting(tx, kind, subject);
    return "published";
  }
  await store(tx, clock, posting, await doubtfulFirst(tx, posting.texts), {
    findings,
    reportedBy: null,
    words: "",
    held: isHeld,
  });
  if (personId !== null && rows[0]?.state !== "pending") await tellWaits(tx, personId, text);
  return "pending";
}

/** The texts in one, cut to what a moderator reads: those the rules point at first. */
async function doubtfulFirst(tx: Tx, texts: readonly string[]): Promise<string> {
  const given = texts.filter(Boolean);
  const whole = given.join("\n");
  if (whole.length <= LONGEST) return whole;
  const rules = await listRules(tx);
  const isDoubtful = (text: string): boolean => screenText(rules, text).findings.length > 0;
  const doubtful = given.filter(isDoubtful);
  return [...doubtful, ...given.filter((text) => !doubtful.includes(text))].join("\n").slice(0, LONGEST);
}

/** Characters of a text by which its writer knows it again. */
const SNIPPET = 40;

async function tellWaits(tx: Tx, personId: string, text: string): Promise<void> {
  await publish(tx, DECIDED, { personId, kind: "text-waits", params: { text: text.slice(0, SNIPPET) } });
}

/**
 * Writes down that a text is turned down by a decision taken elsewhere, such as a report: its writer sees why and may
 * appeal; no new wording of it is shown before a moderator has read it.
 */
export async function rejectPosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  posting: Posting,
  why: { reason: AbuseReason; words: string },
): Promise<void> {
  await store(tx, clock, posting, await doubtfulFirst(tx, posting.texts), {
    findings: [],
    reportedBy: null,
    words: "",
    held: true,
  });
  await sql`update community.posting set state = 'rejected', reason = ${why.reason}, reason_words = ${why.words},
      decided_by = ${actor.personId}, decided_at = ${clock.now()}
    where kind = ${posting.kind} and subject = ${posting.subject}`.execute(tx);
}

/** Those of the subjects whose every new wording waits: turned down, or reported and not yet decided. */
export async function heldSubjects(db: Db, kind: string, subjects: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ subject: string }>`select p.subject from community.posting p
    where p.kind = ${kind} and p.subject = any(${[...subjects]}::text[]) and p.held`.execute(db);
  return rows.map((row) => row.subject);
}

/**
 * Brings something before the moderators that no rule can read, such as a picture: it always waits. `texts` say what it
 * belongs to.
 */
export async function holdPosting(tx: Tx, clock: Clock, posting: Posting): Promise<void> {
  const text = posting.texts.filter(Boolean).join("\n").slice(0, LONGEST) || "—";
  await store(tx, clock, posting, text, { findings: [], reportedBy: null, words: "", held: false });
}

/** Takes something from the moderators' desk that is gone. */
export async function dropPosting(tx: Tx, kind: string, subject: string): Promise<void> {
  await sql`delete from community.posting where kind = ${kind} and subject = ${subject}`.execute(tx);
}

/** True for somebody who may decide on this posting now: they may see what it is about. */
export async function mayModerate(db: Db, actor: Actor, kind: string, subject: string): Promise<boolean> {
  const { rows } = await sql<{ member_id: number | null }>`select p.member_id from community.posting p
    where p.kind = ${kind} and p.subject = ${subject} and p.state in ('pending', 'appealed')`.execute(db);
  return rows[0] !== undefined && mayDo(actor, "community.moderate", rows[0].member_id);
}

async function store(
  tx: Tx,
  clock: Clock,
  { kind, subject, personId }: Omit<Posting, "texts">,
  text: string,
  why: { findings: string[]; reportedBy: string | null; words: string; held: boolean },
): Promise<void> {
  const memberId = personId === null ? null : await homeMember(tx, personId);
  await sql`insert into community.posting (id, kind, subject, person_id, member_id, text, state, findings, reported_by,
      reported_words, submitted_at, held)
    values (${newId<"posting">()}, ${kind}, ${subject}, ${personId}, ${memberId}, ${text}, 'pending', ${why.findings},
      ${why.reportedBy}, ${why.words}, ${clock.now()}, ${why.held})
    on conflict (kind, subject) do update set text = excluded.text, state = 'pending', findings = excluded.findings,
      reported_by = excluded.reported_by, reported_words = excluded.reported_words, held = excluded.held,
      submitted_at = excluded.submitted_at, reason = null, reason_words = '', appeal = ''`.execute(tx);
}

/**
 * Brings a text others can see before the moderators, in a reader's words; it stays until they decide. The room that
 * owns it has made sure that the reader may see it. Refuses `already-reported` 409.
 */
export async function reportPosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  posting: Posting,
  words: string,
): Promise<void> {
  const { rows } = await sql<{ state: ReviewState }>`select p.state from community.posting p
    where p.kind = ${posting.kind} and p.subject = ${posting.subject} for update`.execute(tx);
  if (rows[0]?.state === "pending") throw new Problem("already-reported", 409);
  await countAct(tx, clock, { who: actor.personId, act: "report" }, REPORTS_PER_DAY);
  const text = posting.texts.filter(Boolean).join("\n").slice(0, LONGEST) || "—";
  await store(tx, clock, posting, text, {
    findings: [],
    reportedBy: actor.personId,
    words,
    held: true,
  });
}

/** A text that waits for a decision. Moderators see the words, never who wrote or reported them. */
export type QueuedPosting = {
  id: string;
  kind: string;
  /** Key of what it is about in the room that owns it: a picture's id for `copy-photo`. */
  subject: string;
  text: string;
  state: "pending" | "appealed";
  isAnonymous: boolean;
  isReported: boolean;
  words: string;
  findings: string[];
  reason: string | null;
  reasonWords: string;
  appeal: string;
  submittedAt: string;
};

const PAGE = 100;

function ofOwn(actor: Actor): RawBuilder<boolean> {
  if (mayDo(actor, "community.moderate", null)) return sql<boolean>`true`;
  return sql<boolean>`p.member_id = ${actor.scope}::smallint`;
}

/** Texts that wait for this moderator, appeals first, then the oldest; those of nobody's member wait for the office. */
export async function postingQueue(db: Db, actor: Actor): Promise<QueuedPosting[]> {
  const { rows } = await sql<{
    id: string;
    kind: string;
    subject: string;
    text: string;
    state: "pending" | "appealed";
    is_anonymous: boolean;
    is_reported: boolean;
    reported_words: string;
    findings: string[];
    reason: string | null;
    reason_words: string;
    appeal: string;
    submitted_at: Date;
  }>`select p.id, p.kind, p.subject, p.text, p.state, p.person_id is null as is_anonymous, p.reported_by is not null as is_reported,
      p.reported_words, p.findings, p.reason, p.reason_words, p.appeal, p.submitted_at
    from community.posting p where p.state in ('pending', 'appealed') and ${ofOwn(actor)}
    order by p.state, p.submitted_at, p.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    text: row.text,
    state: row.state,
    isAnonymous: row.is_anonymous,
    isReported: row.is_reported,
    words: row.reported_words,
    findings: row.findings,
    reason: row.reason,
    reasonWords: row.reason_words,
    appeal: row.appeal,
    submittedAt: row.submitted_at.toISOString(),
  }));
}

/**
 * Lets a text be shown, or not. An appeal is decided by somebody else than the moderator it is about, or by the
 * consortium. Refuses in this order: `posting-unknown` 404 (also of other members' readers), `own-posting` 409,
 * `posting-decided` 409, `own-decision` 409.
 */
export async function decidePosting(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  postingId: string,
  decision: { publish: true } | { publish: false; reason: AbuseReason; words: string },
): Promise<void> {
  const { rows } = isUuid(postingId)
    ? await sql<{
        kind: string;
        subject: string;
        person_id: string | null;
        member_id: number | null;
        state: ReviewState;
        decided_by: string | null;
        text: string;
      }>`select p.kind, p.subject, p.person_id, p.member_id, p.state, p.decided_by, p.text from community.posting p
        where p.id = ${postingId} for update`.execute(tx)
    : { rows: [] };
  const posting = rows[0];
  if (!posting || !mayDo(actor, "community.moderate", posting.member_id))
    throw new Problem("posting-unknown", 404);
  if (posting.person_id === actor.personId) throw new Problem("own-posting", 409);
  const next = reviewStateAfter(posting.state, decision.publish ? "publish" : "reject");
  if (!next) throw new Problem("posting-decided", 409);
  const isOwnDecision = posting.state === "appealed" && posting.decided_by === actor.personId;
  if (isOwnDecision && !mayDo(actor, "community.moderate", null)) throw new Problem("own-decision", 409);
  const reason = decision.publish ? null : decision.reason;
  await sql`update community.posting set state = ${next}, held = ${!decision.publish}, reason = ${reason},
      reason_words = ${decision.publish ? "" : decision.words}, decided_by = ${actor.personId}, decided_at = ${clock.now()}
    where id = ${postingId}`.execute(tx);
  const { kind, subject, person_id: personId } = posting;
  await applyOwnDecision(tx, clock, { kind, subject, isPublic: decision.publish });
  await publish(tx, POSTING_DECIDED, { kind, subject, isPublic: decision.publish });
  if (personId !== null)
    await publish(tx, DECIDED, {
      personId,
      kind: decision.publish ? "text-published" : "text-rejected",
      params: {
        text: posting.text.slice(0, SNIPPET),
        words: decision.publish ? "" : decision.words,
        reason: reason ?? "",
      },
    });
  await writeAudit(tx, actor, `posting.${next}`, { kind: "posting", id: postingId }, posting.member_id, {
    reason,
  });
}

/** One of somebody's own texts that waits or was not let through, with why. */
export type OwnPosting = {
  id: string;
  kind: string;
  text: string;
  state: ReviewState;
  reason: string | null;
  reasonWords: string;
  mayAppeal: boolean;
  submittedAt: string;
};

/** Somebody's own texts the moderators had before them and did not let through, or not yet; the newest first. */
export async function ownPostings(db: Db, personId: string): Promise<OwnPosting[]> {
  const { rows } = await sql<{
    id: string;
    kind: string;
    text: string;
    state: ReviewState;
    reason: string | null;
    reason_words: string;
    appeal: string;
    submitted_at: Date;
  }>`select p.id, p.kind, p.text, p.state, p.reason, p.reason_words, p.appeal, p.submitted_at
    from community.posting p where p.person_id = ${personId} and p.state <> 'published'
      and (p.reported_by is null or p.state <> 'pending')
    order by p.submitted_at desc, p.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    text: row.text,
    state: row.state,
    reason: row.reason,
    reasonWords: row.reason_words,
    mayAppeal: row.state === "rejected" && row.appeal === "",
    submittedAt: row.submitted_at.toISOString(),
  }));
}

/** Asks somebody else to look again, once. Refuses `posting-unknown` 404, `posting-not-rejected`, `appeal-used` 409. */
export async function appealPosting(tx: Tx, actor: Actor, postingId: string, words: string): Promise<void> {
  const { rows } = isUuid(postingId)
    ? await sql<{ state: ReviewState; appeal: string }>`select p.state, p.appeal from community.posting p
        where p.id = ${postingId} and p.person_id = ${actor.personId} for update`.execute(tx)
    : { rows: [] };
  const posting = rows[0];
  if (!posting) throw new Problem("posting-unknown", 404);
  const next = reviewStateAfter(posting.state, "appeal");
  if (!next) throw new Problem("posting-not-rejected", 409);
  if (posting.appeal !== "") throw new Problem("appeal-used", 409);
  await sql`update community.posting set state = ${next}, appeal = ${words} where id = ${postingId}`.execute(
    tx,
  );
}
