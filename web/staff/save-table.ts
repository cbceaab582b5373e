const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** A cell that a spreadsheet would take for a formula is only text (OWASP, CSV injection). */
const harmless = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/** A table as CSV (RFC 4180) with a mark that spreadsheets read Chinese by. */
export function toCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

/** Saves a table on the device. */
export function saveTable(name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const url = URL.createObjectURL(new Blob([toCsv(head, rows)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
