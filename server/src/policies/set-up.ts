import { sql } from "kysely";
import type { SetUpStep } from "../contracts/set-up.ts";

/** Rules of its own: a library can open without, by its figures and the consortium's defaults. */
export const policySetUp: readonly SetUpStep[] = [
  {
    name: "rules",
    needed: false,
    state: async (db, ids) => {
      const { rows } = await sql<{ id: number; count: number }>`
        select r.member_id as id, count(*) as count from policies.loan_rule r
        where r.member_id = any(${ids}::int[]) group by r.member_id`.execute(db);
      return new Map(rows.map((row) => [row.id, { done: true, count: row.count }]));
    },
  },
];
