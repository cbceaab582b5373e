import { type BookLine, type BookList, bookLine, isbnIn } from "./book-line.ts";
import { type Columns, columnsOf, NO_BOOK, readingByShare, readingOf } from "./columns.ts";
import { readRows, type TableRow } from "./table-rows.ts";

/** Without names of columns: the order of our own lists, with the ISBN in front, or title, author, note, shelf. */
const OUR_ORDER = orderOf(0, 4);

/** ブクログ exports without names of columns: the number in the third, status in the sixth, title and author behind. */
const BOOKLOG_COLUMNS = 17;
const BOOKLOG: Columns = {
  ...orderOf(undefined, -1),
  isbn: [2, 1],
  status: [5],
  title: [11],
  author: [12],
};

/** Title, author, note and shelf in their order, round the column of the ISBN. */
function orderOf(isbn: number | undefined, last: number): Columns {
  const rest = Array.from({ length: last + 1 }, (_, at) => at).filter((at) => at !== isbn);
  const [title, author, note, shelf] = rest.map((at) => [at]);
  return {
    isbn: isbn === undefined ? [] : [isbn],
    title: title ?? [],
    author: author ?? [],
    about: [],
    note: note ?? [],
    shelf: shelf ?? [],
    status: [],
    progress: [],
    kind: [],
    media: [],
    private: [],
  };
}

/**
 * Books of a table: by the names of its first row where it has names we know, else in the order title, author, note, shelf
 * with the ISBN wherever it stands. Every row is a book, or says why it is none; what is its owner's alone (ratings,
 * reviews, private notes) is named, never published, and so are columns too many of a table without names, by number.
 */
export function readBookTable(text: string): BookList {
  const rows = readRows(text);
  const head = rows[0];
  const columns = head && !head.isBroken ? columnsOf(head.fields) : undefined;
  const body = columns ? rows.slice(1) : rows;
  // Without a column of titles any other may be it, in a language we do not know.
  const unknown =
    columns && columns.title.length + columns.about.length === 0
      ? head!.fields.flatMap((_, at) => (Object.values(columns).flat().includes(at) ? [] : [at]))
      : [];
  const isFilled = (at: number): boolean => body.some((row) => isSaid(cellOf(row, at)));
  return {
    lines: body.map((row) => readRow(row, columns ?? orderIn(row, body))),
    notTaken: columns
      ? [...unknown, ...columns.private].filter(isFilled).map((at) => head!.fields[at]!)
      : unreadPlaces(body).map((at) => String(at + 1)),
  };
}

/** Columns of a table without names that hold something and are read as nothing. */
function unreadPlaces(body: readonly TableRow[]): number[] {
  const last = Math.max(0, ...body.map((row) => row.fields.length));
  return Array.from({ length: last }, (_, at) => at).filter((at) =>
    body.some((row) => isUnread(row, at, body)),
  );
}

function isUnread(row: TableRow, at: number, body: readonly TableRow[]): boolean {
  const known = Object.values(orderIn(row, body)).flat();
  return !row.isBroken && cellOf(row, at) !== "" && !known.includes(at);
}

/** Nothing but a number long enough for an ISBN, right or wrong. */
function isNumber(cell: string): boolean {
  const plain = cell.normalize("NFKC").replace(/^isbn(?:[-\s]?1[03])?\s*[:：]?/iu, "");
  return /^[\d\s‐-―-]*[\dXx]?$/u.test(plain) && plain.replace(/\D/g, "").length >= 8;
}

/** The columns of a row without names: the ISBN where this row or else the table has one. */
function orderIn(row: TableRow, body: readonly TableRow[]): Columns {
  if (row.fields.length >= BOOKLOG_COLUMNS && isNumber(cellOf(row, 2))) return BOOKLOG;
  const at = row.fields.findIndex((_, place) => isNumber(cellOf(row, place)));
  if (at > 0) return orderOf(at, 4);
  const isOurs = at === 0 || cellOf(row, 0) === "" || (isNumbered(body) && cellOf(row, 2) !== "");
  return isOurs ? OUR_ORDER : orderOf(undefined, 3);
}

const numbered = new WeakMap<readonly TableRow[], boolean>();

/** Whether the table has its ISBNs in front. */
function isNumbered(body: readonly TableRow[]): boolean {
  const known = numbered.get(body) ?? body.some((row) => isNumber(cellOf(row, 0)));
  numbered.set(body, known);
  return known;
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
  const title = filled(columns.title)[0] ?? "";
  const about = filled(columns.about)[0] ?? "";
  const numbers = filled(columns.isbn).filter((cell) => /\w/.test(cell));
  // What a site calls a book by its own (B00ABC1234, a UUID) is no wrong ISBN where the title says which book it is.
  // 9.78751E+12 is an ISBN that a spreadsheet has spoilt: kept, so that it is told as none.
  const spoken = numbers.filter(
    (cell) => title === "" || /^\d[.,]\d+E\+\d+$/i.test(cell) || !/[a-wyz]/i.test(cell.replace(/isbn/gi, "")),
  );
  const isbn = [...numbers, about].map(isbnIn).find((one) => one !== undefined) ?? spoken[0] ?? "";
  const [kind] = filled(columns.kind);
  const isNoBook =
    (kind !== undefined && !/book/i.test(kind)) || filled(columns.media).some((media) => NO_BOOK.test(media));
  if (isNoBook) return bookLine(row.line, { title, reason: "not-a-book" });
  const shelves = filled(columns.shelf).flatMap((cell) => cell.split(/\s*[,;，；]\s*/));
  const states = [
    ...[...filled(columns.status), ...shelves].map(readingOf),
    ...filled(columns.progress).map(readingByShare),
  ];
  return bookLine(row.line, {
    isbn,
    title,
    author: filled(columns.author)[0] ?? authorIn(about),
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
