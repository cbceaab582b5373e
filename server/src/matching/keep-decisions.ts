import type { Statements } from "../kernel/bulk.ts";
import type { Placement } from "./settle.ts";

/** Keeps why records stand where they stand. */
export async function writeDecisions(tx: Statements, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  const decisions = placements.map((placement) => placement.decision);
  await tx.query({
    name: "matching-decisions",
    text: `insert into matching.decision
        (record_id, instance_id, outcome, is_pinned, partner_id, score, reasons, rival_id, rival_score, rival_reasons, threshold)
      select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::boolean[], $5::bigint[], $6::real[], $7::jsonb[],
        $8::bigint[], $9::real[], $10::jsonb[], $11::real[])`,
    values: [
      placements.map((placement) => placement.record.recordId),
      placements.map((placement) => placement.instanceId),
      decisions.map((one) => one.outcome),
      decisions.map((one) => one.isPinned),
      decisions.map((one) => one.partner?.recordId ?? null),
      decisions.map((one) => one.partner?.score ?? null),
      decisions.map((one) => JSON.stringify(one.partner?.reasons ?? [])),
      decisions.map((one) => one.rival?.recordId ?? null),
      decisions.map((one) => one.rival?.score ?? null),
      decisions.map((one) => JSON.stringify(one.rival?.reasons ?? [])),
      decisions.map((one) => one.threshold),
    ],
  });
}
