import { expect, test } from "vitest";
import { readSkos, writeSkos } from "./skos.ts";

const TURTLE = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/t#> .
:jing a skos:Concept ; skos:prefLabel "经部"@zh, "經部"@zh-TW, "Classics"@en-GB ; skos:altLabel "六艺" ; skos:narrower :yi .
:yi a skos:Concept ; skos:prefLabel "易类"@zh-Hans, "Changes"@en, "Mutations"@fr ; skos:notation "B1" .
:shi a skos:Concept ; skos:prefLabel "史部" ; skos:broader <http://elsewhere.example/x> .
`;
const XML = `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="http://example.org/t#jing"><skos:prefLabel xml:lang="zh-Hans">经部</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="http://example.org/t#yi"><skos:prefLabel xml:lang="en">Changes</skos:prefLabel>
<skos:broader rdf:resource="http://example.org/t#jing"/></skos:Concept>
</rdf:RDF>`;

test("a vocabulary is read from Turtle and from RDF/XML: names by language, variants, notations, what is above", async () => {
  const terms = await readSkos(TURTLE);
  expect(terms).toEqual([
    {
      code: "jing",
      broader: null,
      label: { "zh-Hans": "经部", "zh-Hant": "經部", en: "Classics" },
      variants: ["六艺"],
    },
    { code: "B1", broader: "jing", label: { "zh-Hans": "易类", en: "Changes" }, variants: ["Mutations"] },
    { code: "shi", broader: null, label: { "zh-Hans": "史部" }, variants: [] },
  ]);
  expect(await readSkos(XML)).toEqual([
    { code: "jing", broader: null, label: { "zh-Hans": "经部" }, variants: [] },
    { code: "yi", broader: "jing", label: { en: "Changes" }, variants: [] },
  ]);
});

test("what is written is read again as the same, whatever signs are in it", async () => {
  const terms = [
    ...(await readSkos(TURTLE)),
    { code: 'a "b" #c/丁', broader: "B1", label: { en: "line\nend \\ é" }, variants: ["«x»", "\t"] },
  ].map((one) => ({ ...one, variants: one.variants.filter((text) => text.trim() !== "") }));
  const written = writeSkos("https://region.example/terms/branches", { en: "Branches" }, terms);
  expect(await readSkos(written)).toEqual(terms);
});

const head = TURTLE.split("\n").slice(0, 2).join("\n");
test.each([
  ["a string that does not end", `${head}\n:a a skos:Concept ; skos:prefLabel "经 .\n`, "3"],
  ["a prefix nobody declared", `${head}\n\n:a a skos:Concept .\nx:b a skos:Concept .`, "5"],
  ["words of no kind", "only words", "1"],
  ["an element that does not end", XML.replace("</skos:Concept>\n</rdf:RDF>", "</rdf:RDF>"), "5"],
  ["a file that was cut off", XML.slice(0, 400), "5"],
  ["entities of its own", XML.replace("<rdf:RDF", "<!DOCTYPE x [<!ENTITY a 'b'>]><rdf:RDF"), "2"],
  ["no terms", `${head}\n:a :b :c .`, "skos:Concept"],
  ["a term without a name", `${head}\n:a a skos:Concept .`, "http://example.org/t#a"],
  [
    "a circle",
    `${head}\n:a skos:prefLabel "a" ; skos:broader :b . :b skos:prefLabel "b" ; skos:broader :a .`,
    "a",
  ],
  [
    "a code of too many signs",
    `${head}\n:${"x".repeat(61)} skos:prefLabel "a" .`,
    `http://example.org/t#${"x".repeat(61)}`,
  ],
  [
    "too many terms",
    `${head}\n${Array.from({ length: 3001 }, (_one, at) => `:t${at} skos:prefLabel "${at}" .`).join("\n")}`,
    "3001",
  ],
])("%s is refused with its place", async (_what, text, place) => {
  await expect(readSkos(text)).rejects.toMatchObject({
    code: "import-records-wrong",
    params: { format: "SKOS", place },
  });
});

test("three thousand terms are taken", async () => {
  const text = `${head}\n${Array.from({ length: 3000 }, (_one, at) => `:t${at} skos:prefLabel "${at}" .`).join("\n")}`;
  expect(await readSkos(text)).toHaveLength(3000);
});
