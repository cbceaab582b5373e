import type { PlainDate } from "../../kernel/time.ts";
import { type RuleFact, type RuleOrigin, type RuleValue, ruleFacts, ruleValues } from "../words.ts";

/** Facts a rule names; one that is absent is whichever. */
export type Facts = { [Fact in Exclude<RuleFact, "newerThanDays">]?: string } & { newerThanDays?: number };

/** Values a rule says; one that is absent is left to other rules. */
export type Says = { period?: string; dueTime?: string; holdable?: boolean; recallable?: boolean } & {
  [Figure in
    | "renewalsMax"
    | "loansMax"
    | "holdsMax"
    | "recallDays"
    | "graceDays"
    | "fineCents"
    | "fineMaxCents"]?: number;
};

/** A rule as it decides; agreements between libraries decide in the same way, in a layer above. Times in milliseconds. */
export type LoanRule = {
  id: number;
  layer: "rule" | "agreement";
  /** Whose; null: the consortium's. */
  memberId: number | null;
  facts: Facts;
  says: Says;
  locked: boolean;
  from: number;
  until: number | null;
};

/** A library's own figures: what holds where no rule says more. */
export type Figures = { loanDays: number; renewalsMax: number };

/** Whose books, for whom, of which kind, where and when; null: not known, which only rules for whichever fit. */
export type Case = {
  memberId: number;
  home: string | null;
  pickup: string | null;
  patronGroup: string | null;
  location: string | null;
  itemClass: string | null;
  format: string | null;
  ageDays: number | null;
  /** The day at the owner, and whether it lies in a term. */
  day: PlainDate;
  inTerm: boolean;
  at: number;
};

/** A case of which nothing but the owner and the moment is known. */
export function bareCase(memberId: number, day: PlainDate, at: number): Case {
  const none = { home: null, pickup: null, patronGroup: null, location: null, itemClass: null, format: null };
  return { memberId, ...none, ageDays: null, day, inTerm: false, at };
}

/** A value and the rule it came from; `ruleId` null: the library's figures. */
export type Decision = {
  value: string | number | boolean;
  origin: RuleOrigin;
  ruleId: number | null;
  facts: Facts;
};

/** Where nothing else is said. */
const LAST = {
  period: "P30D",
  dueTime: "23:59",
  renewalsMax: 2,
  loansMax: 50,
  holdsMax: 50,
  holdable: true,
  recallable: false,
  recallDays: 7,
  graceDays: 0,
  fineCents: 0,
  fineMaxCents: 0,
} as const satisfies Required<Says>;

export const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
/** True for two spellings of one group or class. */
export const isSame = (one: string, other: string): boolean => folded(one) === folded(other);

const TEXTS = ["home", "patronGroup", "location", "itemClass", "format"] as const;

/** True when what the rule names is so in this case, at its moment. */
function fits(rule: LoanRule, about: Case): boolean {
  if (rule.memberId !== null && rule.memberId !== about.memberId) return false;
  if (rule.from > about.at || (rule.until !== null && rule.until <= about.at)) return false;
  const { facts } = rule;
  for (const fact of TEXTS) {
    const named = facts[fact];
    const given = about[fact];
    if (named !== undefined && (given === null || !isSame(named, given))) return false;
  }
  if (facts.pickup !== undefined && !isAt(facts.pickup, about.pickup)) return false;
  if (facts.newerThanDays !== undefined && !(about.ageDays !== null && about.ageDays < facts.newerThanDays))
    return false;
  return facts.season === undefined || isIn(facts.season, about);
}

/** A branch is at its library: `JINHE` names all branches of JINHE. */
function isAt(named: string, given: string | null): boolean {
  return given !== null && (isSame(named, given) || isSame(named, given.split("/")[0]!));
}

function isIn(season: string, { day, inTerm }: Case): boolean {
  if (season === "term") return inTerm;
  if (season === "vacation") return !inTerm;
  const [first, last] = season.split("/") as [string, string];
  const at = day.slice(5);
  return first <= last ? first <= at && at <= last : first <= at || at <= last;
}

/** How exact a rule is: the facts it names, the weightiest counting more than all behind it together. */
function exactness(facts: Facts): number {
  return ruleFacts.reduce((sum, fact) => sum * 2 + (facts[fact] === undefined ? 0 : 1), 0);
}

/**
 * Everything that says a value in a case, the deciding one first. The published order: locked rules of the consortium, then
 * agreements between libraries, then the more exact rule (`ruleFacts`), and of two alike the library's before the
 * consortium's. A library's figures count as its rule for everybody and everything.
 */
export function decide(
  rules: readonly LoanRule[],
  figures: Figures | null,
  about: Case,
  value: RuleValue,
): Decision[] {
  const said: (Decision & { rank: number })[] = [];
  for (const rule of rules) {
    const given = rule.says[value];
    if (given === undefined || !fits(rule, about)) continue;
    const own = rule.memberId !== null;
    const layer = rule.locked ? 2 : rule.layer === "agreement" ? 1 : 0;
    said.push({
      value: given,
      origin: rule.locked
        ? "locked"
        : rule.layer === "agreement"
          ? "agreement"
          : own
            ? "library"
            : "consortium",
      ruleId: rule.id,
      facts: rule.facts,
      rank: layer * 2048 + exactness(rule.facts) * 4 + (own ? 2 : 0),
    });
  }
  if (figures && (value === "period" || value === "renewalsMax")) {
    const given = value === "period" ? `P${figures.loanDays}D` : figures.renewalsMax;
    said.push({ value: given, origin: "figures", ruleId: null, facts: {}, rank: 1 });
  }
  said.sort((a, b) => b.rank - a.rank || (a.ruleId ?? 0) - (b.ruleId ?? 0));
  return said.map(({ rank: _rank, ...decision }) => decision);
}

/** The deciding value, where there is none that of the platform. */
export function valueIn<V extends RuleValue>(said: readonly Decision[], value: V): Required<Says>[V] {
  return (said[0]?.value ?? LAST[value]) as Required<Says>[V];
}

/** Every value of a case, each with what would have decided next; where nobody says it, what the platform does. */
export function explain(
  rules: readonly LoanRule[],
  figures: Figures | null,
  about: Case,
): Record<RuleValue, Decision[]> {
  const entries = ruleValues.map((value) => {
    const said = decide(rules, figures, about, value);
    const last: Decision = { value: LAST[value], origin: "platform", ruleId: null, facts: {} };
    return [value, said.length > 0 ? said : [last]];
  });
  return Object.fromEntries(entries) as Record<RuleValue, Decision[]>;
}
