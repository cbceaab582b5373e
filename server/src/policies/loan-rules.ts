import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type ConstraintProblems, Problem, refuseOn } from "../kernel/problem.ts";
import { demandPermission } from "../people/index.ts";
import { decide, type Figures, isSame, type LoanRule, valueIn } from "./decide.ts";
import { refuse } from "./refusals.ts";

type RuleRow = {
  id: number;
  member_id: number | null;
  patron_group: string | null;
  item_class: string | null;
  loan_days: number | null;
  renewals_max: number | null;
  loans_max: number | null;
  holds_max: number | null;
  locked: boolean;
};
const COLUMNS = sql`r.id, r.member_id, r.patron_group, r.item_class, r.loan_days, r.renewals_max, r.loans_max, r.holds_max,
  r.locked`;
const MOST_RULES = 2000;

const invalid = () => refuse("loan-rule-invalid");
const constraintProblems: ConstraintProblems = {
  loan_rule_member: () => refuse("member-unknown"),
  loan_rule_group_given: invalid,
  loan_rule_class_given: invalid,
  loan_rule_days_range: invalid,
  loan_rule_renewals_range: invalid,
  loan_rule_loans_range: invalid,
  loan_rule_holds_range: invalid,
  loan_rule_lock_of_consortium: () => refuse("loan-rule-lock"),
  loan_rule_says_something: () => refuse("loan-rule-empty"),
  loan_rule_holds_of_no_class: () => refuse("loan-rule-holds-class"),
};

/** Refuses `forbidden` 403 unless the actor may change the rules of a library (null: of the consortium). */
export function demandRules(actor: Actor, memberId: number | null): void {
  demandPermission(actor, memberId === null ? "consortium.manage" : "circulation.manage", memberId);
}

/**
 * Sets what holds for a group and a class at a library, whatever was set before. Refuses: `forbidden` 403,
 * `loan-rule-invalid`, `loan-rule-empty`, `loan-rule-lock`, `loan-rule-holds-class` 400, `loan-rule-locked` 409 (a locked
 * rule of the consortium says this value already).
 */
export async function setLoanRule(tx: Tx, actor: Actor, rule: Omit<LoanRule, "id">): Promise<LoanRule> {
  demandRules(actor, rule.memberId);
  if (rule.memberId !== null) await refuseLocked(tx, rule);
  const { rows } = await refuseOn(constraintProblems, () =>
    sql<RuleRow>`insert into policies.loan_rule as r
        (member_id, patron_group, item_class, loan_days, renewals_max, loans_max, holds_max, locked)
      values (${rule.memberId}, ${rule.patronGroup}, ${rule.itemClass}, ${rule.loanDays}, ${rule.renewalsMax},
        ${rule.loansMax}, ${rule.holdsMax}, ${rule.locked})
      on conflict (member_id, patron_group, item_class) do update set loan_days = excluded.loan_days,
        renewals_max = excluded.renewals_max, loans_max = excluded.loans_max, holds_max = excluded.holds_max,
        locked = excluded.locked
      returning ${COLUMNS}`.execute(tx),
  );
  const set = toRule(rows[0]!);
  const { id, memberId, ...detail } = set;
  await writeAudit(tx, actor, "loan-rule.set", { kind: "loan-rule", id: String(id) }, memberId, detail);
  return set;
}

/** A library's rule that a locked one overrules in every case would only be read wrongly. */
async function refuseLocked(tx: Tx, rule: Omit<LoanRule, "id">): Promise<void> {
  const locked = (await rulesOf(tx, rule.memberId!)).filter((one) => one.locked);
  const about = { ...rule, memberId: rule.memberId! };
  for (const value of ["loanDays", "renewalsMax", "loansMax", "holdsMax"] as const)
    if (rule[value] !== null && decide(locked, null, about, value).length > 0)
      throw refuse("loan-rule-locked", { value });
}

