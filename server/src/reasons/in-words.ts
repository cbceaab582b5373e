import { listMembers } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import type { Translate } from "../messages/index.ts";
import { type Decision, kindsOf } from "../policies/index.ts";
import { PERIOD, type RuleFact, type RuleValue, ruleFacts } from "../policies/words.ts";

/** What holds, whose rule says it, and what would have come next, as sentences. */
export type Sentence = { value: string; whose: string; next: string[] };

/** How things are called on a reader's page. */
export type Names = {
  t: Translate;
  /** Name of a library by its code, or by its id. */
  library: (one: string | number) => string;
  /** Name of a patron group or item class by its code. */
  kind: (code: string) => string;
};

/** The names of libraries and of a library's kinds in a language. */
export async function namesFor(
  db: Db,
  t: Translate,
  language: Language,
  memberId: number | null,
): Promise<Names> {
  const [members, kinds] = await Promise.all([listMembers(db), kindsOf(db, memberId)]);
  const byKey = new Map(
    members.flatMap((one) => [one.code, String(one.id)].map((key) => [key, one] as const)),
  );
  const byCode = new Map(kinds.map((one) => [one.code.toLowerCase(), pick(one.name, language)]));
  return {
    t,
    library: (one) => {
      const found = byKey.get(String(one));
      return found ? pick(found.name, language) : String(one);
    },
    kind: (code) => byCode.get(code.toLowerCase()) ?? code,
  };
}

function factInWords(fact: RuleFact, given: string | number, names: Names): string {
  if (fact === "home" || fact === "pickup") return names.library(String(given).split("/")[0]!);
  if (fact === "patronGroup" || fact === "itemClass") return names.kind(String(given));
  if (fact === "season" && (given === "term" || given === "vacation")) return names.t(`why.season.${given}`);
  return names.t(`why.fact.${fact}`, { value: given });
}

function valueInWords(value: RuleValue, given: Decision["value"], { t }: Names): string {
  if (value === "period") {
    const [, days, hours] = PERIOD.exec(String(given)) ?? [];
    if (days !== undefined) return t("why.days", { count: Number(days) });
    return hours !== undefined ? t("why.hours", { count: Number(hours) }) : t("why.term");
  }
  return typeof given === "boolean" ? t(given ? "why.yes" : "why.no") : String(given);
}

function whose(one: Decision, ownerId: number, names: Names): string {
  const origin = names.t(`why.origin.${one.origin}`, { library: names.library(ownerId) });
  const named = ruleFacts.flatMap((fact) => {
    const given = one.facts[fact];
    return given === undefined ? [] : [factInWords(fact, given, names)];
  });
  return named.length === 0 ? origin : names.t("why.for", { origin, cases: named.join(" · ") });
}

/** A value of a library's books in words; undefined: nothing is known of it. */
export function inWords(
  value: RuleValue,
  decisions: readonly Decision[] | undefined,
  ownerId: number,
  names: Names,
): Sentence | undefined {
  const [first, ...rest] = decisions ?? [];
  if (!first) return undefined;
  return {
    value: valueInWords(value, first.value, names),
    whose: whose(first, ownerId, names),
    next: rest.map((one) =>
      names.t("why.next", {
        value: valueInWords(value, one.value, names),
        whose: whose(one, ownerId, names),
      }),
    ),
  };
}
