import { normaliseIsbn, normaliseIssn } from "../catalogue/index.ts";
import type { SearchField, SearchNode } from "./search-node.ts";

const LONGEST_QUERY = 1000;
const MOST_TOKENS = 64;
const DEEPEST = 16;

/** Names readers write before a colon or an equals sign, in the languages of the pages. */
const FIELD_NAMES: Record<string, ClauseField> = {
  title: "title",
  ti: "title",
  题名: "title",
  題名: "title",
  书名: "title",
  書名: "title",
  标题: "title",
  author: "author",
  au: "author",
  作者: "author",
  著者: "author",
  责任者: "author",
  責任者: "author",
  subject: "subject",
  su: "subject",
  主题: "subject",
  主題: "subject",
  主题词: "subject",
  publisher: "publisher",
  出版社: "publisher",
  出版者: "publisher",
  series: "series",
  丛书: "series",
  叢書: "series",
  isbn: "isbn",
  issn: "isbn",
  callno: "call-number",
  索书号: "call-number",
  索書號: "call-number",
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
  且: "and",
  与: "and",
  或: "or",
  非: "not",
};

type ClauseField = SearchField | "isbn" | "year";

type Token =
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
type PlacedToken = Token & { start: number; end: number };

const TOKEN =
  /\s*(?:([()（）])|(?:([\p{L}]{2,12})\s*[:：=＝]\s*)?(?:["“”]([^"“”]*)["“”]|《([^》]+)》|([^\s()（）"“”《》]+)))/uy;

