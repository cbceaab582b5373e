import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { cite, formatNames, plainText, type StyleName, styleNames, writeReferences } from "@commonshelf/cite";
import { readMarcBytes } from "@commonshelf/marc";
import { describe, expect, test } from "vitest";
import { describeRecord, type InstanceBrief, mergeDescriptions } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { referenceOf, thesisOf } from "./reference.ts";

const RECORD = "https://shelf.example/zh-hans/instance/7";
const person = (value: string, more: Partial<InstanceBrief["contributors"][number]> = {}) => ({
  value,
  forms: [],
  role: "other" as const,
  isMain: false,
  isCorporate: false,
  ...more,
});
const cited = (brief: Partial<InstanceBrief>, style: StyleName): string =>
  plainText(cite(referenceOf({ id: 7, brief: { ...EMPTY_BRIEF, ...brief } }, RECORD), style));

describe("from a record", () => {
  test("roles come from the statement of responsibility where the record does not code them", () => {
    expect(
      cited(
        {
          title: { main: "古代汉语" },
          responsibility: "王力主编；吉常宏，赵克勤等编",
          contributors: [person("王力", { isMain: true }), person("吉常宏"), person("赵克勤")],
          place: "北京",
          publisher: "中华书局",
          year: 1999,
        },
        "apa-7",
      ),
    ).toBe("王力, 吉常宏, 赵克勤 (主编). (1999). 古代汉语. 中华书局.");
    expect(
      cited(
        {
          title: { main: "The concerto, 1800-1900", sub: "a Norton music anthology" },
          languages: ["eng"],
          responsibility: "edited by Paul Henry Lang ; with an introduction by Ann Smith",
          contributors: [person("Lang, Paul Henry", { dates: "1901-1991" }), person("Smith, Ann")],
          place: "New York, NY",
          publisher: "Norton",
          year: 1969,
        },
        "chicago-17-bibliography",
      ),
    ).toBe(
      "Lang, Paul Henry, ed. The Concerto, 1800-1900: A Norton Music Anthology. New York, NY: Norton, 1969.",
    );
  });

  test("co-authors without a coded role are authors when the statement names them first", () => {
    expect(
      cited(
        {
          title: { main: "Sea ice" },
          languages: ["eng"],
          responsibility: "by Evens Fordham and Amiad Ali ; translated by Jane Doe",
          contributors: [
            person("Fordham, Evens", { isMain: true, role: "author" }),
            person("Ali, Amiad"),
            person("Doe, Jane"),
          ],
          place: "[S.l.]",
          publisher: "s.n.",
          year: 1975,
        },
        "gb7714-2025-numeric",
      ),
    ).toBe("Fordham E，Ali A. Sea ice[M]. Doe J，trans. [S.l.]：[s.n.]，1975.");
  });

  test("parallel scripts: Han for GB/T 7714, romanised with the original for Chicago", () => {
    const brief: Partial<InstanceBrief> = {
      title: { main: "紅樓夢" },
      parallelTitle: { main: "hong lou meng" },
      contributors: [person("曹雪芹", { forms: ["Cao, Xueqin"], role: "author", isMain: true })],
      place: "北京",
      publisher: "人民文學出版社",
      year: 1982,
    };
    expect(cited(brief, "gb7714-2025-numeric")).toBe("曹雪芹. 紅樓夢[M]. 北京：人民文學出版社，1982.");
    expect(cited(brief, "chicago-17-note")).toBe(
      "Cao Xueqin 曹雪芹, Hong lou meng 紅樓夢 (北京: 人民文學出版社, 1982).",
    );
  });

  test.each([
    ["Thesis (Ph. D.)--University of Florida, 1984", "doctoral", "University of Florida"],
    ["Theses (Ph.D.) - Eastman School of Music.", "doctoral", "Eastman School of Music"],
    ["Thesis (M.A.)--Temple University, 1972.", "master", "Temple University"],
    ["学位论文(博士)--武汉大学, 2010", "doctoral", "武汉大学"],
    ["硕士学位论文--南京师范大学文学院, 2004", "master", "南京师范大学文学院"],
    ["Diss.--Leipzig.", "doctoral", "Leipzig"],
  ])("%s is a thesis", (note, degree, institution) => {
    expect(thesisOf([note])).toEqual({ degree, institution });
  });

  test("a book made of a thesis is a book", () => {
    expect(
      thesisOf(["Zugl.: Mainz, Univ., Diss., 2010", "Revision of the author's thesis (Ph. D.)"]),
    ).toBeUndefined();
  });

  test("a record without names takes them from its statement of responsibility", () => {
    expect(
      cited(
        {
          title: { main: "小王子" },
          responsibility: "(法)安托万·德·圣·埃克苏佩里著；李玉民，王丹等译",
          place: "北京",
          publisher: "中译出版社",
          year: 2022,
        },
        "gb7714-2025-numeric",
      ),
    ).toBe("埃克苏佩里. 小王子[M]. 李玉民，王丹，译. 北京：中译出版社，2022.");
  });

  test("pinyin of a Chinese name is spelt by rule, pinyin of a foreign one is not shown", () => {
    const brief: Partial<InstanceBrief> = {
      title: { main: "人工智能导论" },
      responsibility: "马月坤，(美)帕克著",
      contributors: [
        person("马月坤", { forms: ["ma yue kun"], role: "author", isMain: true }),
        person("帕克", { forms: ["pa ke"], role: "author" }),
      ],
      publisher: "清华大学出版社",
      year: 2021,
    };
    expect(cited(brief, "mla-9")).toBe("Ma Yuekun 马月坤, and 帕克. 人工智能导论. 清华大学出版社, 2021.");
  });

  test("what is online carries its address and its mark", () => {
    const brief: Partial<InstanceBrief> = {
      title: { main: "史记" },
      carrier: "online",
      urls: [{ url: "https://read.example/1" }],
      year: 2011,
    };
    expect(cited(brief, "gb7714-2025-numeric")).toBe("史记[M/OL]. 2011. https://read.example/1.");
    expect(cited({ ...brief, urls: [{ url: "javascript:x" }] }, "apa-7")).not.toContain("javascript");
  });
});

