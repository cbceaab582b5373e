import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { takeOver } from "../circulation/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type RefusalTable, refuser } from "../kernel/refusals.ts";
import type { Clock } from "../kernel/time.ts";
import { parseTable } from "../patron-sync/index.ts";
import { demandPermission, patronLoads, staff } from "../people/index.ts";
import { loadBlocks } from "./blocks.ts";
import { loadHolds } from "./holds.ts";
import { blockRow, blockShape, holdRow, holdShape, loanRow, loanShape } from "./lists.ts";
import { loadLoans } from "./loans.ts";
import { type Load, takenFileSchema, undoSchema } from "./schema.ts";
import { type TakenList, takenLists } from "./words.ts";

const refusalTable = {
  "member-unknown": 404,
  "file-missing": 400,
  "column-missing": 400,
  "table-broken": 400,
} as const satisfies RefusalTable;
const refuse = refuser(refusalTable);
const command = commandsOf(refusalTable);
/** Lines shown as they were understood, spread over the file. */
const SAMPLE = 10;

const SUBJECT = { kind: "taken-list", id: "" };

const list = z.enum(takenLists);
const who = staff("circulation.manage", "somewhere");
const dryRun = z.boolean().default(false);

/** The library of a code, for whoever manages its loans and readers. Refuses `member-unknown` 404, `forbidden` 403. */
async function managed(db: Db, actor: Actor, code: string): Promise<number> {
  const { id } = await findMemberByCode(db, code);
  demandPermission(actor, "circulation.manage", id);
  demandPermission(actor, "people.manage", id);
  return id;
}

type Row = { line: number; reader: string } & Record<string, unknown>;

function rowsOf(which: TakenList, bytes: Buffer, file: string): { rows: Row[]; left: string[] } {
  if (which === "loans") {
    const { rows, left } = parseTable(bytes, file, loanShape);
    return { rows: rows.map(loanRow), left };
  }
  if (which === "holds") {
    const { rows, left } = parseTable(bytes, file, holdShape);
    return { rows: rows.map(holdRow), left };
  }
  const { rows, left } = parseTable(bytes, file, blockShape);
  return { rows: rows.map(blockRow), left };
}

async function takePart(
  tx: Tx,
  clock: Clock,
  which: TakenList,
  { memberId, rows, dryRun: isDry }: { memberId: number; rows: Row[]; dryRun: boolean },
): Promise<Load> {
  const part = { rows: rows as never, dryRun: isDry };
  return await { loans: loadLoans, holds: loadHolds, blocks: loadBlocks }[which](tx, clock, memberId, part);
}

const fieldsOf = (row: Row): { name: string; value: string }[] =>
  Object.entries(row).flatMap(([name, value]) =>
    name === "line" || value === null || value === "" ? [] : [{ name, value: String(value) }],
  );

/** A part of the file at a time: each title is locked until the part is written, and a region has only so many locks. */
const takeFile = command({
  name: "cut-over.take-list",
  summary:
    "Take over a list of the system before (CSV, multipart) as Koha, Aleph or 汇文 write it, or only look",
  path: "/members/:code/taken-over/:list",
  status: 200,
  who,
  params: z.object({ code: z.string().max(20), list }),
  input: z.strictObject({
    dryRun: z.enum(["true", "false"]).default("false"),
    after: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .describe("Rows that were taken already: `next` of the answer before"),
  }),
  output: takenFileSchema,
  fileBytes: (config) => config.uploadBytes,
  refusals: ["member-unknown", "file-missing", "column-missing", "table-broken"],
  audit: "events",
  prepare: async ({ db, upload }, actor, params) => {
    const memberId = await managed(db, actor, params.code);
    const bytes = upload ? await buffer(upload.stream) : Buffer.alloc(0);
    if (bytes.length === 0) throw refuse("file-missing");
    return { memberId, ...rowsOf(params.list, bytes, upload!.fileName) };
  },
  run: async (tx, actor, clock, params, input, { memberId, rows, left }) => {
    const end = input.after + takeOver.TAKEN_AT_ONCE;
    const part = { memberId, rows: rows.slice(input.after, end), dryRun: input.dryRun === "true" };
    const load = await takePart(tx, clock, params.list, part);
    const { rejected, ...counts } = load;
    const detail = { list: params.list, ...counts, rejected: rejected.length };
    if (input.dryRun !== "true") await writeAudit(tx, actor, "cut-over.take-list", SUBJECT, memberId, detail);
    const step = Math.max(1, Math.floor(rows.length / SAMPLE));
    const sample = rows.filter((_, at) => at % step === 0).slice(0, SAMPLE);
    return {
      ...load,
      left,
      rows: rows.length,
      next: end < rows.length ? end : null,
      sample: sample.map((row) => ({ line: row.line, fields: fieldsOf(row) })),
    };
  },
});

const undo = command({
  name: "cut-over.undo-list",
  summary: "Take back loaded loans, requests or blocks of a library that nobody here has acted on",
  path: "/members/:code/taken-over/:list/undo",
  status: 200,
  who,
  params: z.object({ code: z.string().max(20), list }),
  input: z.strictObject({ dryRun }).meta({ id: "CutOverUndoList" }),
  output: undoSchema,
  refusals: ["member-unknown"],
  audit: "events",
  run: async (tx, actor, clock, params, input) => {
    const memberId = await managed(tx, actor, params.code);
    const { undoLoans: loans, undoHolds: holds } = takeOver;
    const back = { loans, holds, blocks: patronLoads.undoBlocks }[params.list];
    const done = await back(tx, clock, memberId, input.dryRun);
    const detail = { list: params.list, ...done };
    if (!input.dryRun) await writeAudit(tx, actor, "cut-over.undo-list", SUBJECT, memberId, detail);
    return done;
  },
});

/** What a library takes over in the workbench. */
export const takenFileCommands: readonly AnyCommand[] = [takeFile, undo];
