import { describe, expect, it } from "vitest";
import type { CqlNode, CqlOptions, CqlQuery } from "./index.ts";
import { diagnostics, diagnosticUri, parseCql } from "./index.ts";

function query(text: string, options?: CqlOptions): CqlQuery {
  const result = parseCql(text, options);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.diagnostic)}`);
  return result.query;
}

function refusal(text: string, options?: CqlOptions): [number, string, number, number] {
  const result = parseCql(text, options);
  if (result.ok) throw new Error(`${text} was accepted`);
  const { code, details, position, length, message } = result.diagnostic;
  expect(message).toBe(diagnostics[code]);
  return [code, details, position, length];
}

/** A tree as one line: `(left op right)`, `index|base/modifiers|term`. */
function outline(node: CqlNode): string {
  const modifiers = (node.kind === "boolean" ? node.modifiers : node.relation.modifiers)
    .map(({ name, comparison, value }) => `/${name}${comparison ?? ""}${value ?? ""}`)
    .join("");
  if (node.kind === "boolean") {
    return `(${outline(node.left)} ${node.op}${modifiers} ${outline(node.right)})`;
  }
  return node.termOnly ? node.term : `${node.index}|${node.relation.base}${modifiers}|${node.term}`;
}

describe("examples of the CQL specification", () => {
  it.each([
    ["cat", "cat"],
    ["title = cat", "title|=|cat"],
    ["dc.title=cat", "dc.title|=|cat"],
    ["title = raven and creator = poe", "(title|=|raven and creator|=|poe)"],
    ['"complete dinosaur"', "complete dinosaur"],
    ['title = "complete dinosaur"', "title|=|complete dinosaur"],
    ['title exact "the complete dinosaur"', "title|exact|the complete dinosaur"],
    ['title == "the complete dinosaur"', "title|==|the complete dinosaur"],
    ["dinosaur or bird", "(dinosaur or bird)"],
    ['dinosaur not theropod and "ichthyosaur"', "((dinosaur not theropod) and ichthyosaur)"],
    ["dinosaur and bird or dinobird", "((dinosaur and bird) or dinobird)"],
    ["dinosaur and (bird or dinobird)", "(dinosaur and (bird or dinobird))"],
    ["(bird or dinosaur) and (feathers or scales)", "((bird or dinosaur) and (feathers or scales))"],
    ['"feathered dinosaur" and (yixian or jehol)', "(feathered dinosaur and (yixian or jehol))"],
    [
      "(((a and b) or (c not d) not (e or f and g)) and h not i) or j",
      "((((((a and b) or (c not d)) not ((e or f) and g)) and h) not i) or j)",
    ],
    ['title any/relevant/rel.algorithm=cori "cat fish"', "title|any/relevant/rel.algorithm=cori|cat fish"],
    ["subject any/relevant fish", "subject|any/relevant|fish"],
    ["dc.title =/stem bird", "dc.title|=/stem|bird"],
    ['cat prox/unit=word/distance>2/ordered "hat"', "(cat prox/unit=word/distance>2/ordered hat)"],
    ['date within "2002 2005"', "date|within|2002 2005"],
    ["date <= 2005 and date <> 2001", "(date|<=|2005 and date|<>|2001)"],
    ["cat AND dog Or bird", "((cat and dog) or bird)"],
    ["title = and", "title|=|and"],
    ["(cat)", "cat"],
    ["书名 = 红楼梦 and 曹雪芹", "(书名|=|红楼梦 and 曹雪芹)"],
    ["紅樓夢\u3000and\u3000曹雪芹", "(紅樓夢 and 曹雪芹)"],
  ])("%s", (text, tree) => {
    for (const version of ["1.2", "2.0"] as const)
      expect(outline(query(text, { version }).clause)).toBe(tree);
  });

  it("reads sort keys with their modifiers, in any case of the keyword", () => {
    const { sortKeys } = query(
      "dinosaur SortBy dc.date/sort.descending dc.title/locale=zh-Hans/sort.ignoreCase",
    );
    expect(sortKeys.map((key) => key.index)).toEqual(["dc.date", "dc.title"]);
    expect(sortKeys[0]?.modifiers).toMatchObject([
      { name: "sort.descending", comparison: null, value: null },
    ]);
    expect(sortKeys[1]?.modifiers).toMatchObject([
      { name: "locale", comparison: "=", value: "zh-Hans" },
      { name: "sort.ignoreCase" },
    ]);
  });

  it("reads prefix assignments, with a name and without, for the query or for one parenthesis", () => {
    const uri = "info:srw/cql-context-set/1/dc-v1.1";
    const whole = query(`> dc = "${uri}" > "info:x" dc.title = cat`);
    expect(whole.prefixes).toMatchObject([
      { name: "dc", uri },
      { name: null, uri: "info:x" },
    ]);
    const inner = query(`cat and (>dc="${uri}" (>b="info:b" dc.title = dog or b.x = y))`).clause;
    if (inner.kind !== "boolean") throw new Error("expected a boolean");
    expect(inner.prefixes).toEqual([]);
    expect(inner.right.prefixes).toMatchObject([
      { name: "dc", uri },
      { name: "b", uri: "info:b" },
    ]);
  });

  it("keeps escapes in a term and drops them in a name", () => {
    const { clause } = query(String.raw`"my \"index\"" = "say \"hi\" C\* \\ end*"`);
    expect(clause).toMatchObject({ index: 'my "index"', term: String.raw`say \"hi\" C\* \\ end*` });
    expect(query(String.raw`C\*`).clause).toMatchObject({ term: String.raw`C\*` });
  });

  it("says where index, relation, modifier and term stand", () => {
    const text = 'dc.title any/stem "cat fish"';
    const { clause } = query(text);
    expect(clause).toMatchObject({
      indexSpan: { position: 0, length: 8 },
      relation: { span: { position: 9, length: 3 }, modifiers: [{ span: { position: 12, length: 5 } }] },
      termSpan: { position: 19, length: 8 },
    });
  });

  it("gives a term alone the default index, and the default relation of the version", () => {
    const inVersion = (version: "1.1" | "1.2" | "2.0") => query("cat", { version }).clause;
    expect(inVersion("1.2")).toMatchObject({
      index: "cql.serverChoice",
      relation: { base: "=" },
      termOnly: true,
    });
    expect(inVersion("1.1")).toMatchObject({ index: "cql.serverChoice", relation: { base: "scr" } });
  });
});