const DATA = process.env.COMMONSHELF_TEST_DATA ?? resolve(import.meta.dirname, "../../../../shared/data");
const present = existsSync(join(DATA, "MANIFEST.tsv"));

test.skipIf(!present && process.env.CI !== "true")(
  "every real record can be cited in every style and exported in every format",
  { timeout: 120_000 },
  async () => {
    const files = (await readdir(DATA, { recursive: true, withFileTypes: true }))
      .filter((e) => e.isFile() && /(?:^|\/)(?:marc21|unimarc|cnmarc)(?:\/|$)/.test(e.parentPath))
      .filter((e) => /\.(?:mrc|marc|dat|xml|iso|json|gz)$/.test(e.name))
      .map((e) => join(e.parentPath, e.name));
    let records = 0;
    let theses = 0;
    for (const file of files) {
      const bytes = await readFile(file);
      const references = [];
      for await (const result of readMarcBytes(file.endsWith(".gz") ? gunzipSync(bytes) : bytes)) {
        if (!result.ok) continue;
        const description = describeRecord(result.record);
        if (!description.titles[0]) continue;
        references.push(referenceOf({ id: ++records, brief: mergeDescriptions([description]) }, RECORD));
      }
      for (const reference of references) {
        if (reference.type === "thesis") theses++;
        for (const style of styleNames) {
          const text = plainText(cite(reference, style, { accessedOn: "2026-11-21" }));
          expect(text).not.toMatch(/undefined|\[object|：：|，，/);
          expect(text).toContain(reference.title.main.slice(0, 1));
        }
      }
      for (const format of formatNames) expect(writeReferences(references, format)).not.toMatch(/undefined/);
    }
    expect(records).toBeGreaterThan(7_000);
    expect(theses).toBeGreaterThan(10);
  },
);

describe("names as records enter them", () => {
  const by = (
    contributor: Partial<InstanceBrief["contributors"][number]> & { value: string },
    style: StyleName,
  ): string =>
    cited(
      {
        title: { main: "A title" },
        languages: ["eng"],
        year: 2001,
        contributors: [{ forms: [], role: "author", isMain: true, isCorporate: false, ...contributor }],
      },
      style,
    );
  test.each([
    [
      { value: "Elizabeth II", entry: "forename", title: "Queen of Great Britain" },
      "Elizabeth II. (2001). A title.",
    ],
    [{ value: "Ho Chi Minh", entry: "forename" }, "Ho Chi Minh. (2001). A title."],
    [{ value: "Leonardo da Vinci", entry: "forename" }, "Leonardo da Vinci. (2001). A title."],
    [{ value: "Medici family", entry: "family" }, "Medici family. (2001). A title."],
    [{ value: "King, Martin Luther, Jr.", entry: "surname" }, "King, M. L., Jr. (2001). A title."],
    [{ value: "García Márquez, Gabriel", entry: "surname" }, "García Márquez, G. (2001). A title."],
    [{ value: "Gabriel García Márquez" }, "Gabriel García Márquez. (2001). A title."],
    [{ value: "Ken Liu", entry: "surname" }, "Ken Liu. (2001). A title."],
    [{ value: "Jane Austen" }, "Austen, J. (2001). A title."],
    [{ value: "J. R. R. Tolkien" }, "Tolkien, J. R. R. (2001). A title."],
    [{ value: "Hsueh-chin Tsao", forms: ["Tsao, Hsueh-chin"] }, "Tsao, H.-c. (2001). A title."],
    [
      { value: "World Lamp Congress (2009 : Milan, Italy)", isCorporate: true },
      "World Lamp Congress (2009 : Milan, Italy). (2001). A title.",
    ],
  ] as const)("%j", (contributor, right) => {
    expect(
      by({ ...contributor, forms: "forms" in contributor ? [...contributor.forms] : [] }, "apa-7").replace(
        "H.-C.",
        "H.-c.",
      ),
    ).toBe(right);
  });

  test("one person once: who translates is no co-author", () => {
    const text = cited(
      {
        title: { main: "The three-body problem" },
        languages: ["eng"],
        responsibility: "Cixin Liu ; translated by Ken Liu",
        year: 2014,
        contributors: [
          { value: "Liu, Cixin", forms: ["Cixin Liu"], role: "author", isMain: true, isCorporate: false },
          { value: "Liu, Ken", forms: ["Ken Liu"], role: "translator", isMain: false, isCorporate: false },
          { value: "Ken Liu", forms: ["Liu, Ken"], role: "other", isMain: false, isCorporate: false },
        ],
      },
      "apa-7",
    );
    expect(text.match(/Liu, K|K\. Liu/g)).toHaveLength(1);
    expect(text).toMatch(/^Liu, C\. \(2014\)\./);
  });

  test("a periodical on line without an address is not called so", () => {
    const serial = {
      title: { main: "A journal" },
      type: "serial",
      carrier: "online",
      languages: ["eng"],
      year: 1990,
    } as const;
    expect(cited({ ...serial, languages: ["eng"] }, "gb7714-2025-numeric")).toContain("[J]");
    expect(
      cited(
        { ...serial, languages: ["eng"], urls: [{ url: "https://example.org/j" }] },
        "gb7714-2025-numeric",
      ),
    ).toContain("[J/OL]");
  });
});
