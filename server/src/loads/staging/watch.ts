import type { acts } from "../../catalogue/index.ts";
import { copyInto } from "../../kernel/bulk.ts";

/** Records of a load that are shown one by one; what comes after is counted in its figures. */
const MOST_SHOWN = 100_000;

/** Keeps what a rehearsed load would do to each record, batch by batch, for whoever looks before it counts. */
export function watchStaged(runId: string): acts.Watch {
  let kept = 0;
  return async (tx, { placed, withdrawn, notes }) => {
    const doubtful = new Set(notes.flatMap((note) => (note.severity === "warning" ? note.index : [])));
    const rows = [
      ...placed.map((one) => [
        runId,
        one.record.index,
        one.record.controlNumber,
        titleOf(one.record.description.titles[0]?.main ?? ""),
        one.isNew ? "created" : "changed",
        one.isNew ? null : one.recordId,
        one.decision.outcome === "joined" && one.instanceId > 0 ? one.instanceId : null,
        doubtful.has(one.record.index),
        one.record.marcJson,
      ]),
      ...withdrawn.map((one) => [runId, -1, one.control_number, "", "withdrawn", one.id, null, false, null]),
    ].slice(0, Math.max(0, MOST_SHOWN - kept));
    kept += rows.length;
    await copyInto(tx, "loads.staged_record", COLUMNS, rows);
  };
}

const COLUMNS = [
  "run_id",
  "record_index",
  "control_number",
  "title",
  "change",
  "record_id",
  "instance_id",
  "is_doubtful",
  "marc",
];

function titleOf(text: string): string {
  // PostgreSQL's text holds no NUL.
  return text.replaceAll("\0", "").toWellFormed().slice(0, 500);
}
