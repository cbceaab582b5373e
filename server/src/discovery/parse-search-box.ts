import { normaliseIsbn, normaliseIssn } from "../catalogue/index.ts";
import type { SearchField, SearchNode } from "./search-node.ts";

const LONGEST_QUERY = 1000;
const MOST_TOKENS = 64;
const DEEPEST = 16;

/** Names readers write before a colon or an equals sign, in the languages of the pages. */
const FIELD_NAMES: Record<string, SearchField | "isbn"> = {
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
  分类号: "call-number",
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

type Token =
  | { kind: "operator"; operator: "and" | "or" | "not" }
  | { kind: "open" }
  | { kind: "close" }
  | {
      kind: "clause";
      field: SearchField | "isbn" | null;
      text: string;
      form: "words" | "phrase" | "book-title";
    };

const TOKEN =
  /\s*(?:([()（）])|(?:([\p{L}]{2,12})\s*[:：=＝]\s*)?(?:["“”]([^"“”]*)["“”]|《([^》]+)》|([^\s()（）"“”《》]+)))/uy;

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const input = text.slice(0, LONGEST_QUERY);
  TOKEN.lastIndex = 0;
  while (tokens.length < MOST_TOKENS && TOKEN.lastIndex < input.length) {
    const start = TOKEN.lastIndex;
    const found = TOKEN.exec(input);
    if (!found) {
      TOKEN.lastIndex = start + 1; // a lone quotation mark or bracket: pass over it
      continue;
    }
    tokens.push(tokenOf(found));
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
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) nodes.push({ kind: "words", field: "any", text: words.join(" ") });
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
    } else if (token.kind === "clause" && token.field === null && token.form === "words")
      words.push(token.text);
    else {
      flush();
      p.at--;
      const node = parseUnit(p, depth);
      if (node) nodes.push(node);
    }
  }
  flush();
  return nodes.length > 1 || nodes[0]?.kind === "not" ? { kind: "and", nodes } : nodes[0];
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

function clauseNode(token: Extract<Token, { kind: "clause" }>): SearchNode {
  if (token.field === "isbn") return { kind: "identifier", text: token.text };
  const field = token.field ?? "any";
  if (token.form === "phrase") return { kind: "phrase", field, text: token.text };
  if (token.form === "book-title" && field === "title") return { kind: "phrase", field, text: token.text };
  return { kind: "words", field, text: token.text };
}
