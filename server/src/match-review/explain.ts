import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { MatchReason } from "../matching/index.ts";

/** Another record that was compared: whose it is, where it stands, and what spoke for and against. */
type Compared = {
  memberId: number;
  controlNumber: string;
  instanceId: number;
  score: number | null;
  reasons: MatchReason[];
};

/**
 * Why a record stands where it stands. `partner`: the record of its instance most like it; `rival`: the next best
 * elsewhere; `threshold`: from which score records join. Null where a decision of old does not tell.
 */
export type Explanation = {
  outcome: "joined" | "alone";
  isPinned: boolean;
  threshold: number | null;
  partner: Compared | null;
  rival: Compared | null;
};

/** The decision in force about each of these records. */
export async function explainRecords(
  db: Db,
  recordIds: readonly number[],
): Promise<Map<number, Explanation>> {
  const { rows } = await sql<Explanation & { id: number }>`
    select d.record_id as id, d.outcome, d.is_pinned as "isPinned", d.threshold,
      (select json_build_object('memberId', o.member_id, 'controlNumber', o.control_number, 'instanceId', o.instance_id,
        'score', d.score, 'reasons', d.reasons) from catalogue.record_fact o where o.id = d.partner_id) as partner,
      (select json_build_object('memberId', o.member_id, 'controlNumber', o.control_number, 'instanceId', o.instance_id,
        'score', d.rival_score, 'reasons', d.rival_reasons) from catalogue.record_fact o where o.id = d.rival_id) as rival
    from matching.decision_fact d where d.record_id = any(${[...recordIds]}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, ...explanation }) => [id, explanation]));
}
