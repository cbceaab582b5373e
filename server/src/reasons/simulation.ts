import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { type CaseAsked, casesOf, draftedRules, draftOf, RuleBook, termsOf } from "../policies/index.ts";
import { type RuleValue, ruleValues } from "../policies/words.ts";

type Value = string | number | boolean;

/** What a draft would have changed of last month's loans. */
export type Simulation = {
  loans: number;
  changed: number;
  differences: { value: RuleValue; was: Value; would: Value; loans: number }[];
};

const MONTH_DAYS = 31;
const MOST_LOANS = 5000;

/**
 * Decides a library's loans of the last month (the consortium's draft: all of them) once by the rules that hold and once with
 * a draft, each as of its own day, the latest five thousand. Refuses `rule-draft-unknown` 404, `forbidden` 403.
 */
export async function simulate(db: Db, actor: Actor, clock: Clock, draftId: number): Promise<Simulation> {
  const draft = await draftOf(db, actor, draftId);
  const now = clock.now();
  const { rows } = await sql<CaseAsked>`
    select l.item_id as "itemId", l.person_id as "personId", l.checkout_branch_id as "branchId", l.loaned_at as at
    from circulation.loan_terms l
    where (${draft.memberId}::smallint is null or l.member_id = ${draft.memberId}::smallint)
      and l.loaned_at > ${new Date(now.getTime() - MONTH_DAYS * DAY_MS)}
    order by l.loaned_at desc limit ${MOST_LOANS}`.execute(db);
  const cases = await casesOf(db, rows);
  const book = cases[0] && new RuleBook("", await draftedRules(db, draft, now), cases[0].book);
  const counts = new Map<string, Simulation["differences"][number]>();
  let changed = 0;
  for (const one of cases) {
    const today = { ...one, about: { ...one.about, at: now.getTime() } };
    const was = termsOf(today).kept;
    const would = termsOf({ ...today, book: book! }).kept;
    const other = ruleValues.filter((value) => was[value]![0]!.value !== would[value]![0]!.value);
    if (other.length > 0) changed++;
    for (const value of other) {
      const line = { value, was: was[value]![0]!.value, would: would[value]![0]!.value, loans: 0 };
      const key = `${value}|${line.was}|${line.would}`;
      const known = counts.get(key) ?? line;
      known.loans++;
      counts.set(key, known);
    }
  }
  const differences = [...counts.values()].sort((a, b) => b.loans - a.loans);
  return { loans: cases.length, changed, differences };
}
