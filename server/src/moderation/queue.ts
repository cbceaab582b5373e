import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { mayDo } from "../people/index.ts";
import type { PostingState } from "./posting-states.ts";
import type { OwnPosting, QueuedPosting } from "./schema.ts";
import type { PostingKind, ReportReason } from "./words.ts";

type Row = {
  id: string;
  kind: PostingKind;
  subject: string;
  text: string;
  about: string;
  page: string | null;
  state: PostingState;
  member: string | null;
  is_anonymous: boolean;
  is_own: boolean;
  findings: string[];
  reason: string | null;
  reason_words: string;
  appeal: string;
  submitted_at: Date;
  waits_since: Date;
  rank: number;
  reports: { id: string; reason: ReportReason; words: string; at: string; byRule: boolean }[];
};

/** Which rows a moderator may decide on: those of the members they moderate, the consortium all. */
function ofOwn(actor: Actor): RawBuilder<boolean> {
  if (mayDo(actor, "community.moderate", null)) return sql<boolean>`true`;
  return sql<boolean>`p.member_id = ${actor.scope}::smallint`;
}

const place = z.tuple([z.number().int(), z.iso.datetime(), z.uuid()]);
/** Appeals first, then what was reported or found doubtful, then what merely waits. */
const RANK = sql`case when p.state = 'appealed' then 0
  when p.state = 'published' or cardinality(p.findings) > 0 then 1 else 2 end`;
const MOST_REPORTS = 20;

/**
 * Everything that waits for this moderator: appeals first, then the reported and doubtful, then the oldest; what belongs
 * to nobody's member waits for the office. Moderators see the words, never who wrote or reported them.
 */
export async function moderationQueue(
  db: Db,
  actor: Actor,
  { limit, cursor, kind }: { limit: number; cursor?: string | undefined; kind?: PostingKind | undefined },
): Promise<{ items: QueuedPosting[]; next: string | null }> {
  const [rank, at, id] = readCursor(cursor, place) ?? [null, null, null];
  const { rows } = await sql<Row>`
    select p.id, p.kind, p.subject, p.text, p.about, p.page, p.state, m.code as member, p.person_id is null as is_anonymous,
      p.person_id is not distinct from ${actor.personId}::uuid as is_own, p.findings, p.reason, p.reason_words, p.appeal,
      p.submitted_at, p.waits_since, q.rank, coalesce((
        select json_agg(json_build_object('id', r.id, 'reason', r.reason, 'words', r.words, 'at', r.reported_at,
          'byRule', r.reported_by is null and r.words = '') order by r.reported_at)
        from (select o.id, o.reason, o.words, o.reported_at, o.reported_by from moderation.report o where o.posting_id = p.id and o.state = 'open'
          order by o.reported_at, o.id limit ${MOST_REPORTS}) r), '[]') as reports
    from moderation.posting p left join consortium.member_fact m on m.id = p.member_id
    cross join lateral (select ${RANK} as rank) q
    where p.waits_since is not null and ${ofOwn(actor)} and (${kind ?? null}::text is null or p.kind = ${kind ?? null}::text)
      and (${at}::timestamptz is null or (q.rank, p.waits_since, p.id) > (${rank}::int, ${at}::timestamptz, ${id}::uuid))
    order by q.rank, p.waits_since, p.id limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (row) => [row.rank, row.waits_since.toISOString(), row.id]);
  return { items: page.items.map(toQueued), next: page.next };
}

function toQueued(row: Row): QueuedPosting {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    text: row.text,
    about: row.about,
    page: row.page,
    state: row.state,
    member: row.member,
    isAnonymous: row.is_anonymous,
    isOwn: row.is_own,
    findings: row.findings,
    reports: row.reports.map(({ at, ...report }) => ({ ...report, reportedAt: new Date(at).toISOString() })),
    reason: row.reason,
    reasonWords: row.reason_words,
    appeal: row.appeal,
    submittedAt: row.submitted_at.toISOString(),
    waitsSince: row.waits_since.toISOString(),
  };
}

const MOST_OWN = 200;

/** Somebody's own texts the moderators did not let through, or not yet; the newest first. What is reported is not told. */
export async function ownPostings(db: Db, personId: string): Promise<OwnPosting[]> {
  const { rows } =
    await sql<Row>`select p.id, p.kind, p.text, p.about, p.page, p.state, p.reason, p.reason_words, p.appeal,
      p.submitted_at from moderation.posting p
    where p.person_id = ${personId} and p.state <> 'published'
    order by p.submitted_at desc, p.id limit ${MOST_OWN}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    text: row.text,
    about: row.about,
    page: row.page,
    state: row.state,
    reason: row.reason,
    reasonWords: row.reason_words,
    appeal: row.appeal,
    mayAppeal: row.state === "rejected" && row.appeal === "",
    submittedAt: row.submitted_at.toISOString(),
  }));
}
