import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { type RuleRow, toRule } from "./book.ts";
import type { RuleChange } from "./changes.ts";
import { type FlatRule, flat } from "./flat.ts";

/** A change as it travels; of a rule that is taken away what it says, as long as that is kept. */
type ToldChange = { set: FlatRule } | { removed: number; was: FlatRule | null };

/** Changes as they travel, of several lines at once. */
export async function toldChanges(
  db: Db,
  lines: readonly (readonly RuleChange[])[],
): Promise<ToldChange[][]> {
  const ids = lines.flat().flatMap((change) => ("removed" in change ? [change.removed] : []));
  const { rows } = await sql<RuleRow>`
    select r.id, r.member_id, r.facts, r.says, r.locked, r.valid_from, r.valid_until from policies.loan_rule r
    where r.id = any(${ids}::int[])`.execute(db);
  const removed = new Map(rows.map((row) => [row.id, flat(toRule(row))]));
  return lines.map((changes) =>
    changes.map((change) =>
      "set" in change
        ? { set: flat(change.set) }
        : { removed: change.removed, was: removed.get(change.removed) ?? null },
    ),
  );
}
