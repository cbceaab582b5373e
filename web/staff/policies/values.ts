import {
  type RuleFact,
  type RuleValue,
  ruleFacts,
  ruleFigures,
  ruleFlags,
  ruleValues,
} from "../../../server/src/policies/words.ts";
import { t } from "../text.ts";

export { type RuleFact, type RuleValue, ruleFacts, ruleFigures, ruleFlags, ruleValues };

/** What a rule says as it came; figures of money are cents. */
export type Given = string | number | boolean;

/** How long a loan lasts, in words: `P30D` -> 30 天. */
export function periodInWords(period: string): string {
  const [, days, hours] = /^(?:P(\d+)D|PT(\d+)H|term)$/.exec(period) ?? [];
  if (days !== undefined) return t("rules.days", { n: Number(days) });
  if (hours !== undefined) return t("rules.hours", { n: Number(hours) });
  return t("rules.toTermEnd");
}

/** What is said, as people read it. */
export function valueInWords(value: RuleValue, given: Given): string {
  if (value === "period") return periodInWords(String(given));
  if (typeof given === "boolean") return t(given ? "admin.yes" : "admin.no");
  if (value === "fineCents" || value === "fineMaxCents") return (Number(given) / 100).toFixed(2);
  return String(given);
}

/** When or of whom a fact is, as people read it. */
function factInWords(fact: RuleFact, given: string | number, nameOf: NameOf): string {
  if (fact === "season" && (given === "term" || given === "vacation")) return t(`rules.season.${given}`);
  if (fact === "newerThanDays") return t("rules.newer", { n: Number(given) });
  return nameOf(fact, String(given));
}

type NameOf = (fact: RuleFact, code: string) => string;
export type Named = { [Fact in RuleFact]?: string | number | null | undefined };

/** Everything a rule names, as one line; nothing: it holds in every case. */
export function factsInWords(facts: Named, nameOf: NameOf): string {
  const named = ruleFacts.flatMap((fact) => {
    const given = facts[fact];
    return given === null || given === undefined
      ? []
      : [`${t(`rules.fact.${fact}`)} ${factInWords(fact, given, nameOf)}`];
  });
  return named.length === 0 ? t("rules.always") : named.join(" · ");
}
