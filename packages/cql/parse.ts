import type { CqlDiagnostic } from "./diagnostic.ts";
import { CqlFault, cqlDiagnostic } from "./diagnostic.ts";
import { unescapeName } from "./term.ts";
import type { CqlToken } from "./tokens.ts";
import { foreignBooleans, readTokens } from "./tokens.ts";
import type {
  CqlBooleanOperator,
  CqlComparison,
  CqlModifier,
  CqlNode,
  CqlPrefix,
  CqlQuery,
  CqlRelation,
  CqlSearchClause,
  CqlSortKey,
  CqlSpan,
  CqlVersion,
} from "./tree.ts";

/**
 * Version of the language (1.2 when absent) and bounds on what is accepted: characters of the whole query (16 384,
 * diagnostic 12), boolean operators (256, diagnostic 38), depth of parentheses (64, diagnostic 13). An empty term
 * (`""`) is refused with 27 unless allowed.
 */
export type CqlOptions = {
  version?: CqlVersion;
  maxCharacters?: number;
  maxBooleans?: number;
  maxDepth?: number;
  allowEmptyTerm?: boolean;
};

/** The tree of a query, or the one diagnostic that explains why there is none. */
export type CqlResult = { ok: true; query: CqlQuery } | { ok: false; diagnostic: CqlDiagnostic };

type Cursor = {
  tokens: CqlToken[];
  at: number;
  booleans: number;
  depth: number;
  options: Required<CqlOptions>;
};

const defaults: Required<CqlOptions> = {
  version: "1.2",
  maxCharacters: 16_384,
  maxBooleans: 256,
  maxDepth: 64,
  allowEmptyTerm: false,
};

/**
 * Parses a CQL query. Never throws: whatever the text, the answer is a tree or a diagnostic with its place.
 * Booleans have equal precedence and group from the left. Keywords are recognised in any case, and may stand as
 * a term. Source: CQL 1.1 and 1.2 (Library of Congress), CQL 2.0 (OASIS searchRetrieve part 5).
 */
export function parseCql(text: string, options: CqlOptions = {}): CqlResult {
  const bounds = { ...defaults, ...options };
  if (text.length > bounds.maxCharacters) {
    const span = { position: bounds.maxCharacters, length: text.length - bounds.maxCharacters };
    return { ok: false, diagnostic: cqlDiagnostic(12, String(bounds.maxCharacters), span) };
  }
  try {
    const cursor: Cursor = { tokens: readTokens(text), at: 0, booleans: 0, depth: 0, options: bounds };
    return { ok: true, query: readQuery(cursor) };
  } catch (fault) {
    if (fault instanceof CqlFault) return { ok: false, diagnostic: fault.diagnostic };
    throw fault;
  }
}

function readQuery(cursor: Cursor): CqlQuery {
  const prefixes = readPrefixes(cursor);
  const clause = readScopedClause(cursor);
  const sortKeys = isKeyword(peek(cursor), "sortby") ? readSortKeys(cursor) : [];
  const rest = peek(cursor);
  if (rest.kind !== "end") throw unexpectedAfterClause(rest);
  return { kind: "query", prefixes, clause, sortKeys };
}

function readPrefixes(cursor: Cursor): CqlPrefix[] {
  const prefixes: CqlPrefix[] = [];
  for (let mark = peek(cursor); isComparison(mark, ">"); mark = peek(cursor)) {
    take(cursor);
    const first = takeName(cursor, "prefix or URI");
    if (!isComparison(peek(cursor), "=")) {
      prefixes.push({ name: null, uri: unescapeName(first.raw), span: between(mark, first) });
      continue;
    }
    take(cursor);
    const uri = takeName(cursor, "URI");
    prefixes.push({ name: unescapeName(first.raw), uri: unescapeName(uri.raw), span: between(mark, uri) });
  }
  return prefixes;
}

function readScopedClause(cursor: Cursor): CqlNode {
  let left = readOperand(cursor);
  for (let op = booleanOf(peek(cursor)); op !== null; op = booleanOf(peek(cursor))) {
    const { position, length } = take(cursor);
    cursor.booleans += 1;
    if (cursor.booleans > cursor.options.maxBooleans) {
      throw new CqlFault(38, String(cursor.options.maxBooleans), { position, length });
    }
    const modifiers = readModifiers(cursor);
    const right = readOperand(cursor);
    left = { kind: "boolean", prefixes: [], op, modifiers, left, right, span: { position, length } };
  }
  return left;
}

function readOperand(cursor: Cursor): CqlNode {
  const token = peek(cursor);
  if (token.kind === "(") return readParenthesised(cursor);
  if (token.kind === "word" || token.kind === "string") return readSearchClause(cursor);
  if (token.kind === ")") throw parenthesisFault(token);
  throw expected("search clause", token);
}

function readParenthesised(cursor: Cursor): CqlNode {
  const open = take(cursor);
  cursor.depth += 1;
  if (cursor.depth > cursor.options.maxDepth) throw parenthesisFault(open);
  const prefixes = readPrefixes(cursor);
  const inside = readScopedClause(cursor);
  const close = peek(cursor);
  if (close.kind === "end") throw parenthesisFault(open);
  if (close.kind !== ")") throw unexpectedAfterClause(close);
  take(cursor);
  cursor.depth -= 1;
  return prefixes.length === 0 ? inside : { ...inside, prefixes: [...prefixes, ...inside.prefixes] };
}

