import { type BookLine, type BookList, bookLine, isbnIn } from "./book-line.ts";
import { type Columns, columnsOf, readingOf } from "./columns.ts";
import { readRows, type TableRow } from "./table-rows.ts";

/** Without names of columns: the order of our own lists. */
const OUR_ORDER: Columns = {
  isbn: [0],
  title: [1],
  author: [2],
  about: [],
  note: [3],
  shelf: [4],
  status: [],
  kind: [],
  private: [],
};

/**
 * Books of a table: by the names of its first row where it has names we know, else in the order ISBN, title, author,
 * note, shelf. Every row is a book, or says why it is none; what is its owner's alone (ratings, reviews, private notes)
 * is named, never published.
 */
export function readBookTable(text: string): BookList {
  const rows = readRows(text);
  const head = rows[0];
  const columns = head && !head.isBroken ? columnsOf(head.fields) : undefined;
  const body = columns ? rows.slice(1) : rows;
  const isFilled = (at: number): boolean => body.some((row) => isSaid(cellOf(row, at)));
  return {
    lines: body.map((row) => readRow(row, columns ?? OUR_ORDER)),
    notTaken: columns ? columns.private.filter(isFilled).map((at) => head!.fields[at]!) : [],
  };
}

/** True when the first line of a text names columns of a list of books. */
export function isBookTable(text: string): boolean {
  const first = readRows(text.replace(/^\s+/, "").slice(0, text.search(/\S[^\n]*(\n|$)/) + 4000))[0];
  return (
    first !== undefined && !first.isBroken && first.fields.length > 1 && columnsOf(first.fields) !== undefined
  );
}

/** Zero is how sites write that nobody has rated. */
function isSaid(cell: string): boolean {
  return cell !== "" && cell !== "0";
}

/** `="9787020002207"` is how spreadsheets are kept from making numbers of ISBNs. */
function cellOf(row: TableRow, at: number): string {
  return (row.fields[at] ?? "").replace(/^="?(.*?)"?$/s, "$1").trim();
}

function readRow(row: TableRow, columns: Columns): BookLine {
  const filled = (places: number[]): string[] =>
    places.map((at) => cellOf(row, at)).filter((cell) => cell !== "");
  if (row.isBroken)
    return bookLine(row.line, { title: row.fields.join(" ").slice(0, 60), reason: "quote-open" });
  const numbers = filled(columns.isbn).filter((cell) => /\w/.test(cell));
  const isbn = numbers.map(isbnIn).find((one) => one !== undefined) ?? numbers[0] ?? "";
  const title = filled(columns.title)[0] ?? "";
  const [kind] = filled(columns.kind);
  if (kind !== undefined && !/book/i.test(kind)) return bookLine(row.line, { title, reason: "not-a-book" });
  const shelves = filled(columns.shelf).flatMap((cell) => cell.split(/\s*[,;，；]\s*/));
  const states = [...filled(columns.status), ...shelves].map(readingOf);
  return bookLine(row.line, {
    isbn,
    title,
    author: filled(columns.author)[0] ?? authorIn(filled(columns.about)[0] ?? ""),
    note: filled(columns.note)[0] ?? "",
    shelf:
      [...shelves, ...filled(columns.status)].find(
        (shelf) => shelf !== "" && readingOf(shelf) === undefined,
      ) ?? "",
    reading: states.find((state) => state !== undefined) ?? "none",
  });
}

/** 豆瓣 tells a book as `[哥伦比亚] 加西亚·马尔克斯 / 范晔 / 南海出版公司 / 2011-6 / 39.50元`. */
function authorIn(about: string): string {
  const parts = about.split(/\s+\/\s+/);
  return parts.length > 1 ? parts[0]!.trim() : "";
}
