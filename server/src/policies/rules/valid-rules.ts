import { refuse } from "../refusals.ts";
import {
  DUE_TIME,
  LONGEST_DAYS,
  LONGEST_HOURS,
  PERIOD,
  ruleFacts,
  ruleFigures,
  ruleValues,
  SEASON,
} from "../words.ts";
import type { NewLoanRule } from "./changes.ts";
import { bareCase, decide, type Facts, type LoanRule, type Says } from "./decide.ts";

/** Facts of items: requests are for titles, which have none. */
const OF_ITEMS = ["location", "itemClass", "format", "newerThanDays"] as const;

function demand(isTrue: boolean, value: string): void {
  if (!isTrue) throw refuse("loan-rule-invalid", { value });
}

/** A month and a day that there is in some year. */
function isDay(text: string): boolean {
  const at = new Date(`2024-${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === text;
}

function demandFacts({ season, newerThanDays }: Facts): void {
  if (newerThanDays !== undefined) demand(newerThanDays >= 1 && newerThanDays <= 3650, "newerThanDays");
  if (season === undefined) return;
  demand(SEASON.test(season), "season");
  if (season.includes("/")) demand(season.split("/").every(isDay), "season");
}

function demandSays(says: Says): void {
  for (const [figure, [least, most]] of Object.entries(ruleFigures)) {
    const given = says[figure as keyof typeof ruleFigures];
    if (given !== undefined) demand(given >= least && given <= most, figure);
  }
  if (says.dueTime !== undefined) demand(DUE_TIME.test(says.dueTime), "dueTime");
  if (says.period !== undefined) demandPeriod(says.period);
}

/** Refuses `loan-rule-invalid` 400 (`value`) for a period that no loan has. */
export function demandPeriod(period: string): void {
  const found = PERIOD.exec(period);
  demand(found !== null, "period");
  const [, days, hours] = found!;
  demand(days === undefined || Number(days) <= LONGEST_DAYS, "period");
  demand(hours === undefined || Number(hours) <= LONGEST_HOURS, "period");
}

/**
 * A rule as it is kept: names in one form, absent what is whichever. Refuses `loan-rule-invalid` (`value`),
 * `loan-rule-empty`, `loan-rule-lock`, `loan-rule-holds-class` 400. Pure.
 */
export function validRule(rule: NewLoanRule): NewLoanRule {
  const facts: Facts = {};
  for (const fact of ruleFacts) {
    if (rule.facts[fact] === undefined) continue;
    if (fact === "newerThanDays") facts.newerThanDays = rule.facts.newerThanDays!;
    else facts[fact] = rule.facts[fact]!.normalize("NFKC").trim();
  }
  const said = ruleValues.filter((value) => rule.says[value] !== undefined);
  if (said.length === 0) throw refuse("loan-rule-empty");
  if (rule.locked && rule.memberId !== null) throw refuse("loan-rule-lock");
  if (rule.says.holdsMax !== undefined && OF_ITEMS.some((fact) => facts[fact] !== undefined))
    throw refuse("loan-rule-holds-class");
  demandFacts(facts);
  demandSays(rule.says);
  return { ...rule, facts };
}

/** Refuses `loan-rule-locked` 409 (`value`): a library's rule that a locked one overrules in every case would be read wrongly. Pure. */
export function refuseLocked(rules: readonly LoanRule[], rule: NewLoanRule, at: number): void {
  const { facts } = rule;
  if (rule.memberId === null) return;
  const about = {
    ...bareCase(rule.memberId, "", at),
    ...facts,
    pickup: facts.pickup ?? null,
    ageDays: facts.newerThanDays === undefined ? null : facts.newerThanDays - 1,
  };
  const locked = rules.filter((one) => one.locked && (one.facts.season ?? facts.season) === facts.season);
  const free = locked.map((one) => {
    const { season: _season, ...rest } = one.facts;
    return { ...one, facts: rest };
  });
  for (const value of ruleValues)
    if (rule.says[value] !== undefined && decide(free, null, about, value).length > 0)
      throw refuse("loan-rule-locked", { value });
}
