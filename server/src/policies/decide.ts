import { type RuleOrigin, type RuleValue, ruleValues } from "./words.ts";

/** A rule; a value that is null is left to other rules, a null group or class is whichever. */
export type LoanRule = {
  id: number;
  /** Null: the consortium. */
  memberId: number | null;
  patronGroup: string | null;
  itemClass: string | null;
  loanDays: number | null;
  renewalsMax: number | null;
  loansMax: number | null;
  holdsMax: number | null;
  locked: boolean;
};

/** A library's own figures: what holds where no rule says more. */
export type Figures = { loanDays: number; renewalsMax: number };

/** Whose books, for whom, of which kind; null: not known, which only rules for whichever fit. */
export type Case = { memberId: number; patronGroup: string | null; itemClass: string | null };

/** A value and the rule it came from; `ruleId` null: the library's figures. */
export type Decision = {
  value: number;
  origin: RuleOrigin;
  ruleId: number | null;
  patronGroup: string | null;
  itemClass: string | null;
};

/** Where nothing else is said. */
const LAST: Record<RuleValue, number> = { loanDays: 30, renewalsMax: 2, loansMax: 50, holdsMax: 50 };

const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
/** True for two spellings of one group or class. */
export const isSame = (one: string, other: string): boolean => folded(one) === folded(other);
const fits = (named: string | null, given: string | null): boolean =>
  named === null || (given !== null && isSame(named, given));

/** How exact a rule is: group and class, group, class, neither. */
function exactness(rule: { patronGroup: string | null; itemClass: string | null }): number {
  return (rule.patronGroup === null ? 0 : 2) + (rule.itemClass === null ? 0 : 1);
}

/**
 * Everything that says a value in a case, the deciding one first. The published order: locked rules of the consortium, then
 * the more exact one (group and class, group, class, neither), and of two alike the library's before the consortium's. A
 * library's figures count as its rule for everybody and everything.
 */
export function decide(
  rules: readonly LoanRule[],
  figures: Figures | null,
  about: Case,
  value: RuleValue,
): Decision[] {
  const said: (Decision & { rank: number })[] = [];
  for (const rule of rules) {
    const given = rule[value];
    const isOurs = rule.memberId === null || rule.memberId === about.memberId;
    if (given === null || !isOurs) continue;
    if (!fits(rule.patronGroup, about.patronGroup) || !fits(rule.itemClass, about.itemClass)) continue;
    const own = rule.memberId !== null;
    said.push({
      value: given,
      origin: rule.locked ? "locked" : own ? "library" : "consortium",
      ruleId: rule.id,
      patronGroup: rule.patronGroup,
      itemClass: rule.itemClass,
      rank: (rule.locked ? 100 : 0) + exactness(rule) * 10 + (own ? 2 : 0),
    });
  }
  if (figures && (value === "loanDays" || value === "renewalsMax"))
    said.push({ ...FIGURES, value: figures[value], rank: 1 });
  said.sort((a, b) => b.rank - a.rank || (a.ruleId ?? 0) - (b.ruleId ?? 0));
  return said.map(({ rank: _rank, ...decision }) => decision);
}
const FIGURES = { origin: "figures", ruleId: null, patronGroup: null, itemClass: null } as const;

/** The deciding value, where there is none that of the platform. */
export function valueIn(said: readonly Decision[], value: RuleValue): number {
  return said[0]?.value ?? LAST[value];
}

/** Every value of a case, each with what would have decided next. */
export function explain(
  rules: readonly LoanRule[],
  figures: Figures | null,
  about: Case,
): Record<RuleValue, Decision[]> {
  const entries = ruleValues.map((value) => [value, decide(rules, figures, about, value)]);
  return Object.fromEntries(entries) as Record<RuleValue, Decision[]>;
}
