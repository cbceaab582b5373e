import { BrokenRecords } from "./broken.ts";
import { childrenOf, type Element, readXml, within } from "./xml.ts";

/** Files of a workbook by their path. */
export type WorkbookParts = ReadonlyMap<string, () => Promise<Buffer>>;

const MOST_ROWS = 200_001;
const MOST_COLUMNS = 200;
const FORMAT = "Excel";

/** True for the files of an Excel workbook (ISO/IEC 29500). */
export function isWorkbook(paths: Iterable<string>): boolean {
  const known = new Set(paths);
  return known.has("xl/workbook.xml") && known.has("[Content_Types].xml");
}

async function part(parts: WorkbookParts, path: string): Promise<Element | null> {
  const read = parts.get(path);
  return read ? readXml((await read()).toString("utf8"), FORMAT) : null;
}

/** Runs of a shared or inline text; readings above characters (`rPh`) are none of it. */
function said(element: Element): string {
  return childrenOf(element, "t", "r")
    .flatMap((one) => (one.name === "t" ? [one] : childrenOf(one, "t")))
    .map((one) => one.children.filter((child) => typeof child === "string").join(""))
    .join("");
}

/** Rows of the first sheet as texts, gaps as empty texts. Throws `BrokenRecords`. */
export async function readWorkbook(parts: WorkbookParts): Promise<string[][]> {
  const [book, links, shared, styles] = await Promise.all([
    part(parts, "xl/workbook.xml"),
    part(parts, "xl/_rels/workbook.xml.rels"),
    part(parts, "xl/sharedStrings.xml"),
    part(parts, "xl/styles.xml"),
  ]);
  const first = book && within(book, "sheet")[0];
  const link =
    links && within(links, "Relationship").find((one) => one.attributes.Id === first?.attributes.id);
  const target = link?.attributes.Target ?? "worksheets/sheet1.xml";
  const sheet = await part(parts, target.startsWith("/") ? target.slice(1) : `xl/${target}`);
  if (!sheet) throw new BrokenRecords(FORMAT, target);
  const texts = shared ? childrenOf(shared, "si").map(said) : [];
  const dates = datesOf(styles);
  const is1904 = book !== null && within(book, "workbookPr")[0]?.attributes.date1904 === "1";
  const rows: string[][] = [];
  for (const row of within(sheet, "row").slice(0, MOST_ROWS)) {
    const at = Number(row.attributes.r ?? rows.length + 1) - 1;
    while (rows.length < at && rows.length < MOST_ROWS) rows.push([]);
    const cells: string[] = [];
    for (const cell of childrenOf(row, "c")) {
      const column = columnOf(cell.attributes.r) ?? cells.length;
      if (column >= MOST_COLUMNS) continue;
      while (cells.length < column) cells.push("");
      cells[column] = textIn(cell, texts, dates, is1904);
    }
    rows.push(cells);
  }
  return rows;
}

/** `C7` is the third column. */
function columnOf(place: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(place ?? "")?.[0];
  if (!letters) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function textIn(
  cell: Element,
  texts: readonly string[],
  dates: ReadonlySet<number>,
  is1904: boolean,
): string {
  const { t: type = "n", s: style = "0" } = cell.attributes;
  if (type === "inlineStr") return childrenOf(cell, "is").map(said).join("");
  const value = childrenOf(cell, "v")[0]?.children.join("") ?? "";
  if (type === "s") return texts[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type !== "n" || value === "") return value;
  if (dates.has(Number(style))) return dayOf(Number(value), is1904);
  // 0.1 + 0.2 is written as it is shown, not as it is kept.
  return String(Number(Number(value).toPrecision(15)));
}

const DAY_MS = 86_400_000;

/** A day as Excel counts it: from 1900 (with a 29 February 1900 that never was), or from 1904. */
function dayOf(serial: number, is1904: boolean): string {
  const day = is1904 ? serial + 1462 : serial;
  const at = new Date(Date.UTC(1899, 11, 30) + Math.floor(day < 60 ? day + 1 : day) * DAY_MS);
  return Number.isNaN(at.getTime()) ? String(serial) : at.toISOString().replace(/T.*$/, "");
}

/** Styles whose numbers are days: those Excel brings, and those that name years or days. */
function datesOf(styles: Element | null): Set<number> {
  if (!styles) return new Set();
  const own = new Map(
    within(styles, "numFmt").map((one) => [Number(one.attributes.numFmtId), one.attributes.formatCode ?? ""]),
  );
  const isDate = (id: number): boolean =>
    (id >= 14 && id <= 17) ||
    id === 22 ||
    (id >= 27 && id <= 36) ||
    (id >= 50 && id <= 58) ||
    /[yde年日]/i.test(
      (own.get(id) ?? "").replace(/"[^"]*"|\[[^\]]*\]|\\./g, "").replace(/General|Red/gi, ""),
    );
  const formats = childrenOf(styles, "cellXfs").flatMap((one) => childrenOf(one, "xf"));
  return new Set(formats.flatMap((one, at) => (isDate(Number(one.attributes.numFmtId ?? 0)) ? [at] : [])));
}
