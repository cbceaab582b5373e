import { z } from "zod";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { readDay } from "../../kernel/read-day.ts";
import type { PlainDate } from "../../kernel/time.ts";
import { INSTANCE_LOCK } from "../instance-lock.ts";

const line = z.number().int().min(1);
const code = z.string().max(200);
const text = z.string().max(60).nullable();

/** A line of a list of loans; days as other systems write them. */
export const loanRowSchema = z.strictObject({
  line,
  reader: code.describe("Reader number, or the barcode of a card"),
  item: code.describe("Barcode of the copy"),
  due: z.string().max(60),
  lent: text,
  renewals: text,
});
export type LoanRow = z.output<typeof loanRowSchema>;

/** A line of a list of requests: of a copy, or of a title by the number of its record. */
export const holdRowSchema = z.strictObject({
  line,
  reader: code.describe("Reader number, or the barcode of a card"),
  item: code.nullable().describe("Barcode of a copy"),
  record: code.nullable().describe("Control number of the record"),
  pickup: code.nullable().describe("Code of the branch; null: the main one"),
  placed: text,
  until: text.describe("Needed until"),
  shelfUntil: text.describe("The copy stands on the hold shelf until this day"),
});
export type HoldRow = z.output<typeof holdRowSchema>;

/** What became of the lines of a list; `rejected` says why. */
export const loadSchema = z
  .object({
    read: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line, number: z.string(), reason: z.string() })),
  })
  .meta({ id: "CirculationLoad" });
export type Load = z.output<typeof loadSchema>;

/** What was taken back, and what stays because somebody here has acted on it. */
export const undoSchema = z.object({ undone: z.number().int(), kept: z.number().int() });
export type Undone = z.output<typeof undoSchema>;

/** Gathers the lines that were not taken. */
export class Rejects {
  readonly list: Load["rejected"] = [];

  add(row: { line: number; reader: string }, reason: string): void {
    this.list.push({ line: row.line, number: row.reader.slice(0, 64), reason });
  }

  /** In the order of the file. */
  sorted(): Load["rejected"] {
    return this.list.sort((a, b) => a.line - b.line);
  }
}

/** A day of a list; undefined: something stands there that is none. */
export function dayOf(written: string | null): PlainDate | null | undefined {
  return written === null ? null : (readDay(written) ?? undefined);
}

/** Locks instances in one order, so that two loads never wait for each other. */
export async function lockInstances(tx: Tx, instanceIds: readonly number[]): Promise<number[]> {
  const ids = [...new Set(instanceIds)].sort((a, b) => a - b);
  for (const id of ids) await lockByName(tx, `${INSTANCE_LOCK}${id}`);
  return ids;
}
