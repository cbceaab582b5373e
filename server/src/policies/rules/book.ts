import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { LocalText } from "../../kernel/text.ts";
import type { PlainDate } from "../../kernel/time.ts";
import type { Agreement, Blackout } from "../agreements/agreements.ts";
import { agreedFacts } from "../agreements/words.ts";
import type { StoredSetting } from "../settings/inherit.ts";
import { type Case, type Facts, folded, type LoanRule, type Says } from "./decide.ts";

/** A term of the year; a library's own, or the consortium's. */
export type Term = {
  id: number;
  memberId: number | null;
  name: LocalText;
  firstOn: PlainDate;
  lastOn: PlainDate;
};

/** Everything that rules decide by, as it was at one version; kept in memory and found by owner, group and class. */
export class RuleBook {
  readonly version: string;
  readonly agreements: readonly Agreement[];
  readonly terms: readonly Term[];
  readonly settings: readonly StoredSetting[];
  readonly rules: readonly LoanRule[];
  readonly #byKey = new Map<string, LoanRule[]>();
  readonly #lent: readonly LoanRule[];

  constructor(
    version: string,
    rules: readonly LoanRule[],
    more: {
      agreements: readonly Agreement[];
      terms: readonly Term[];
      settings: readonly StoredSetting[];
    },
  ) {
    this.version = version;
    this.rules = rules;
    this.agreements = more.agreements;
    this.terms = more.terms;
    this.settings = more.settings;
    for (const rule of rules) {
      const key = keyOf(rule.memberId, rule.facts.patronGroup, rule.facts.itemClass);
      const known = this.#byKey.get(key);
      if (known) known.push(rule);
      else this.#byKey.set(key, [rule]);
    }
    this.#lent = more.agreements.map((one) => ({
      id: one.id,
      layer: "agreement",
      memberId: one.lenderId,
      facts: { ...one.facts, ...(one.borrower !== null && { home: one.borrower }) },
      says: one.says,
      locked: false,
      from: 0,
      until: null,
    }));
  }

  /** Rules that may hold in a case, with the agreements that reach it: eight small lists instead of all. */
  candidates(about: Case): LoanRule[] {
    const found: LoanRule[] = [];
    for (const member of [about.memberId, null])
      for (const group of about.patronGroup === null ? [undefined] : [undefined, about.patronGroup])
        for (const itemClass of about.itemClass === null ? [undefined] : [undefined, about.itemClass])
          found.push(...(this.#byKey.get(keyOf(member, group, itemClass)) ?? []));
    const reached = new Set(this.agreementsFor(about).map((one) => one.id));
    found.push(...this.#lent.filter((one) => reached.has(one.id)));
    return found;
  }

  /** Whether any rule, agreement or setting keeps a copy from requests: where none does, nothing has to be asked. */
  get refusesRequests(): boolean {
    return (
      this.agreements.length > 0 ||
      this.rules.some((rule) => rule.says.holdable !== undefined) ||
      this.settings.some((one) => one.key === "newCopiesOwnDays" && one.value !== 0)
    );
  }

  /** Agreements that hold when the owner of a case lends to the reader of another library, on its day. */
  agreementsFor(about: Case): Agreement[] {
    return this.agreements.filter((one) => {
      if (one.lenderId !== about.memberId || about.home === null || about.home === one.lender) return false;
      if (one.borrower !== null && one.borrower !== about.home) return false;
      if (one.validFrom > about.day || (one.validUntil !== null && one.validUntil < about.day)) return false;
      return agreedFacts.every((fact) => {
        const named = one.facts[fact];
        const given = about[fact];
        return named === undefined || (given !== null && folded(named) === folded(given));
      });
    });
  }

  /** The term a day lies in at a library: its own before the consortium's; without one, none. */
  termOn(memberId: number, day: PlainDate): Term | undefined {
    const on = this.#termsOf(memberId).filter((one) => one.firstOn <= day && day <= one.lastOn);
    return on.find((one) => one.memberId !== null) ?? on[0];
  }

  /** The day a loan to the end of the term ends: that of the term it is, else of the next one; undefined: none is known. */
  termEnd(memberId: number, day: PlainDate): PlainDate | undefined {
    const now = this.termOn(memberId, day);
    if (now) return now.lastOn;
    const later = this.#termsOf(memberId).filter((one) => one.firstOn > day);
    return later.sort((a, b) => (a.firstOn < b.firstOn ? -1 : 1))[0]?.lastOn;
  }

  /** A library with terms of its own goes by these alone. */
  #termsOf(memberId: number): Term[] {
    const own = this.terms.filter((one) => one.memberId === memberId);
    return own.length > 0 ? own : this.terms.filter((one) => one.memberId === null);
  }
}

function keyOf(memberId: number | null, group: string | undefined, itemClass: string | undefined): string {
  return `${memberId ?? 0}|${folded(group ?? "")}|${folded(itemClass ?? "")}`;
}

const books = new WeakMap<object, RuleBook>();
/** Rules that ended longer ago decide nothing that anybody asks. */
const KEPT_DAYS = 400;

/**
 * SQL for what names the book that holds now: statements that ask something else take it along. What a transaction that is
 * taken back has written is named by that transaction, and so by nobody else.
 */
export const bookVersion = sql<string>`(select v.n || ':' || v.xmin from policies.book_version v)`;

/** The book of this number, from memory unless it was changed since. */
export async function bookOf(db: Db, version: string): Promise<RuleBook> {
  const place = db.getExecutor().adapter;
  const known = books.get(place);
  if (known?.version === version) return known;
  const book = await readBook(db);
  books.set(place, book);
  return book;
}

/** The book that holds now. */
export async function currentBook(db: Db): Promise<RuleBook> {
  const { rows } = await sql<{ n: string }>`select ${bookVersion} as n`.execute(db);
  return await bookOf(db, rows[0]!.n);
}

export type RuleRow = {
  id: number;
  member_id: number | null;
  facts: Facts;
  says: Says;
  locked: boolean;
  valid_from: Date;
  valid_until: Date | null;
};

type BookRow = {
  n: string;
  terms: Term[];
  settings: StoredSetting[];
};

async function readBook(db: Db): Promise<RuleBook> {
  const { rows } = await sql<BookRow>`select ${bookVersion} as n,
    (select coalesce(json_agg(json_build_object('id', t.id, 'memberId', t.member_id, 'name', t.name,
      'firstOn', t.first_on, 'lastOn', t.last_on) order by t.first_on, t.id), '[]') from policies.term t) as terms,
    (select coalesce(json_agg(json_build_object('key', s.key, 'memberId', s.member_id, 'branchId', s.branch_id,
      'value', s.value, 'locked', s.locked)), '[]') from policies.setting s) as settings`.execute(db);
  const { n, terms, settings } = rows[0]!;
  return new RuleBook(n, await readRules(db), { terms, settings, agreements: await readAgreements(db) });
}

/** Every rule that holds, will hold, or held within the last year: all, or a library's with the consortium's. */
export async function readRules(db: Db, memberId?: number | null): Promise<LoanRule[]> {
  const whose =
    memberId === undefined ? sql`true` : sql`(r.member_id is null or r.member_id = ${memberId}::smallint)`;
  const { rows } = await sql<RuleRow>`
    select r.id, r.member_id, r.facts, r.says, r.locked, r.valid_from, r.valid_until from policies.loan_rule r
    where ${whose} and (r.valid_until is null or r.valid_until > now() - make_interval(days => ${KEPT_DAYS}))
    order by r.member_id nulls last, r.facts::text, r.valid_from, r.id`.execute(db);
  return rows.map(toRule);
}

/** A rule as it decides. */
export function toRule(row: RuleRow): LoanRule {
  return {
    id: row.id,
    layer: "rule",
    memberId: row.member_id,
    facts: row.facts,
    says: row.says,
    locked: row.locked,
    from: row.valid_from.getTime(),
    until: row.valid_until?.getTime() ?? null,
  };
}

/** All agreements, those that are over too. */
export async function readAgreements(db: Db): Promise<Agreement[]> {
  const { rows } = await sql<Agreement & { blackouts: Blackout[] }>`
    select a.id, a.lender_id as "lenderId", l.code as lender, a.borrower_id as "borrowerId", b.code as borrower, a.facts,
      a.says, a.lends, a.quota, a.guests_max as "guestsMax", a.local_first_days as "localFirstDays",
      a.valid_from::text as "validFrom", a.valid_until::text as "validUntil", a.blackouts
    from policies.agreement a join consortium.member_fact l on l.id = a.lender_id
    left join consortium.member_fact b on b.id = a.borrower_id order by a.id`.execute(db);
  return rows;
}
