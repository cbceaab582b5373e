/** What a spreadsheet would calculate when a cell begins with it (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A value as a cell that shows what it says and does nothing: no formula, and neither tab nor line end in it. */
export function tsvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value.replace(/[\t\r\n\v\f\u0085\u2028\u2029]+/g, " ");
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${text}` : text;
}

/** Values as one line of a tab-separated table, without its end. */
export function tsvLine(values: (string | number | null)[]): string {
  return values.map(tsvCell).join("\t");
}