function tokenise(text: string): PlacedToken[] {
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
    tokens.push({ ...tokenOf(found), start: start + before, end: TOKEN.lastIndex });
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

/**
 * Reads what a reader typed into one box: words, "phrases", 《titles》, `title:` `作者：` and the like, AND OR NOT 且 或 非,
 * brackets, and an ISBN or ISSN typed anyhow. Anything can be read: what is no syntax is words.
 */
export function parseSearchBox(text: string): SearchNode {
  const trimmed = text.normalize("NFC").trim();
  if (trimmed === "" || trimmed === "*") return { kind: "everything" };
  const identifier = identifierIn(trimmed);
  if (identifier) return { kind: "identifier", text: identifier };
  const classNumber = classNumberIn(trimmed);
  if (classNumber)
    return {
      kind: "or",
      nodes: [
        { kind: "words", field: "call-number", text: classNumber },
        { kind: "words", field: "any", text: trimmed },
      ],
    };
  const tokens = tokenise(trimmed);
  const parser = { tokens, at: 0 };
  const node = parseOr(parser, 0);
  return node ?? { kind: "words", field: "any", text: trimmed };
}

/** The whole text is one ISBN or ISSN, with or without its name. */
function identifierIn(text: string): string | undefined {
  const bare = text.replace(/^is[bs]n(?:-1[03])?\s*[:：=]?\s*/i, "");
  if (!/^[\d\sXx‐-―-]{8,22}$/.test(bare.normalize("NFKC"))) return undefined;
  return normaliseIsbn(bare) ?? normaliseIssn(bare);
}

/** The class of a call number that is the whole text: `I247.57/L982` -> `I247.57`. */
function classNumberIn(text: string): string | undefined {
  const bare = text.normalize("NFKC");
  return (
    /^([A-Z]{1,2}\d[\d.=()<>"+:-]*)(?:\s*\/.*)?$/.exec(bare)?.[1] ??
    /^([a-z]{1,2}\d{3}[\d.]*)$/.exec(bare)?.[1]
  );
}

/** One piece of what a reader typed, as it was understood. */
export type QueryPart = {
  field: SearchField | "identifier" | "year";
  form: "words" | "phrase" | "book-title";
  text: string;
  negated: boolean;
  /** The typed text without this piece. */
  without: string;
};

/** The pieces of a query, each with the query that is left without it; brackets are one piece with their content. */
export function queryParts(text: string): QueryPart[] {
  const input = text.normalize("NFC").trim();
  if (input === "" || input === "*") return [];
  const identifier = identifierIn(input);
  if (identifier) return [part("identifier", "words", identifier, false, "")];
  const classNumber = classNumberIn(input);
  if (classNumber) return [part("call-number", "words", classNumber, false, "")];
  const tokens = tokenise(input);
  const others = tokens.some((t) => t.kind === "clause" && !(isPlainWord(t) && yearIn(t.text) !== undefined));
  return tokens.flatMap((token, at): QueryPart[] => {
    if (token.kind !== "clause") return [];
    const before = tokens[at - 1];
    const negated = before?.kind === "operator" && before.operator === "not";
    const isYear = others && isPlainWord(token) && yearIn(token.text) !== undefined;
    const field = isYear ? "year" : token.field === "isbn" ? "identifier" : (token.field ?? "any");
    return [part(field, token.form, token.text, negated, textWithout(input, tokens, at))];
  });
}

function part(
  field: QueryPart["field"],
  form: QueryPart["form"],
  text: string,
  negated: boolean,
  without: string,
): QueryPart {
  return { field, form, text, negated, without };
}

function isPlainWord(token: Extract<Token, { kind: "clause" }>): boolean {
  return token.field === null && token.form === "words";
}

/** The text without one token and the operators left without a side. */
function textWithout(text: string, tokens: PlacedToken[], at: number): string {
  const own = tokens[at - 1]?.kind === "operator" ? at - 1 : at;
  const left = tokens.filter((_, i) => i < own || i > at);
  const kept = left.filter((token, i) => {
    if (token.kind !== "operator") return true;
    const next = left[i + 1];
    const previous = left[i - 1];
    const hasRight =
      next?.kind === "clause" ||
      next?.kind === "open" ||
      (next?.kind === "operator" && next.operator === "not");
    const hasLeft = previous?.kind === "clause" || previous?.kind === "close";
    return hasRight && (hasLeft || token.operator === "not");
  });
  return kept.map((token) => text.slice(token.start, token.end)).join(" ");
}

/** A year a book may be of: `1923`, `1923年`. */
function yearIn(text: string): number | undefined {
  const found = /^(1\d{3}|20\d{2})年?$/.exec(text.normalize("NFKC"));
  return found ? Number(found[1]) : undefined;
}

type Parser = { tokens: Token[]; at: number };

function parseOr(p: Parser, depth: number): SearchNode | undefined {
  const nodes: SearchNode[] = [];
  for (;;) {
    const node = parseAnd(p, depth);
    if (node) nodes.push(node);
    const next = p.tokens[p.at];
    if (next?.kind !== "operator" || next.operator !== "or") break;
    p.at++;
  }
  return nodes.length > 1 ? { kind: "or", nodes } : nodes[0];
}

function parseAnd(p: Parser, depth: number): SearchNode | undefined {
  const nodes: SearchNode[] = [];
  const years: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) nodes.push(wordsNode(words));
    words = [];
  };
  for (;;) {
    const token = p.tokens[p.at];
    if (!token || token.kind === "close" || (token.kind === "operator" && token.operator === "or")) break;
    p.at++;
    if (token.kind === "operator") {
      if (token.operator !== "not") continue;
      flush();
      const negated = parseUnit(p, depth);
      if (negated) nodes.push({ kind: "not", node: negated });
    } else if (token.kind === "clause" && isPlainWord(token))
      (yearIn(token.text) === undefined ? words : years).push(token.text);
    else {
      flush();
      p.at--;
      const node = parseUnit(p, depth);
      if (node) nodes.push(node);
    }
  }
  flush();
  if (nodes.length === 0) return years.length > 0 ? wordsNode(years) : undefined;
  const node: SearchNode = nodes.length > 1 || nodes[0]!.kind === "not" ? { kind: "and", nodes } : nodes[0]!;
  return years.length > 0 ? { kind: "prefer", node, hints: years.flatMap(yearHints) } : node;
}

function wordsNode(words: string[]): SearchNode {
  return { kind: "words", field: "any", text: words.join(" ") };
}

/** A year beside other words is evidence, not a condition: of the year of publication, or a word of the title. */
function yearHints(word: string): SearchNode[] {
  const year = yearIn(word);
  return [{ kind: "year", from: year, to: year }, wordsNode([word])];
}

function parseUnit(p: Parser, depth: number): SearchNode | undefined {
  const token = p.tokens[p.at];
  if (!token || token.kind === "close") return undefined;
  p.at++;
  if (token.kind === "operator") return undefined;
  if (token.kind === "clause") return clauseNode(token);
  if (depth >= DEEPEST) return undefined;
  const node = parseOr(p, depth + 1);
  if (p.tokens[p.at]?.kind === "close") p.at++;
  return node;
}

/** `1990`, `1990-2000`, `1990-`; anything else is words. */
function yearNode(text: string): SearchNode {
  const found = /^(\d{1,4})?\s*([-–~至])?\s*(\d{1,4})?年?$/u.exec(text.normalize("NFKC"));
  if (!found || (!found[1] && !found[3])) return { kind: "words", field: "any", text };
  const from = found[1] === undefined ? undefined : Number(found[1]);
  const to = found[3] !== undefined ? Number(found[3]) : found[2] ? undefined : from;
  return { kind: "year", from, to };
}

function clauseNode(token: Extract<Token, { kind: "clause" }>): SearchNode {
  if (token.field === "isbn") return { kind: "identifier", text: token.text };
  if (token.field === "year") return yearNode(token.text);
  const field = token.field ?? "any";
  if (token.form === "phrase") return { kind: "phrase", field, text: token.text };
  if (token.form === "book-title" && field === "title") return { kind: "phrase", field, text: token.text };
  return { kind: "words", field, text: token.text };
}