/** Takes a rule away. Refuses: `loan-rule-unknown` 404 (also one that is not the actor's to know), `forbidden` 403. */
export async function removeLoanRule(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } = await sql<RuleRow>`
    select ${COLUMNS} from policies.loan_rule r where r.id = ${id} for update`.execute(tx);
  if (!rows[0]) throw refuse("loan-rule-unknown");
  const { memberId, patronGroup, itemClass } = toRule(rows[0]);
  demandRules(actor, memberId);
  await sql`delete from policies.loan_rule where id = ${id}`.execute(tx);
  const detail = { patronGroup, itemClass };
  await writeAudit(tx, actor, "loan-rule.remove", { kind: "loan-rule", id: String(id) }, memberId, detail);
}

/** The rules of a library and of the consortium (null: these alone), the library's first, then by whom and what they name. */
export async function rulesOf(db: Db, memberId: number | null): Promise<LoanRule[]> {
  const { rows } = await sql<RuleRow>`select ${COLUMNS} from policies.loan_rule r
    where r.member_id is null or r.member_id = ${memberId}::smallint
    order by r.member_id nulls last, r.patron_group nulls first, r.item_class nulls first, r.id
    limit ${MOST_RULES}`.execute(db);
  return rows.map(toRule);
}

/** The group a reader is of for a library's rules: there while it lasts, else where it lasts longest; null: of none. */
async function groupOf(
  db: Db,
  about: { personId: string; memberId: number | null; now: Date },
): Promise<{ memberId: number; patronGroup: string } | null> {
  const { rows } = await sql<{ member_id: number; patron_group: string }>`
    select a.member_id, a.patron_group from people.affiliation_fact a
    join consortium.member_fact m on m.id = a.member_id
    where a.person_id = ${about.personId} and (a.valid_until is null
      or a.valid_until >= (${about.now}::timestamptz at time zone m.time_zone)::date)
    order by (a.member_id = ${about.memberId}::smallint) is true desc, a.valid_until desc nulls first, a.member_id
    limit 1`.execute(db);
  const one = rows[0];
  return one ? { memberId: one.member_id, patronGroup: one.patron_group } : null;
}

/** A limit: how many at once; of one library's books only, and of one class only, when the rule is so. */
export type LoanLimit = { most: number; memberId: number | null; itemClass: string | null };

/** For how long and how often a book goes to a reader, and how many they may have. */
export type LoanTerms = { loanDays: number; renewalsMax: number; limits: LoanLimit[] };

/**
 * What holds when a library's book goes to a reader. A library's limit counts its own books, the consortium's all of them;
 * both hold.
 */
export async function loanTerms(
  db: Db,
  about: { memberId: number; itemClass: string; personId: string; now: Date },
  figures: Figures,
): Promise<LoanTerms> {
  const rules = await rulesOf(db, about.memberId);
  const named = rules.some((rule) => rule.patronGroup !== null);
  const patronGroup = named ? ((await groupOf(db, about))?.patronGroup ?? null) : null;
  const now = { memberId: about.memberId, patronGroup, itemClass: about.itemClass };
  const chains = [
    rules.filter((rule) => rule.memberId !== null),
    rules.filter((rule) => rule.memberId === null),
  ];
  const limits = chains.flatMap((chain, at) => {
    const decision = decide(chain, null, now, "loansMax")[0];
    const memberId = at === 0 ? about.memberId : null;
    return decision ? [{ most: decision.value, memberId, itemClass: decision.itemClass }] : [];
  });
  return {
    loanDays: valueIn(decide(rules, figures, now, "loanDays"), "loanDays"),
    renewalsMax: valueIn(decide(rules, figures, now, "renewalsMax"), "renewalsMax"),
    limits,
  };
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

/** How many requests of a reader may stand at once, by the rules of the library they belong to first. */
export async function holdLimit(db: Db, personId: string, now: Date): Promise<number> {
  const group = await groupOf(db, { personId, memberId: null, now });
  const rules = await rulesOf(db, group?.memberId ?? null);
  const about = { memberId: group?.memberId ?? 0, patronGroup: group?.patronGroup ?? null, itemClass: null };
  return valueIn(decide(rules, null, about, "holdsMax"), "holdsMax");
}

function toRule(row: RuleRow): LoanRule {
  return {
    id: row.id,
    memberId: row.member_id,
    patronGroup: row.patron_group,
    itemClass: row.item_class,
    loanDays: row.loan_days,
    renewalsMax: row.renewals_max,
    loansMax: row.loans_max,
    holdsMax: row.holds_max,
    locked: row.locked,
  };
}
