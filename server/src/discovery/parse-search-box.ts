import { hasHan } from "@commonshelf/cjk";
import { type Code, callNumberIn, findCodes, numberIn, withoutCodes } from "./box-codes.ts";
import {
  type ClauseField,
  isCut,
  isPlainWord,
  type PlacedToken,
  type Token,
  tokenise,
} from "./box-tokens.ts";
import type { Reading, SearchNode } from "./search-node.ts";
import type { SearchField } from "./words.ts";

const DEEPEST = 16;

/**
 * Reads what a reader typed into one box: words, "phrases", 《titles》, `title:` `作者：` and the like, AND OR NOT 且 或 非,
 * a minus before a word, brackets, words cut with a star, and numbers of books typed anyhow. Anything can be read: what is no syntax is words, and
 * what may be syntax or words of a title is both: no reading shuts out the others.
 */
export function parseSearchBox(text: string): SearchNode {
  const trimmed = text.normalize("NFC").trim();
  if (trimmed === "" || /^[*\s＊]+$/.test(trimmed)) return { kind: "everything" };
  const number = numberIn(trimmed);
  if (number) return { kind: "or", nodes: [{ kind: "identifier", text: number }, wordsOf(trimmed)] };
  const callNumber = callNumberIn(trimmed);
  if (callNumber)
    return {
      kind: "or",
      nodes: [{ kind: "words", field: "call-number", text: callNumber }, wordsOf(trimmed)],
    };
  const codes = findCodes(trimmed);
  return codes.length > 0 ? readCodes(trimmed, codes) : readWords(trimmed);
}

const wordsOf = (text: string): SearchNode => ({ kind: "words", field: "any", text });

/** Numbers of books with words beside them: both; all as words; the numbers, which the words contradict; the words. */
function readCodes(text: string, codes: readonly Code[]): SearchNode {
  const nodes = codes.map(
    ({ kind, value }): SearchNode =>
      kind === "identifier"
        ? { kind: "identifier", text: value }
        : { kind: "words", field: "call-number", text: value },
  );
  const byCode: SearchNode = nodes.length === 1 ? nodes[0]! : { kind: "or", nodes };
  const rest = withoutCodes(text, codes);
  if (!/[\p{L}\p{N}]/u.test(rest)) return { kind: "or", nodes: [byCode, wordsOf(text)] };
  const words = readWords(rest);
  return {
    kind: "first-of",
    readings: [
      { as: "as-typed", node: { kind: "and", nodes: [byCode, words] } },
      { as: "words", node: wordsOf(text) },
      { as: "number-alone", node: byCode },
      { as: "without-number", node: words },
    ],
  };
}

/** Words with or without syntax; with it, the text may also be a title that only looks like it. */
function readWords(text: string): SearchNode {
  const tokens = tokenise(text);
  const syntax = readSyntax(tokens) ?? wordsOf(text);
  const operators = tokens.flatMap((token) => (token.kind === "operator" ? [token.operator] : []));
  const hasField = tokens.some(
    (token) => token.kind === "clause" && token.field !== null && token.form !== "book-title",
  );
  if (operators.length === 0 && !hasField) return syntax;
  const words: Reading = { as: "words", node: wordsOf(text) };
  const excludes = operators.includes("not");
  const title: SearchNode = { kind: "phrase", field: "title", text };
  const asTyped: Reading = { as: "as-typed", node: { kind: "or", nodes: [syntax, title] }, excludes };
  if (operators.length === 0 || !isShouted(text, tokens))
    return { kind: "first-of", readings: [asTyped, words, ...(hasField ? [bareWords(tokens)] : [])] };
  if (excludes || hasHan(text)) return { kind: "first-of", readings: [words, asTyped] };
  return { kind: "or", nodes: [syntax, words.node] };
}

/** The words themselves, without the fields and operators between them. */
function bareWords(tokens: readonly Token[]): Reading {
  const words = tokens.flatMap((token) => (token.kind === "clause" ? [token.text] : []));
  return { as: "words", node: wordsOf(words.join(" ")) };
}

/** All in capitals, or single Chinese characters apart: then AND, 与 and the like say nothing about what is meant. */
function isShouted(text: string, tokens: readonly Token[]): boolean {
  if (hasHan(text))
    return tokens.every(
      (token) => token.kind !== "clause" || [...token.text].length === 1 || !hasHan(token.text),
    );
  return !/\p{Ll}/u.test(text) && /\p{Lu}{2}/u.test(text);
}

/** The tree of the tokens as their syntax has it; undefined when nothing is asked for. */
function readSyntax(tokens: readonly Token[]): SearchNode | undefined {
  return parseOr({ tokens, at: 0 }, 0);
}

/** One piece of what a reader typed, as it was understood. */
export type QueryPart = {
  field: SearchField | "identifier" | "year";
  /** `group`: what stood in brackets, with its operators. */
  form: "words" | "phrase" | "book-title" | "group";
  text: string;
  negated: boolean;
  /** The typed text without this piece. */
  without: string;
};

