import { plainCell } from "@commonshelf/csv";

/** A value as a cell that shows what it says and does nothing: no formula, and neither tab nor line end in it. */
export function tsvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return plainCell(value).replace(/[\t\r\n\v\f\u0085\u2028\u2029]+/g, " ");
}

/** Values as one line of a tab-separated table, without its end. */
export function tsvLine(values: (string | number | null)[]): string {
  return values.map(tsvCell).join("\t");
}
