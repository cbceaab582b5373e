import { sql } from "kysely";
import type { SurvivorshipRule } from "../../description/index.ts";
import type { Statements } from "../../kernel/bulk.ts";
import type { Tx } from "../../kernel/database.ts";

/** The region's rules. */
export async function loadSurvivorship(tx: Statements): Promise<SurvivorshipRule[]> {
  const { rows } = await tx.query<{
    field: SurvivorshipRule["field"];
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

/** Puts these rules in the place of the region's others; what readers see is written anew by a job. */
export async function keepSurvivorship(tx: Tx, rules: readonly SurvivorshipRule[]): Promise<void> {
  await sql`delete from catalogue.survivorship`.execute(tx);
  for (const { field, order, alone } of rules)
    await sql`insert into catalogue.survivorship (field, members, levels, alone) values (${field},
      ${order.map((one) => one.memberId)}::smallint[], ${order.map((one) => one.level)}::text[], ${alone})`.execute(
      tx,
    );
}