describe("refusals carry the SRU number, its details and the place", () => {
  it.each<[string, [number, string, number, number]]>([
    ["", [10, "expected search clause, found end of query", 0, 0]],
    ["   ", [10, "expected search clause, found end of query", 3, 0]],
    ["cat and", [10, "expected search clause, found end of query", 7, 0]],
    ["= cat", [10, "expected search clause, found =", 0, 1]],
    ["title =", [10, "expected search term, found end of query", 7, 0]],
    ["lord rings", [10, "expected boolean operator or end of query, found rings", 5, 5]],
    ["title = lord rings", [10, "expected boolean operator or end of query, found rings", 13, 5]],
    ["a = b = c", [10, "expected boolean operator or end of query, found =", 6, 1]],
    ["date = 2020/01", [10, "expected boolean operator or end of query, found /", 11, 1]],
    ["title =/ = cat", [10, "expected modifier name, found =", 9, 1]],
    ["cat sortby", [10, "expected sort index, found end of query", 10, 0]],
    ["(cat sortby title)", [10, "expected boolean operator or end of query, found sortby", 5, 6]],
    [">dc= ", [10, "expected URI, found end of query", 5, 0]],
    ["cat \\", [10, "a backslash must be followed by a character", 4, 1]],
    ["(cat and dog", [13, "0", 0, 1]],
    ["cat)", [13, "3", 3, 1]],
    ["cat and ()", [13, "9", 9, 1]],
    ["title = (cat or dog)", [13, "8", 8, 1]],
    ["cat (dog)", [13, "4", 4, 1]],
    ['title = "cat', [14, "8", 8, 4]],
    ['title = "cat\\"', [14, "8", 8, 6]],
    ['title = ""', [27, '""', 8, 2]],
    ["cat xor dog", [37, "xor", 4, 3]],
    ["title = cat && dog", [37, "&&", 12, 2]],
    ["cat near dog", [37, "near", 4, 4]],
  ])("%s", (text, expected) => {
    expect(refusal(text)).toEqual(expected);
  });

  it("holds the bounds on characters, booleans and depth", () => {
    expect(refusal("abcdef", { maxCharacters: 4 })).toEqual([12, "4", 4, 2]);
    expect(refusal("a and b or c", { maxBooleans: 1 })).toEqual([38, "1", 8, 2]);
    expect(refusal("((a))", { maxDepth: 1 })).toEqual([13, "1", 1, 1]);
    expect(query("(a) and (b)", { maxDepth: 1 }).clause.kind).toBe("boolean");
    expect(refusal("(".repeat(16_000))[0]).toBe(13);
    expect(refusal(Array(300).fill("a").join(" and "))[0]).toBe(38);
  });

  it("refuses in CQL 1.1 what came with 1.2", () => {
    expect(refusal("cat sortBy title", { version: "1.1" })).toEqual([48, "sortBy", 4, 6]);
    expect(refusal("title == cat", { version: "1.1" })).toEqual([19, "==", 6, 2]);
    expect(outline(query("title exact cat", { version: "1.1" }).clause)).toBe("title|exact|cat");
  });

  it("accepts an empty term when allowed", () => {
    expect(query('title = ""', { allowEmptyTerm: true }).clause).toMatchObject({ term: "" });
  });

  it("names the diagnostic by its URI", () => {
    expect(diagnosticUri(10)).toBe("info:srw/diagnostic/1/10");
  });
});
