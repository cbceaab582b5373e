import { type RawBuilder, sql } from "kysely";
import { regionZone } from "../../consortium/index.ts";
import { type Db, plannedOnce } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { DAY_MS, dateIn, type PlainDate } from "../../kernel/time.ts";
import type { Agreement } from "../agreements/agreements.ts";
import { type RuleValue, ruleValues } from "../words.ts";
import { bookOf, bookVersion, currentBook, type RuleBook } from "./book.ts";
import {
  bareCase,
  type Case,
  type Decision,
  decide,
  explain,
  type Figures,
  isSame,
  valueIn,
} from "./decide.ts";

/** A case with the book that decides it and the figures of the owner. */
export type DecidedCase = {
  /** Which of what was asked it answers. */
  asked: number;
  itemId: number;
  about: Case;
  figures: Figures;
  book: RuleBook;
  homeMemberId: number | null;
  /** What `counts` said, where it was asked for. */
  counts: LoanCount[];
};

type CaseRow = {
  version: string;
  asked: number;
  id: number;
  at: Date;
  member_id: number;
  item_class: string;
  location: string;
  format: string | null;
  added_at: Date;
  time_zone: string;
  loan_days: number;
  renewals_max: number;
  pickup: string | null;
  patron_group: string | null;
  home: string | null;
  home_id: number | null;
  counts: LoanCount[] | null;
};

/** SQL for the affiliation that counts at a moment: at `memberId` while it lasts, else the one that lasts longest. */
function groupOf(personId: RawBuilder<unknown>, memberId: RawBuilder<unknown>, at: RawBuilder<unknown>) {
  return sql`(select a.member_id, h.code, h.time_zone, a.patron_group from people.affiliation_fact a
    join consortium.member_fact h on h.id = a.member_id
    where a.person_id = ${personId} and (a.valid_until is null
      or a.valid_until >= (${at} at time zone h.time_zone)::date)
    order by (a.member_id = ${memberId}) is true desc, a.valid_until desc nulls first, a.member_id limit 1)`;
}

/** An item that goes, or went, to a reader over the desk of a branch; null: whoever, wherever. */
export type CaseAsked = { itemId: number; personId: string | null; branchId: number | null; at: Date };

/**
 * Everything that rules ask of these cases, in one round trip; an item that is not there is left out. `counts`: SQL of the room
 * that keeps loans for what limits count, as a JSON array of `LoanCount`.
 */
export async function casesOf(
  db: Db,
  asked: readonly CaseAsked[],
  counts: RawBuilder<unknown> = sql`null::json`,
): Promise<DecidedCase[]> {
  const items = asked.map((one) => one.itemId);
  const { rows } = await sql<CaseRow>`
    select ${bookVersion} as version, q.n::int - 1 as asked, f.id, q.at, f.member_id, f.item_class, f.location, f.format, f.added_at, m.time_zone,
      m.loan_days, m.renewals_max, g.patron_group, g.code as home, g.member_id as home_id, b.path as pickup,
      ${counts} as counts
    from unnest(${plannedOnce(items, "bigint[]")}, ${asked.map((one) => one.personId)}::uuid[],
      ${asked.map((one) => one.branchId)}::int[], ${asked.map((one) => one.at)}::timestamptz[])
      with ordinality q(item_id, person_id, branch_id, at, n)
    join catalogue.item_fact f on f.id = q.item_id join consortium.member_fact m on m.id = f.member_id
    left join consortium.branch_fact b on b.id = q.branch_id
    left join lateral ${groupOf(sql`q.person_id`, sql`f.member_id`, sql`q.at`)} g on true
    order by q.n`.execute(db);
  if (!rows[0]) return [];
  const book = await bookOf(db, rows[0].version);
  return rows.map((row) => toCase(row, book));
}

function toCase(row: CaseRow, book: RuleBook): DecidedCase {
  const day = dateIn(row.time_zone, row.at);
  const about: Case = {
    ...bareCase(row.member_id, day, row.at.getTime()),
    home: row.home,
    pickup: row.pickup,
    patronGroup: row.patron_group,
    location: row.location === "" ? null : row.location,
    itemClass: row.item_class,
    format: row.format,
    ageDays: Math.floor((row.at.getTime() - row.added_at.getTime()) / DAY_MS),
    inTerm: book.termOn(row.member_id, day) !== undefined,
  };
  return {
    asked: row.asked,
    itemId: row.id,
    about,
    book,
    figures: { loanDays: row.loan_days, renewalsMax: row.renewals_max },
    homeMemberId: row.home_id,
    counts: row.counts ?? [],
  };
}

/** A limit: how many at once; of one library's books only, and of one class only, when the rule is so. */
export type LoanLimit = { most: number; memberId: number | null; itemClass: string | null };

/** What a loan keeps: each value with what decided it and what would have come next. */
export type KeptTerms = { [Value in RuleValue]?: Decision[] };

