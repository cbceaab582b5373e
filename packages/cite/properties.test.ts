import fc from "fast-check";
import { expect, test } from "vitest";
import { formatNames, writeReferences } from "./formats.ts";
import { bodyName, personName } from "./names.ts";
import { openUrl } from "./openurl.ts";
import type { Creator, Reference } from "./reference.ts";
import { htmlText, plainText } from "./runs.ts";
import { cite, styleNames } from "./styles.ts";
import { plainTex, readBibtex, readRis, readTagged } from "./testing-readers.ts";

const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.stringMatching(/^[一-龥]{1,8}$/u),
  fc.stringMatching(/^[A-Z][a-z]{1,9}(, [A-Z][a-z]{1,9})?$/),
  fc.constantFrom(
    "{",
    "}",
    "\\",
    "%",
    "<i>",
    "\r\nER  - \r\n",
    "(清)曹雪芹",
    "·",
    ",",
    "第2版",
    "2nd ed.",
    "\u0000",
    "\ud800",
  ),
);
const solid = word.map((text) => text.replace(/\s+/gu, " ").trim()).filter((text) => text !== "");
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const title = fc.record({ main: solid, sub: maybe(solid), part: maybe(solid), partName: maybe(solid) });
const creator: fc.Arbitrary<Creator> = fc
  .tuple(
    solid,
    fc.boolean(),
    fc.constantFrom("author", "editor", "compiler", "translator", "illustrator", "annotator", "contributor"),
    maybe(solid),
    fc.boolean(),
  )
  .map(([name, isBody, role, roman, first]) => ({
    name: isBody ? bodyName(name) : personName(name, first),
    role: role as Creator["role"],
    romanised: roman === undefined ? undefined : personName(roman, true),
  }));
const reference: fc.Arbitrary<Reference> = fc.record({
  id: fc.nat().map(String),
  type: fc.constantFrom(
    "book",
    "serial",
    "newspaper",
    "thesis",
    "proceedings",
    "report",
    "standard",
    "map",
    "score",
    "audio",
    "video",
    "image",
    "archive",
    "dataset",
    "object",
  ),
  medium: fc.constantFrom("print", "online", "disc", "microform", "manuscript"),
  language: fc.constantFrom("zh-Hans", "zh-Hant", "ja", "ko", "en", "ru", "ar", "und"),
  title,
  romanisedTitle: maybe(title),
  creators: fc.array(creator, { maxLength: 25 }),
  edition: maybe(solid),
  place: maybe(solid),
  publisher: maybe(solid),
  year: maybe(fc.integer({ min: 1, max: 9999 })),
  series: maybe(solid),
  pageCount: maybe(fc.nat()),
  degree: maybe(fc.constantFrom("doctoral", "master", "学士")),
  institution: maybe(solid),
  isbns: fc.array(solid, { maxLength: 2 }),
  issns: fc.array(solid, { maxLength: 2 }),
  doi: maybe(solid),
  url: maybe(fc.oneof(solid, fc.webUrl())),
  recordUrl: maybe(fc.webUrl()),
  subjects: fc.array(solid, { maxLength: 3 }),
  summary: maybe(word),
}) as fc.Arbitrary<Reference>;

test("no style crashes, says undefined, doubles a space or ends without a mark", () => {
  fc.assert(
    fc.property(reference, fc.constantFrom(...styleNames), (one, style) => {
      const runs = cite(one, style, { accessedOn: "2026-11-21" });
      const text = plainText(runs);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(text.length).toBeGreaterThan(0);
      expect(htmlText(runs)).not.toMatch(/<(?!\/?i>|\/?a[ >])/);
    }),
    { numRuns: 500 },
  );
});

test("RIS, BibTeX, EndNote and NoteExpress can be read again and keep title, names and order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(reference, { maxLength: 4, selector: (r) => r.id }), (list) => {
      const ris = readRis(writeReferences(list, "ris"));
      expect(ris.map((r) => r.get("ID")![0])).toEqual(list.map((r) => r.id));
      for (const [i, record] of ris.entries()) {
        expect(record.get("TI")![0]!.startsWith(list[i]!.title.main)).toBe(true);
        const count = ["AU", "ED", "A2", "A3", "A4"].reduce(
          (n, tag) => n + (record.get(tag)?.length ?? 0),
          0,
        );
        expect(count).toBe(list[i]!.creators.length);
      }
      const bib = readBibtex(writeReferences(list, "bibtex"));
      expect(bib).toHaveLength(list.length);
      expect(new Set(bib.map((e) => e.key)).size).toBe(list.length);
      for (const [i, entry] of bib.entries())
        expect(plainTex(entry.fields.get("title")!)).toContain(list[i]!.title.main);
      readTagged(writeReferences(list, "endnote"), /^%(.) (.+)$/u);
      readTagged(writeReferences(list, "noteexpress"), /^\{([^}]+)\}: (.+)$/u);
      expect(JSON.parse(writeReferences(list, "csl-json"))).toHaveLength(list.length);
      for (const format of formatNames)
        expect(writeReferences(list, format)).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: 300 },
  );
});

test("COinS is always one well-formed query string", () => {
  fc.assert(
    fc.property(reference, (one) => {
      const query = openUrl(one);
      expect(query).toMatch(/^[\x21-\x7e]+$/);
      expect(new URLSearchParams(query).get("ctx_ver")).toBe("Z39.88-2004");
    }),
    { numRuns: 300 },
  );
});