/** The pieces of a query, each with the query that is left without it; brackets are one piece with their content. */
export function queryParts(text: string): QueryPart[] {
  const input = text.normalize("NFC").trim();
  if (input === "" || input === "*") return [];
  const number = numberIn(input);
  if (number) return [part("identifier", "words", number, false, "")];
  const callNumber = callNumberIn(input);
  if (callNumber) return [part("call-number", "words", callNumber, false, "")];
  const codes = findCodes(input);
  if (codes.length > 0) return codeParts(input, codes);
  const tokens = tokenise(input);
  const others = tokens.some((t) => t.kind === "clause" && !(isPlainWord(t) && yearIn(t.text) !== undefined));
  let closes = -1;
  return tokens.flatMap((token, at): QueryPart[] => {
    if (at <= closes) return [];
    if (token.kind === "open") closes = closeOf(tokens, at);
    if (at <= closes) return [groupPart(input, tokens, at, closes)];
    if (token.kind !== "clause") return [];
    const before = tokens[at - 1];
    const negated = before?.kind === "operator" && before.operator === "not";
    const isYear = others && isPlainWord(token) && yearIn(token.text) !== undefined;
    const field = isYear ? "year" : token.field === "isbn" ? "identifier" : (token.field ?? "any");
    return [part(field, token.form, token.text, negated, textWithout(input, tokens, at))];
  });
}

/** The numbers among words, then the pieces of the words, each without which the others stay. */
function codeParts(input: string, codes: readonly Code[]): QueryPart[] {
  const rest = withoutCodes(input, codes);
  const typed = codes.map((code) => input.slice(code.start, code.end));
  return [
    ...codes.map((code, i) =>
      part(
        code.kind,
        "words",
        code.value,
        false,
        [...typed.filter((_, k) => k !== i), rest].join(" ").trim(),
      ),
    ),
    ...queryParts(rest).map((one) => ({ ...one, without: [...typed, one.without].join(" ").trim() })),
  ];
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

/** Where the bracket that opens here is closed; -1: nowhere. */
function closeOf(tokens: readonly PlacedToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { kind } = tokens[at]!;
    depth += kind === "open" ? 1 : kind === "close" ? -1 : 0;
    if (depth === 0) return at;
  }
  return -1;
}

function groupPart(input: string, tokens: PlacedToken[], open: number, close: number): QueryPart {
  const before = tokens[open - 1];
  const negated = before?.kind === "operator" && before.operator === "not";
  const text = input.slice(tokens[open]!.end, tokens[close]!.start).trim();
  return part("any", "group", text, negated, textWithout(input, tokens, open, close));
}

/** The text without some tokens and the operators left without a side. */
function textWithout(text: string, tokens: PlacedToken[], at: number, last = at): string {
  const own = tokens[at - 1]?.kind === "operator" ? at - 1 : at;
  const left = tokens.filter((_, i) => i < own || i > last);
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
  const words = kept.map((token) => text.slice(token.start, token.end)).join(" ");
  return words.replace(/([(（]|(?<=^| )[-－−]) /g, "$1").replace(/ (?=[)）])/g, "");
}

/** A year a book may be of, with the marks that stand beside it in a reference: `1923`, `1923年`, `[1923].`, `©1923`. */
function yearIn(text: string): number | undefined {
  const found = /^(?:[[{【〔<]*[c©]?)(1\d{3}|20\d{2})年?[\]}】〕>.,;:，。；、]*$/u.exec(
    text.normalize("NFKC"),
  );
  return found ? Number(found[1]) : undefined;
}

/** The word that stands alone in brackets at this place: `(1923)`. */
function aloneInBrackets(tokens: readonly Token[], at: number): string | undefined {
  const [open, word, close] = tokens.slice(at, at + 3);
  const isAlone =
    open?.kind === "open" && close?.kind === "close" && word?.kind === "clause" && isPlainWord(word);
  return isAlone ? word.text : undefined;
}

type Parser = { tokens: readonly Token[]; at: number };

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
    } else if (token.kind === "clause" && isPlainWord(token) && !isCut(token))
      (yearIn(token.text) === undefined ? words : years).push(token.text);
    else {
      p.at--;
      const bracketed = aloneInBrackets(p.tokens, p.at);
      if (bracketed !== undefined && yearIn(bracketed) !== undefined) {
        years.push(bracketed);
        p.at += 3;
        continue;
      }
      flush();
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

function clauseNode(token: Extract<Token, { kind: "clause" }>): SearchNode | undefined {
  if (isCut(token)) return cutNode(token.field, token.text);
  if (token.field === "isbn") return { kind: "identifier", text: token.text };
  if (token.field === "year") return yearNode(token.text);
  const field = token.field ?? "any";
  if (token.form === "phrase") return { kind: "phrase", field, text: token.text };
  if (token.form === "book-title" && field === "title") return { kind: "phrase", field, text: token.text };
  return { kind: "words", field, text: token.text };
}

const SHORTEST_CUT = 3;

/** `librar*`: all that begin so. A star before a word says nothing; one inside cuts there, when enough stands before it. */
function cutNode(field: ClauseField | null, text: string): SearchNode | undefined {
  const [beginning = "", ...rest] = text.replace(/^[*]+/, "").split("*");
  const place = field === null || field === "isbn" || field === "year" ? "any" : field;
  if (beginning === "") return undefined;
  const isEnd = rest.every((piece) => piece === "");
  if (rest.length === 0 || (!isEnd && beginning.length < SHORTEST_CUT))
    return { kind: "words", field: place, text: text.replaceAll("*", " ") };
  return { kind: "prefix", field: place, text: beginning };
}