/** For how long and how often a book goes to a reader, how many they may have, and what the libraries agreed. */
export type LoanTerms = {
  period: string;
  dueTime: string;
  renewalsMax: number;
  limits: LoanLimit[];
  /** The last day of the term, for loans that last so long. */
  termEnd: PlainDate | null;
  agreements: Agreement[];
  about: Case;
  homeMemberId: number | null;
  kept: KeptTerms;
  /** What the reader has, where it was counted. */
  counts: LoanCount[];
};

const MOST_KEPT = 4;

/**
 * What holds when a library's book goes to a reader. A library's limit counts its own books, so does an agreement's; the
 * consortium's counts all of them; all hold. `counts`: as for `casesOf`. Undefined: there is no such item.
 */
export async function loanTerms(
  db: Db,
  { now, ...about }: { itemId: number; personId: string; branchId: number; now: Date },
  counts?: RawBuilder<unknown>,
): Promise<LoanTerms | undefined> {
  const [found] = await casesOf(db, [{ ...about, at: now }], counts);
  return found && termsOf(found);
}

/** What holds in a case. Pure. */
export function termsOf({ about, figures, book, homeMemberId, counts }: DecidedCase): LoanTerms {
  const rules = book.candidates(about);
  const all = explain(rules, figures, about);
  const chains = [
    rules.filter((rule) => rule.layer === "rule" && rule.memberId !== null),
    rules.filter((rule) => rule.layer === "rule" && rule.memberId === null),
    rules.filter((rule) => rule.layer === "agreement"),
  ];
  const limits = chains.flatMap((chain, at) => {
    const decision = decide(chain, null, about, "loansMax")[0];
    const memberId = at === 1 ? null : about.memberId;
    const itemClass = decision?.facts.itemClass ?? null;
    return decision ? [{ most: decision.value as number, memberId, itemClass }] : [];
  });
  const period = valueIn(all.period, "period");
  const kept = ruleValues.map((value) => [value, all[value].slice(0, MOST_KEPT)] as const);
  return {
    period,
    dueTime: valueIn(all.dueTime, "dueTime"),
    renewalsMax: valueIn(all.renewalsMax, "renewalsMax"),
    limits,
    termEnd: period === "term" ? (book.termEnd(about.memberId, about.day) ?? null) : null,
    agreements: book.agreementsFor(about),
    about,
    homeMemberId,
    kept: Object.fromEntries(kept),
    counts,
  };
}

/**
 * What a loan is renewed under: what it was made under, with the term it is now. Loans from before rules, and those taken
 * over from other systems, keep the days they have.
 */
export async function renewalTerms(
  db: Db,
  loan: { member_id: number; terms: KeptTerms | null; loan_days: number },
  day: PlainDate,
): Promise<Pick<LoanTerms, "period" | "dueTime" | "termEnd">> {
  const { terms } = loan;
  if (terms === null)
    return { period: `P${loan.loan_days}D`, dueTime: valueIn([], "dueTime"), termEnd: null };
  const period = valueIn(terms.period ?? [], "period");
  const termEnd = period === "term" ? (await currentBook(db)).termEnd(loan.member_id, day) : undefined;
  return { period, dueTime: valueIn(terms.dueTime ?? [], "dueTime"), termEnd: termEnd ?? null };
}

/** How many books of a library and a class somebody has. */
export type LoanCount = { memberId: number; itemClass: string; count: number };

/** Refuses `too-many-loans` 409 (`limit`) to somebody who has as many as a limit allows already. */
export function demandLimits(limits: readonly LoanLimit[], counts: readonly LoanCount[]): void {
  for (const limit of limits) {
    const has = counts
      .filter((one) => limit.memberId === null || one.memberId === limit.memberId)
      .filter((one) => limit.itemClass === null || isSame(one.itemClass, limit.itemClass))
      .reduce((sum, one) => sum + one.count, 0);
    if (has >= limit.most) throw new Problem("too-many-loans", 409, { limit: limit.most });
  }
}

/** How many requests of a reader may stand at once, by the rules of the library they belong to first, and what said so. */
export async function holdLimit(
  db: Db,
  personId: string,
  now: Date,
): Promise<{ most: number; said: Decision[] }> {
  const { rows } = await sql<{
    version: string;
    member_id: number | null;
    code: string | null;
    patron_group: string | null;
    time_zone: string | null;
  }>`select ${bookVersion} as version, g.member_id, g.code, g.patron_group, g.time_zone
    from (select 1) one left join lateral ${groupOf(sql`${personId}::uuid`, sql`null::smallint`, sql`${now}::timestamptz`)} g on true`.execute(
    db,
  );
  const row = rows[0]!;
  const book = await bookOf(db, row.version);
  const day = dateIn(row.time_zone ?? (await regionZone(db)), now);
  const about = {
    ...bareCase(row.member_id ?? 0, day, now.getTime()),
    home: row.code,
    patronGroup: row.patron_group,
    inTerm: row.member_id !== null && book.termOn(row.member_id, day) !== undefined,
  };
  const said = decide(book.candidates(about), null, about, "holdsMax");
  return { most: valueIn(said, "holdsMax"), said };
}
