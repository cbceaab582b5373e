import { sql } from "kysely";
import { reservedNameIn } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember, mayDo } from "../people/index.ts";
import { tellWaits } from "./decision-notices.ts";
import type { PostingState } from "./posting-states.ts";
import { listRules, screenText, screenTexts } from "./text-rules.ts";
import { wasTurnedDown } from "./turned-down.ts";
import { type PostingKind, RULE_REASON } from "./words.ts";

/** A text that is to be public. `kind` and `subject` are the owning room's; `personId` null: without an account. */
export type Posting = {
  kind: PostingKind;
  subject: string;
  personId: string | null;
  texts: readonly string[];
  /** The one of the texts that is a name: one that speaks for an office or a library waits. */
  name?: string;
  /** What it stands at, such as the title of a book, and the page where it stands, below the language. */
  about?: string;
  page?: string;
};

/** Characters of a text that a moderator reads; all of it is held against the rules. */
const LONGEST = 4000;
const LONGEST_ABOUT = 300;

type Standing = { state: PostingState; isHeld: boolean };

/** Locks what stands before the moderators. `isHeld`: every new wording waits: turned down, or reported and not decided. */
async function lockStanding(tx: Tx, kind: PostingKind, subject: string): Promise<Standing | undefined> {
  const { rows } = await sql<{ id: string; held: boolean; state: PostingState }>`select p.id, p.held, p.state
    from moderation.posting p where p.kind = ${kind} and p.subject = ${subject} for update`.execute(tx);
  const row = rows[0];
  if (!row) return undefined;
  const open = await sql`select 1 from moderation.report r
    where r.posting_id = ${row.id} and r.state = 'open' limit 1`.execute(tx);
  return { state: row.state, isHeld: row.held || open.rows.length > 0 };
}

/**
 * The one door of every public text: holds it against the rules before it is public. Returns whether it may be shown
 * now: what the rules find, a name that speaks for others, everything by somebody without an account, and every new
 * wording of what a moderator has turned down (there or elsewhere, also from another account) or a reader reported, waits for a moderator. The writer is told that it
 * waits; the owning room hears of the decision by topic. Refuses `text-refused` 422.
 */
export async function submitPosting(
  tx: Tx,
  clock: Clock,
  posting: Posting,
): Promise<"published" | "pending"> {
  const { kind, subject, personId } = posting;
  const standing = await lockStanding(tx, kind, subject);
  const isHeld = standing?.isHeld ?? false;
  const text = posting.texts.filter(Boolean).join("\n");
  const findings = await screenTexts(tx, [text]);
  const reserved = posting.name ? await reservedNameIn(tx, posting.name) : null;
  if (reserved !== null) findings.push(reserved);
  const again = personId === null ? null : await wasTurnedDown(tx, clock, personId, text);
  if (again !== null) findings.push(again);
  if (text === "" || (!isHeld && findings.length === 0 && personId !== null)) {
    if (standing && !isHeld) await dropPosting(tx, kind, subject);
    return "published";
  }
  const shown = await doubtfulFirst(tx, posting.texts);
  const id = await writePosting(tx, clock, posting, shown, { state: "pending", findings });
  if (personId !== null && standing?.state !== "pending") await tellWaits(tx, clock, id, personId, text);
  return "pending";
}

/**
 * Brings a text before the moderators that always waits, whatever the rules find, such as a review. What a rule refuses
 * is turned down at once with the reason `rule`; its writer may appeal. `id` is the posting's own.
 */
export async function submitToReview(
  tx: Tx,
  clock: Clock,
  id: string,
  posting: Posting,
): Promise<PostingState> {
  await lockStanding(tx, posting.kind, posting.subject);
  const text = posting.texts.filter(Boolean).join("\n");
  const { findings, refusedBy } = screenText(await listRules(tx), text);
  const state = refusedBy === null ? "pending" : "rejected";
  await writePosting(tx, clock, posting, text.slice(0, LONGEST), { state, findings, refusedBy, id });
  return state;
}

/**
 * Brings something before the moderators that no rule can read, such as a picture: it always waits. `texts` say what it
 * belongs to.
 */
export async function holdPosting(tx: Tx, clock: Clock, posting: Posting): Promise<void> {
  const text = posting.texts.filter(Boolean).join("\n").slice(0, LONGEST) || "—";
  await writePosting(tx, clock, posting, text, { state: "pending", findings: [] });
}

