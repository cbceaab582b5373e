import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { pinyin } from "./pinyin.ts";
import { hasHan, scriptOf } from "./scripts.ts";
import { pinyinKey, segmentPinyinWords } from "./syllables.ts";

const data =
  process.env.COMMONSHELF_TEST_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const present = existsSync(data);
if (!present && process.env.CI === "true") throw new Error(`test data missing: ${data}`);

type Field = { tag: string; subfields: ReadonlyMap<string, string> };

/** Data fields of each MARCXML record, first occurrence of each subfield; enough to pair 245 with its 880. */
function readRecords(path: string): { language: string; fields: Field[] }[] {
  const xml = gunzipSync(readFileSync(`${data}/${path}`)).toString("utf8");
  return xml.split(/<\/(?:\w+:)?record>/).map((record) => ({
    language: /tag="008"[^>]*>([^<]*)/.exec(record)?.[1]?.slice(35, 38) ?? "",
    fields: Array.from(
      record.matchAll(/datafield[^>]*tag="(\d+)"[^>]*>(.*?)<\/(?:\w+:)?datafield>/gs),
      (match) => {
        const subfields = new Map<string, string>();
        for (const [, code = "", value = ""] of (match[2] ?? "").matchAll(/code="(\w)"[^>]*>([^<]*)</g)) {
          if (!subfields.has(code)) subfields.set(code, value);
        }
        return { tag: match[1] ?? "", subfields };
      },
    ),
  }));
}

/** Romanised and original form of names and titles that MARC 21 880 links together. */
function readPairs(path: string): { romanised: string; original: string; isName: boolean }[] {
  const pairs: { romanised: string; original: string; isName: boolean }[] = [];
  for (const { language, fields } of readRecords(path)) {
    if (language !== "chi") continue;
    for (const linked of fields.filter((field) => field.tag === "880")) {
      const [, tag = "", occurrence = ""] = /^(\d{3})-(\d\d)/.exec(linked.subfields.get("6") ?? "") ?? [];
      const plain = fields.find(
        (field) => field.tag === tag && field.subfields.get("6")?.startsWith(`880-${occurrence}`),
      );
      const romanised = plain?.subfields.get("a") ?? "";
      const original = linked.subfields.get("a") ?? "";
      if (!["100", "245", "264", "490", "700"].includes(tag) || !hasHan(original)) continue;
      pairs.push({ romanised, original, isName: tag === "100" || tag === "700" });
    }
  }
  return pairs;
}

describe.skipIf(!present)("real records", () => {
  it("reads the Han of a Chinese record as its cataloguer romanised it", () => {
    const pairs = ["princeton", "gwu"].flatMap((name) => readPairs(`marc21/marc2bibframe2/${name}.xml.gz`));
    expect(pairs.length).toBeGreaterThan(20);
    const differing = pairs.filter(({ romanised, original, isName }) => {
      const read = segmentPinyinWords(romanised).flatMap((run) => run.syllables);
      return pinyinKey(pinyin(original, { name: isName })) !== pinyinKey(read);
    });
    expect(differing).toEqual([]);
  });

  it("leaves simplified titles as they are, variants apart", () => {
    const csv = gunzipSync(readFileSync(`${data}/books-zh/doubanbook30000/books_dev.csv.gz`)).toString(
      "utf8",
    );
    const titles = new Set(csv.split("\n").map((line) => line.split(",")[2] ?? ""));
    const simplified = [...titles].filter(
      (title) => /^\p{Script=Han}+$/u.test(title) && scriptOf(title) === "Hans",
    );
    expect(simplified.length).toBeGreaterThan(5000);
    const changed = simplified.filter((title) => fold(title) !== title);
    expect(changed.length / simplified.length).toBeLessThan(0.003);
  });
});
