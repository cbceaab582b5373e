import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { type LibraryFacts, libraryFacts } from "../people/index.ts";

/** Why somebody may not borrow, in the order in which it is told. */
const standingRefusals = [
  "library-needed",
  "card-blocked",
  "affiliation-expired",
  "overdue-too-long",
] as const;

/** Where a reader stands: may they borrow, ask and renew; if not, why; and the last day of their right, null without end. */
export type Standing =
  | { may: true; why: null; until: PlainDate | null }
  | {
      may: false;
      why: (typeof standingRefusals)[number];
      until: PlainDate | null;
      title?: string | null;
      days?: number;
    };

/** What decides a reader's standing; see `standingFacts`. */
export type StandingFacts = LibraryFacts & { overdue: { title: string | null; days: number } | null };

/**
 * SQL for what decides a reader's standing, as one JSON value: a statement that asks something else besides takes it along.
 * Days are those of the library concerned: the member of the affiliation, the owner of the book, who says after how many
 * days overdue nothing more is lent. No library is more than a day ahead of UTC: what is due later than that is not read.
 */
export function standingFacts(personId: RawBuilder<unknown>, now: Date): RawBuilder<StandingFacts> {
  return sql<StandingFacts>`(${libraryFacts(personId, now)}::jsonb || jsonb_build_object('overdue', (
    select json_build_object('title', x.title, 'days', b.days) from circulation.loan l
    join catalogue.item_line i on i.id = l.item_id join consortium.member_fact m on m.id = i.member_id
    join policies.overdue_block b on b.member_id = m.id
    join catalogue.record_line r on r.id = i.record_id join catalogue.title_line x on x.id = r.instance_id
    where l.person_id = ${personId} and l.returned_at is null and l.claimed_at is null
      and l.due_on < (${now}::timestamptz at time zone 'UTC')::date + 1
      and l.due_on + b.days < (${now}::timestamptz at time zone m.time_zone)::date
    order by l.due_on limit 1)))`;
}

/** Where a reader stands, by these facts. Pure. */
export function judgeStanding(facts: StandingFacts): Standing {
  const until = facts.until === null || facts.until === "infinity" ? null : facts.until;
  if (!facts.belongs) return { may: false, why: "library-needed", until: null };
  if (facts.blocked) return { may: false, why: "card-blocked", until };
  if (facts.affiliated && facts.until === null)
    return { may: false, why: "affiliation-expired", until: facts.ended };
  if (facts.overdue !== null) return { may: false, why: "overdue-too-long", until, ...facts.overdue };
  return { may: true, why: null, until };
}

/**
 * Where a reader stands: the one answer that check-out, request and renewal go by. A block of one card holds for the
 * person; the right lasts as long as the longest affiliation.
 */
export async function patronStanding(db: Db, clock: Clock, personId: string): Promise<Standing> {
  const { rows } = await sql<{ facts: StandingFacts }>`
    select ${standingFacts(sql`${personId}::uuid`, clock.now())} as facts`.execute(db);
  return judgeStanding(rows[0]!.facts);
}

/** Refuses 409 with why the reader may not borrow; gives the last day of their right, null without end. */
export function demandStanding(standing: Standing): PlainDate | null {
  if (standing.may) return standing.until;
  const params: Problem["params"] = { limit: standing.days ?? 0, title: standing.title ?? "" };
  if (standing.why === "affiliation-expired")
    throw new Problem(standing.why, 409, { validUntil: standing.until });
  throw new Problem(standing.why, 409, standing.why === "overdue-too-long" ? params : {});
}
