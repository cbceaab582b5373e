import { sql } from "kysely";
import type { Description } from "../../description/index.ts";
import type { Statements } from "../../kernel/bulk.ts";
import type { Tx } from "../../kernel/database.ts";
import type { SurvivorField } from "../words.ts";

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

/** The region's rules. */
export async function loadSurvivorship(tx: Statements): Promise<SurvivorshipRule[]> {
  const { rows } = await tx.query<{
    field: SurvivorField;
    members: (number | null)[];
    levels: (string | null)[];
    alone: boolean;
  }>("select s.field, s.members, s.levels, s.alone from catalogue.survivorship s order by s.field");
  return rows.map(({ field, members, levels, alone }) => ({
    field,
    alone,
    order: members.map((memberId, i) => ({ memberId, level: levels[i] ?? null })),
  }));
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

/** Puts these rules in the place of the region's others; what readers see is written anew by a job. */
export async function keepSurvivorship(tx: Tx, rules: readonly SurvivorshipRule[]): Promise<void> {
  await sql`delete from catalogue.survivorship`.execute(tx);
  for (const { field, order, alone } of rules)
    await sql`insert into catalogue.survivorship (field, members, levels, alone) values (${field},
      ${order.map((one) => one.memberId)}::smallint[], ${order.map((one) => one.level)}::text[], ${alone})`.execute(
      tx,
    );
}
