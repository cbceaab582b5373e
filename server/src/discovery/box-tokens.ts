import type { SearchField } from "./words.ts";

const LONGEST_QUERY = 1000;
const MOST_TOKENS = 64;

/** Names readers write before a colon or an equals sign, in the languages of the pages. */
const FIELD_NAMES: Record<string, ClauseField> = {
  title: "title",
  ti: "title",
  题名: "title",
  題名: "title",
  书名: "title",
  書名: "title",
  标题: "title",
  標題: "title",
  author: "author",
  au: "author",
  作者: "author",
  著者: "author",
  责任者: "author",
  责任人: "author",
  責任人: "author",
  責任者: "author",
  subject: "subject",
  su: "subject",
  主题: "subject",
  主題: "subject",
  主题词: "subject",
  主題詞: "subject",
  publisher: "publisher",
  出版社: "publisher",
  出版者: "publisher",
  出版: "publisher",
  series: "series",
  丛书: "series",
  叢書: "series",
  isbn: "isbn",
  issn: "isbn",
  callno: "call-number",
  索书号: "call-number",
  索書號: "call-number",
  索取号: "call-number",
  索取號: "call-number",
  分类号: "call-number",
  分類號: "call-number",
  year: "year",
  年份: "year",
  出版年: "year",
};

const OPERATORS: Record<string, "and" | "or" | "not"> = {
  AND: "and",
  OR: "or",
  NOT: "not",
  NEAR: "and",
  且: "and",
  与: "and",
  或: "or",
  非: "not",
};

export type ClauseField = SearchField | "isbn" | "year";

/** One piece of what was typed: an operator, a bracket, or a word or phrase with the field named before it. */
export type Token =
  | { kind: "operator"; operator: "and" | "or" | "not" }
  | { kind: "open" }
  | { kind: "close" }
  | {
      kind: "clause";
      field: ClauseField | null;
      text: string;
      form: "words" | "phrase" | "book-title";
    };
/** A token and where it stands in the text. */
export type PlacedToken = Token & { start: number; end: number };

const TOKEN =
  /\s*(?:([()（）])|(?:([\p{L}]{2,12})\s*[:：=＝]\s*)?(?:["“”]([^"“”]*)["“”]|《([^》]+)》|([^\s()（）"“”《》]+)))/uy;

/** A minus at a word, a phrase or a title, behind a space and another word: 红楼梦 -曹雪芹. */
const MINUS = /^[-－−][\p{L}"“《]/u;

/** The pieces of a text, the first 64 of 1,000 characters. */
export function tokenise(text: string): PlacedToken[] {
  const tokens: PlacedToken[] = [];
  const input = text.slice(0, LONGEST_QUERY);
  TOKEN.lastIndex = 0;
  while (tokens.length < MOST_TOKENS && TOKEN.lastIndex < input.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(input);
    if (!found) {
      TOKEN.lastIndex = start + 1; // a lone quotation mark or bracket: pass over it
      continue;
    }
    const before = found[0].length - found[0].trimStart().length;
    const place = start + before;
    if (tokens.length > 0 && before > 0 && MINUS.test(input.slice(place, place + 2))) {
      TOKEN.lastIndex = place + 1;
      tokens.push({ kind: "operator", operator: "not", start: place, end: place + 1 });
    } else tokens.push({ ...tokenOf(found), start: place, end: TOKEN.lastIndex });
  }
  return tokens;
}

function tokenOf(found: RegExpExecArray): Token {
  const [, bracket, name, phrase, bookTitle, word] = found;
  if (bracket) return { kind: bracket === "(" || bracket === "（" ? "open" : "close" };
  const field = name === undefined ? null : FIELD_NAMES[name.toLowerCase()];
  if (field === undefined) {
    // Not one of our field names: the reader's own words, such as `C: a reference`.
    return { kind: "clause", field: null, text: found[0].trim(), form: "words" };
  }
  if (phrase !== undefined) return { kind: "clause", field, text: phrase, form: "phrase" };
  if (bookTitle !== undefined)
    return { kind: "clause", field: field ?? "title", text: bookTitle, form: "book-title" };
  const operator = field === null ? OPERATORS[word!] : undefined;
  if (operator) return { kind: "operator", operator };
  return { kind: "clause", field, text: word!, form: "words" };
}

/** True for a word without field, quotes or title marks. */
export function isPlainWord(token: Extract<Token, { kind: "clause" }>): boolean {
  return token.field === null && token.form === "words";
}

/** True for a word that is cut with a star: `librar*`. */
export function isCut(token: Extract<Token, { kind: "clause" }>): boolean {
  return token.form === "words" && token.text.includes("*");
}
