import { sql } from "kysely";
import { z } from "zod";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { type PlainDate, readDay } from "../kernel/time.ts";
import type { Load } from "./schema.ts";

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
  pickup: code.nullable().describe("Code or name of the branch; null: the main one"),
  placed: text,
  until: text.describe("Needed until"),
  shelfUntil: text.describe("The copy stands on the hold shelf until this day"),
});
export type HoldRow = z.output<typeof holdRowSchema>;

/** A line of a list of blocks; `kind` as here or as other systems call it. */
export const blockRowSchema = z.strictObject({
  line,
  reader: code.describe("Reader number, or the barcode of a card"),
  kind: z.string().max(60),
  from: text,
  until: text,
});
export type BlockRow = z.output<typeof blockRowSchema>;

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

/** What a line that means something comes with: its place among those taken, and an id for what is made of it. */
export type Taken<Row> = { at: number; row: Row; id: string };

/** Reads lines one by one; one that means nothing, or the same as a line before it (`twice`), is told. */
export function takeRows<Row extends { line: number; reader: string }, Read extends object>(
  rows: readonly Row[],
  rejects: Rejects,
  twice: string,
  read: (row: Row) => (Read & { key: string }) | string,
): (Read & Taken<Row>)[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const one = read(row);
    const reason = typeof one === "string" ? one : seen.has(one.key) ? twice : null;
    if (reason !== null || typeof one === "string") {
      rejects.add(row, reason ?? "");
      return [];
    }
    seen.add(one.key);
    return [{ ...one, at: seen.size, row, id: newId<"loan" | "hold" | "block">() }];
  });
}

/** What was read of lines, without the lines themselves. */
export function bare<Row, Read extends object>(
  given: readonly (Read & Taken<Row>)[],
): Omit<Read & Taken<Row>, "row">[] {
  return given.map(({ row: _row, ...one }) => one);
}

/** What stands where there is no day: Aleph's and MySQL's zeros. */
const ZEROS = /^0[0\s:./-]*$/;
/** The year in which other systems let end what has no end. */
const ENDLESS = "9999";

/** A day of a list; undefined: something stands there that is none. */
export function dayOf(written: string | null): PlainDate | null | undefined {
  return written === null || ZEROS.test(written) ? null : (readDay(written) ?? undefined);
}

/** The day until which something holds; null: without an end. */
export function endOf(written: string | null): PlainDate | null | undefined {
  const day = dayOf(written);
  return day?.startsWith(ENDLESS) ? null : day;
}

/** A member's own copy, as lists of another system name it. */
export type OwnCopy = {
  id: number;
  instanceId: number;
  homeBranchId: number;
  currentBranchId: number;
  part: string;
};

/** The copies of a member by barcode, as given; withdrawn ones are left out, and a barcode may be borne by several. */
export async function findOwnCopies(
  tx: Tx,
  memberId: number,
  barcodes: readonly string[],
): Promise<Map<string, OwnCopy[]>> {
  const { rows } = await sql<OwnCopy & { code: string }>`
    select g.code, c.id, c.instance_id as "instanceId", c.home_branch_id as "homeBranchId",
      c.current_branch_id as "currentBranchId", c.part
    from unnest(${[...new Set(barcodes)]}::text[]) g(code)
    join catalogue.copy_fact c on c.member_id = ${memberId} and c.barcode_key = kernel.folded_code(g.code)
    order by c.id`.execute(tx);
  const found = new Map<string, OwnCopy[]>();
  for (const { code, ...copy } of rows) found.set(code, [...(found.get(code) ?? []), copy]);
  return found;
}

/** The instances a member's records stand in, by control number (001). */
export async function findOwnInstances(
  tx: Tx,
  memberId: number,
  controlNumbers: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ control_number: string; instance_id: number }>`
    select r.control_number, r.instance_id from catalogue.record_fact r
    where r.member_id = ${memberId} and r.control_number = any(${[...new Set(controlNumbers)]}::text[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.control_number, row.instance_id]));
}
