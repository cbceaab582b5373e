/** A line of a list of books: what was typed, by the names of the columns we know. */
export type BookLine = { isbn: string; title: string; author: string; note: string; shelf: string };

/** Column names of our own lists and of exports of other sites (Goodreads, 豆瓣, LibraryThing). */
const COLUMNS: Record<keyof BookLine, string[]> = {
  isbn: ["isbn13", "isbn", "isbns", "书号", "書號", "国际标准书号"],
  title: ["title", "书名", "書名", "题名", "題名", "标题"],
  author: ["author", "authors", "primary author", "作者", "著者", "责任者"],
  note: ["note", "notes", "备注", "備註", "private notes"],
  shelf: ["shelf", "书架", "書架", "exclusive shelf", "collections"],
};
const COLUMN_ORDER: (keyof BookLine)[] = ["isbn", "title", "author", "note", "shelf"];

/** Splits comma-, semicolon- or tab-separated text into rows of fields (RFC 4180 quoting); empty rows are left out. */
export function parseCsv(text: string): string[][] {
  const source = text.replace(/^\uFEFF/, "");
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  const endRow = (): void => {
    row.push(field);
    if (row.some((f) => f.trim() !== "")) rows.push(row.map((f) => f.trim()));
    row = [];
    field = "";
  };
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (source[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && field.trim() === "") {
      field = "";
      quoted = true;
    } else if (c === separator) {
      row.push(field);
      field = "";
    } else if (c === "\n") endRow();
    else if (c !== "\r") field += c;
  }
  endRow();
  return rows;
}

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/\n|$/));
  return ["\t", ";", ","].find((s) => first.includes(s)) ?? ",";
}

/**
 * Books of a table: by the names of its first row where they are names we know, else in the order
 * ISBN, title, author, note, shelf. Goodreads writes ISBNs as `="9787020002207"`.
 */
export function readBookTable(text: string): BookLine[] {
  const rows = parseCsv(text);
  const names = (rows[0] ?? []).map((name) => name.toLowerCase());
  const positions = COLUMN_ORDER.map((column) => {
    const found = COLUMNS[column].map((name) => names.indexOf(name)).find((at) => at >= 0);
    return found ?? -1;
  });
  const isNamed = positions.some((at) => at >= 0);
  return (isNamed ? rows.slice(1) : rows).map((row) => {
    const cell = (i: number): string => row[isNamed ? (positions[i] ?? -1) : i] ?? "";
    return {
      isbn: cell(0).replace(/^="?|"$/g, ""),
      title: cell(1),
      author: cell(2),
      note: cell(3),
      shelf: cell(4),
    };
  });
}

const ISBN_LIKE = /^[\d\s-]{9,16}[\dXx]$/;

/** Books typed one to a line: an ISBN, or `title / author`. */
export function readBookLines(text: string): BookLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const blank = { isbn: "", title: "", author: "", note: "", shelf: "" };
      if (ISBN_LIKE.test(line.normalize("NFKC"))) return { ...blank, isbn: line };
      const [title, ...author] = line.split(/\s+[/／]\s+|[／]/);
      return { ...blank, title: title!.trim(), author: author.join(" / ").trim() };
    });
}

/** Books as somebody pasted them: a table when its first line names columns we know, else one to a line. */
export function readBooks(text: string): BookLine[] {
  const first = parseCsv(text.slice(0, text.search(/\n|$/)))[0] ?? [];
  const known = Object.values(COLUMNS).flat();
  const isTable = first.length > 1 && first.some((name) => known.includes(name.toLowerCase()));
  return isTable || text.includes("\t") ? readBookTable(text) : readBookLines(text);
}
