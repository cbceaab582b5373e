import { fileNote, type LoadNote } from "../../copies/index.ts";
import { type BulkTx, copyInto } from "../../kernel/bulk.ts";

/** Lines kept of one run; what comes after is counted in its figures, and a last line says so. */
const MOST_LINES = 200_000;

/** Writes what a load tells of its file, in the order of the file. */
export async function keepNotes(tx: BulkTx, runId: string, notes: readonly LoadNote[]): Promise<void> {
  if (notes.length === 0) return;
  const { rows } = await tx.query<{ n: number }>({
    name: "catalogue-notes-kept",
    text: "select count(*)::int as n from catalogue.import_reject j where j.run_id = $1",
    values: [runId],
  });
  const room = MOST_LINES - rows[0]!.n;
  if (room < 0) return;
  const sorted = [...notes].sort((a, b) => a.index - b.index);
  const kept = sorted.slice(0, room);
  if (kept.length < sorted.length) kept.push(fileNote("warning", "notes-too-many", { max: MOST_LINES }));
  await copyInto(
    tx,
    "catalogue.import_reject",
    [
      "run_id",
      "record_index",
      "byte_offset",
      "control_number",
      "severity",
      "reason",
      "place",
      "params",
      "message",
    ],
    kept.map((note) => [
      runId,
      note.index,
      note.byteOffset,
      clean(note.controlNumber),
      note.severity,
      note.reason,
      clean(note.place),
      JSON.stringify(note.params, (_, value) =>
        typeof value === "string" ? clean(value)!.slice(0, 1000) : value,
      ),
      "",
    ]),
  );
}

function clean(text: string | null): string | null {
  // PostgreSQL's text holds no NUL, and a lone surrogate is no UTF-8.
  return text === null ? null : text.replaceAll("\0", "").toWellFormed();
}
