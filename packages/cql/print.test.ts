import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CqlModifier, CqlNode, CqlPrefix, CqlQuery, CqlRelation } from "./index.ts";
import { escapeTerm, parseCql, parseTerm, printCql } from "./index.ts";

const options = { allowEmptyTerm: true };

function parsed(text: string): CqlQuery {
  const result = parseCql(text, options);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.diagnostic)}`);
  return result.query;
}

function withoutSpans(query: CqlQuery): unknown {
  return JSON.parse(JSON.stringify(query, (key, value) => (/span$/i.test(key) ? undefined : value)));
}

const word = fc.oneof(
  fc.constantFrom(
    "dc.title",
    "cat",
    "and",
    "OR",
    "not",
    "Prox",
    "sortBy",
    "near",
    "&&",
    "红楼梦",
    "=",
    "",
    'a"b',
    "a\\",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const rawTerm = fc
  .array(fc.oneof(word.map(escapeTerm), fc.constantFrom("*", "?", "^", "\\n", "\\(", " ")), { maxLength: 4 })
  .map((parts) => parts.join(""));
const sign = fc.constantFrom("=", "==", "<>", "<", ">", "<=", ">=" as const);
const modifier: fc.Arbitrary<CqlModifier> = fc.oneof(
  word.map((name) => ({ name, comparison: null, value: null })),
  fc.record({ name: word, comparison: sign, value: word }),
) as fc.Arbitrary<CqlModifier>;
const modifiers = fc.array(modifier, { maxLength: 2 });
const prefixes: fc.Arbitrary<CqlPrefix[]> = fc.array(
  fc.record({ name: fc.option(word, { nil: null }), uri: word }),
  { maxLength: 2 },
);
const termOnly = fc.record({
  kind: fc.constant("searchClause" as const),
  prefixes,
  index: fc.constant("cql.serverChoice"),
  relation: fc.constant<CqlRelation>({ base: "=", modifiers: [] }),
  term: rawTerm,
  termOnly: fc.constant(true),
});
const clause = fc.record({
  kind: fc.constant("searchClause" as const),
  prefixes,
  index: word,
  relation: fc.record({ base: fc.oneof(sign, word), modifiers }),
  term: rawTerm,
  termOnly: fc.constant(false),
});
const { node } = fc.letrec<{ node: CqlNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    termOnly,
    clause,
    fc.record({
      kind: fc.constant("boolean" as const),
      prefixes,
      op: fc.constantFrom("and", "or", "not", "prox" as const),
      modifiers,
      left: tie("node"),
      right: tie("node"),
    }) as fc.Arbitrary<CqlNode>,
  ),
}));
const query: fc.Arbitrary<CqlQuery> = fc.record({
  kind: fc.constant("query" as const),
  prefixes,
  clause: node,
  sortKeys: fc.array(fc.record({ index: word, modifiers }), { maxLength: 2 }),
});

describe("printing", () => {
  it.each([
    ["title=cat", "title = cat"],
    ["(a AND b) or c", "a and b or c"],
    ["a and (b or c)", "a and (b or c)"],
    ['"cat"', "cat"],
    ['"and" or "or"', '"and" or "or"'],
    [
      '> dc = "info:x"  dc.title any / stem "a b" SORTBY dc.date / descending',
      '>dc="info:x" dc.title any/stem "a b" sortby dc.date/descending',
    ],
    ['a and (> "info:y" b)', 'a and (>"info:y" b)'],
    ["cat prox/distance<3 hat", "cat prox/distance<3 hat"],
  ])("%s", (text, printed) => {
    expect(printCql(parsed(text))).toBe(printed);
  });

  it("gives back the same tree for any tree", () => {
    fc.assert(
      fc.property(query, (tree) => {
        expect(withoutSpans(parsed(printCql(tree)))).toEqual(withoutSpans(tree));
      }),
      { numRuns: 1000 },
    );
  });

  it("prints any accepted text to a fixed point", () => {
    const token = fc.constantFrom(
      "cat",
      "and",
      "or",
      "(",
      ")",
      '"',
      "\\",
      "=",
      ">",
      "/",
      " ",
      "sortby",
      "梦",
      "*",
      "<>",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 14 }), (tokens) => {
        const result = parseCql(tokens.join(""), options);
        if (!result.ok) return;
        const printed = printCql(result.query);
        expect(withoutSpans(parsed(printed))).toEqual(withoutSpans(result.query));
        expect(printCql(parsed(printed))).toBe(printed);
      }),
      { numRuns: 3000 },
    );
  });

  it("never lets a hand-made term become syntax", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (term) => {
        const relation = { base: "=", modifiers: [] };
        const made: CqlNode = {
          kind: "searchClause",
          prefixes: [],
          index: "title",
          relation,
          term,
          termOnly: false,
        };
        expect(parsed(printCql(made)).clause).toMatchObject({ kind: "searchClause", index: "title" });
      }),
    );
  });
});

describe("any text", () => {
  it("is answered with a tree or with a place inside the text", () => {
    const pieces = fc.constantFrom(
      "a",
      "(",
      ")",
      '"',
      "\\",
      "=",
      ">",
      "<",
      "/",
      " ",
      "and",
      "sortby",
      "梦",
      "\ud800",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("1.1", "1.2", "2.0" as const), (source, version) => {
        const result = parseCql(source, { version });
        if (result.ok) return;
        const { position, length } = result.diagnostic;
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position + length).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("terms", () => {
  it("tells masks and anchors from the same characters escaped", () => {
    expect(parseTerm(String.raw`^do?g*\?\"\\`)).toEqual({
      ok: true,
      parts: [
        { kind: "anchor" },
        { kind: "text", text: "do" },
        { kind: "anyCharacter" },
        { kind: "text", text: "g" },
        { kind: "anyString" },
        { kind: "text", text: '?"\\' },
      ],
    });
  });

  it("refuses an escape of an ordinary character with 26 at its place", () => {
    const { clause } = parsed(String.raw`title = "a\d"`);
    if (clause.kind !== "searchClause") throw new Error("expected a search clause");
    expect(parseTerm(clause.term, clause.termSpan)).toMatchObject({
      ok: false,
      diagnostic: { code: 26, details: "d", position: 10, length: 2 },
    });
  });

  it("reads an escaped text back as that text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        expect(parseTerm(escapeTerm(text))).toEqual({ ok: true, parts: [{ kind: "text", text }] });
      }),
    );
  });
});
