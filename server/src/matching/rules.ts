import type { Statements } from "../kernel/bulk.ts";

/** Raised whenever records are matched by other rules: what was decided before is then decided anew by itself. */
const MATCHING_VERSION = 7;

/** Behind which record a newer program goes on deciding anew; null: everything was decided by its rules. */
export async function outdatedPosition(tx: Statements): Promise<number | null> {
  const { rows } = await tx.query<{ version: number; position: number }>(
    "select r.version, r.position from matching.rules r for update",
  );
  return rows[0] && rows[0].version < MATCHING_VERSION ? rows[0].position : null;
}

/** How far it has come; null: to the end; `anew`: what is compared was read anew from the records, and all is to be decided again. */
export async function advanceRules(tx: Statements, position: number | "anew" | null): Promise<void> {
  const version = position === "anew" ? MATCHING_VERSION - 1 : MATCHING_VERSION;
  await (typeof position === "number"
    ? tx.query("update matching.rules set position = $1", [position])
    : tx.query("update matching.rules set version = $1, position = 0", [version]));
}
