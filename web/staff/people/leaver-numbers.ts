const COLUMN = /^(number|card|cardnumber|学号|学工号|學號|读者证号|讀者證號|卡号)$/i;

/** Numbers of a list: one a line, or the column that says it holds them, or the first. */
export function numbersOf(text: string): string[] {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"|"$/g, "")));
  const column = rows[0]?.findIndex((cell) => COLUMN.test(cell)) ?? -1;
  return (column < 0 ? rows : rows.slice(1))
    .map((row) => row[Math.max(0, column)] ?? "")
    .filter((number) => number !== "");
}
