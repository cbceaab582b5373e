import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { MatchReason } from "../matching/index.ts";

/** Why a record stands where it stands: points that spoke for and against, of the decision in force. */
export type MatchDecision = {
  recordId: number;
  outcome: "joined" | "alone";
  score: number | null;
  reasons: MatchReason[];
  decidedAt: Date;
};

/** The latest decision about each of these records. */
export async function matchDecisions(db: Db, recordIds: readonly number[]): Promise<MatchDecision[]> {
  const { rows } = await sql<{
    record_id: number;
    outcome: "joined" | "alone";
    score: number | null;
    reasons: MatchReason[];
    decided_at: Date;
  }>`
    select distinct on (d.record_id) d.record_id, d.outcome, d.score, d.reasons, d.decided_at
    from catalogue.match_decision d where d.record_id = any(${recordIds}::bigint[])
    order by d.record_id, d.id desc`.execute(db);
  return rows.map((row) => ({
    recordId: row.record_id,
    outcome: row.outcome,
    score: row.score,
    reasons: row.reasons,
    decidedAt: row.decided_at,
  }));
}
