/** What a spreadsheet would calculate when a cell begins with it (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const PARTS = /[",\r\n]/;
/** U+FEFF: spreadsheets read what follows as UTF-8. */
const MARK = "\ufeff";

/** A cell that shows what it says and is never calculated: `=1+1` -> `'=1+1`; numbers stay, `-5` too. */
export function plainCell(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function csvCell(text: string): string {
  const plain = plainCell(text);
  return PARTS.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Cells as a line of comma-separated values (RFC 4180), with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** A table as a file that spreadsheets open as it is, Chinese too. */
export function csvTable(rows: readonly (readonly string[])[]): string {
  return MARK + rows.map(csvLine).join("");
}