function readSearchClause(cursor: Cursor): CqlSearchClause {
  const first = take(cursor);
  if (!startsRelation(peek(cursor))) return termOnlyClause(cursor, first);
  const second = peek(cursor);
  const relation = readRelation(cursor);
  const term = peek(cursor);
  if (term.kind === "(") throw parenthesisFault(term);
  if (term.kind !== "word" && term.kind !== "string") {
    if (second.kind === "comparison" || relation.modifiers.length > 0) throw expected("search term", term);
    throw unexpectedAfterClause(second);
  }
  take(cursor);
  return {
    kind: "searchClause",
    prefixes: [],
    index: unescapeName(first.raw),
    relation,
    term: checkedTerm(cursor, term),
    termOnly: false,
    indexSpan: spanOf(first),
    termSpan: contentSpan(term),
  };
}

function termOnlyClause(cursor: Cursor, term: CqlToken): CqlSearchClause {
  // CQL 1.1 calls the default relation "server choice" (scr); 1.2 and 2.0 fix it to "=".
  const base = cursor.options.version === "1.1" ? "scr" : "=";
  return {
    kind: "searchClause",
    prefixes: [],
    index: "cql.serverChoice",
    relation: { base, modifiers: [] },
    term: checkedTerm(cursor, term),
    termOnly: true,
    termSpan: contentSpan(term),
  };
}

function checkedTerm(cursor: Cursor, term: CqlToken): string {
  if (term.raw === "" && !cursor.options.allowEmptyTerm) throw new CqlFault(27, '""', spanOf(term));
  return term.raw;
}

function readRelation(cursor: Cursor): CqlRelation {
  const token = take(cursor);
  if (token.kind === "word" && foreignBooleans.has(token.raw.toLowerCase())) {
    throw new CqlFault(37, token.raw, spanOf(token));
  }
  refuseExactSymbol(cursor, token);
  const base = token.kind === "comparison" ? token.raw : unescapeName(token.raw);
  return { base, modifiers: readModifiers(cursor), span: spanOf(token) };
}

function readModifiers(cursor: Cursor): CqlModifier[] {
  const modifiers: CqlModifier[] = [];
  while (peek(cursor).kind === "/") {
    const slash = take(cursor);
    const nameToken = takeName(cursor, "modifier name");
    const name = unescapeName(nameToken.raw);
    const sign = peek(cursor);
    if (sign.kind !== "comparison") {
      modifiers.push({ name, comparison: null, value: null, span: between(slash, nameToken) });
      continue;
    }
    refuseExactSymbol(cursor, take(cursor));
    const value = takeName(cursor, "modifier value");
    const comparison = sign.raw as CqlComparison;
    modifiers.push({ name, comparison, value: unescapeName(value.raw), span: between(slash, value) });
  }
  return modifiers;
}

function readSortKeys(cursor: Cursor): CqlSortKey[] {
  const keyword = take(cursor);
  if (cursor.options.version === "1.1") throw new CqlFault(48, "sortBy", spanOf(keyword));
  const keys: CqlSortKey[] = [];
  do {
    const index = takeName(cursor, "sort index");
    keys.push({ index: unescapeName(index.raw), modifiers: readModifiers(cursor), span: spanOf(index) });
  } while (peek(cursor).kind === "word" || peek(cursor).kind === "string");
  return keys;
}

function peek(cursor: Cursor): CqlToken {
  return cursor.tokens[cursor.at]!;
}

function take(cursor: Cursor): CqlToken {
  const token = peek(cursor);
  if (token.kind !== "end") cursor.at += 1;
  return token;
}

function takeName(cursor: Cursor, what: string): CqlToken {
  const token = take(cursor);
  if (token.kind !== "word" && token.kind !== "string") throw expected(what, token);
  return token;
}

function isKeyword(token: CqlToken, keyword: string): boolean {
  return token.kind === "word" && token.raw.toLowerCase() === keyword;
}

function isComparison(token: CqlToken, sign: CqlComparison): boolean {
  return token.kind === "comparison" && token.raw === sign;
}

function booleanOf(token: CqlToken): CqlBooleanOperator | null {
  const word = token.kind === "word" ? token.raw.toLowerCase() : "";
  return word === "and" || word === "or" || word === "not" || word === "prox" ? word : null;
}

function startsRelation(token: CqlToken): boolean {
  if (token.kind === "comparison" || token.kind === "string") return true;
  return token.kind === "word" && booleanOf(token) === null && !isKeyword(token, "sortby");
}

function refuseExactSymbol(cursor: Cursor, token: CqlToken): void {
  if (cursor.options.version === "1.1" && isComparison(token, "==")) {
    throw new CqlFault(19, "==", spanOf(token));
  }
}

function unexpectedAfterClause(token: CqlToken): CqlFault {
  if (token.kind === "(" || token.kind === ")") return parenthesisFault(token);
  if (token.kind === "word" && foreignBooleans.has(token.raw.toLowerCase())) {
    return new CqlFault(37, token.raw, spanOf(token));
  }
  return expected("boolean operator or end of query", token);
}

function expected(what: string, token: CqlToken): CqlFault {
  const found = token.kind === "end" ? "end of query" : token.raw;
  return new CqlFault(10, `expected ${what}, found ${found}`, spanOf(token));
}

function parenthesisFault(token: CqlToken): CqlFault {
  return new CqlFault(13, String(token.position), spanOf(token));
}

function spanOf(token: CqlToken): CqlSpan {
  return { position: token.position, length: token.length };
}

function contentSpan(token: CqlToken): CqlSpan {
  return { position: token.contentPosition, length: token.raw.length };
}

function between(first: CqlToken, last: CqlToken): CqlSpan {
  return { position: first.position, length: last.position + last.length - first.position };
}
