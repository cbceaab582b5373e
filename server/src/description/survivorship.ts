import type { Description } from "./description.ts";
import type { SurvivorField } from "./words.ts";

/** Records that count before others: of a library, of a level (leader/17), or both; null: any. */
type Preference = { memberId: number | null; level: string | null };
/** Whose word counts for one field. `alone`: of a field that lists, only what the first of them says. */
export type SurvivorshipRule = { field: SurvivorField; order: readonly Preference[]; alone: boolean };
/** Whose description it is. */
export type Speaker = { memberId: number; level: string };
/** What is said by whom, and whose word counts. `speakers` in the order of the descriptions. */
export type Survivorship = { speakers: readonly Speaker[]; rules: readonly SurvivorshipRule[] };

/** The level of a record kept as `{ l: leader, f: fields }`. */
export function levelIn(marcJson: string): string {
  return /"l"\s*:\s*"(.{17})(.)/.exec(marcJson)?.[2] ?? " ";
}

function fits({ memberId, level }: Preference, by: Speaker): boolean {
  return (memberId === null || memberId === by.memberId) && (level === null || level === by.level);
}

/**
 * Orders descriptions for one field: those that say something here and the rule prefers first, else as they stand.
 * `standing`: the order that holds without a rule, each with its place among the speakers.
 */
export function orderFor(
  standing: readonly { d: Description; i: number }[],
  field: SurvivorField,
  says: (d: Description) => boolean,
  { speakers, rules }: Survivorship,
): Description[] {
  const rule = rules.find((one) => one.field === field);
  if (!rule) return standing.map((one) => one.d);
  const ranked = standing.map(({ d, i }) => {
    const found = rule.order.findIndex((preference) => fits(preference, speakers[i]!));
    return { d, rank: !says(d) ? Infinity : found < 0 ? rule.order.length : found };
  });
  const ordered = ranked.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
  const kept = rule.alone ? ordered.filter((one) => one.rank === ordered[0]!.rank) : ordered;
  return kept.map((one) => one.d);
}