/** The texts in one, cut to what a moderator reads: those the rules point at first. */
export async function doubtfulFirst(tx: Tx, texts: readonly string[]): Promise<string> {
  const given = texts.filter(Boolean);
  const whole = given.join("\n");
  if (whole.length <= LONGEST) return whole || "—";
  const rules = await listRules(tx);
  const isDoubtful = (text: string): boolean => screenText(rules, text).findings.length > 0;
  const doubtful = given.filter(isDoubtful);
  return [...doubtful, ...given.filter((text) => !doubtful.includes(text))].join("\n").slice(0, LONGEST);
}

/** Writes a posting as it stands now; what waits, waits from now. A decision about an earlier wording ends; what is held stays held. Returns its id. */
async function writePosting(
  tx: Tx,
  clock: Clock,
  { kind, subject, personId, about = "", page }: Posting,
  text: string,
  now: { state: PostingState; findings: string[]; refusedBy?: string | null; id?: string },
): Promise<string> {
  const memberId = personId === null ? null : await homeMember(tx, personId);
  const isRefused = now.state === "rejected";
  const { rows } = await sql<{
    id: string;
  }>`insert into moderation.posting (id, kind, subject, person_id, member_id, text, about, page, state, findings,
      submitted_at, waits_since, reason, reason_words)
    values (${now.id ?? newId<"posting">()}, ${kind}, ${subject}, ${personId}, ${memberId}, ${text},
      ${about.slice(0, LONGEST_ABOUT)}, ${page ?? null}, ${now.state}, ${now.findings}, ${clock.now()},
      ${now.state === "pending" ? clock.now() : null}, ${isRefused ? RULE_REASON : null}, ${now.refusedBy ?? ""})
    on conflict on constraint posting_once do update set text = excluded.text, about = excluded.about,
      page = excluded.page, state = excluded.state, findings = excluded.findings, person_id = excluded.person_id,
      member_id = excluded.member_id, submitted_at = excluded.submitted_at,
      waits_since = case when excluded.waits_since is not null then coalesce(moderation.posting.waits_since, excluded.waits_since) end,
      reason = excluded.reason, reason_words = excluded.reason_words, appeal = ''
    returning id`.execute(tx);
  return rows[0]!.id;
}

/** Those of the subjects whose every new wording waits: turned down, or reported and not yet decided. */
export async function heldSubjects(
  db: Db,
  kind: PostingKind,
  subjects: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ subject: string }>`select p.subject from moderation.posting p
    where p.kind = ${kind} and p.subject = any(${[...subjects]}::text[]) and (p.held or exists (
      select 1 from moderation.report r where r.posting_id = p.id and r.state = 'open'))`.execute(db);
  return rows.map((row) => row.subject);
}

/** Takes something from the moderators' desk that is gone. */
export async function dropPosting(tx: Tx, kind: PostingKind, ...subjects: string[]): Promise<void> {
  await sql`delete from moderation.posting where kind = ${kind} and subject = any(${subjects}::text[])`.execute(
    tx,
  );
}

/** What a text is about was joined with another: it goes before the moderators under the new key, unless that is there already. */
export async function movePostings(
  tx: Tx,
  kind: PostingKind,
  subjects: readonly { from: string; to: string }[],
): Promise<void> {
  await sql`update moderation.posting p set subject = v.new
    from unnest(${subjects.map((s) => s.from)}::text[], ${subjects.map((s) => s.to)}::text[]) v(old, new)
    where p.kind = ${kind} and p.subject = v.old and not exists (
      select 1 from moderation.posting q where q.kind = p.kind and q.subject = v.new)`.execute(tx);
}

/** True for somebody who may decide on this posting now: they may see what it is about. */
export async function mayModerate(
  db: Db,
  actor: Actor,
  kind: PostingKind,
  subject: string,
): Promise<boolean> {
  const { rows } = await sql<{ member_id: number | null }>`select p.member_id from moderation.posting p
    where p.kind = ${kind} and p.subject = ${subject} and p.waits_since is not null`.execute(db);
  return rows[0] !== undefined && mayDo(actor, "community.moderate", rows[0].member_id);
}
