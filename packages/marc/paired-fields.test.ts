import { describe, expect, it } from "vitest";
import {
  type DataField,
  date1,
  languages,
  type MarcRecord,
  pairedFields,
  recordFlavour,
  recordKind,
  unsureLinks,
} from "./index.ts";

const data = (tag: string, ...parts: string[]): DataField => {
  const subfields: [string, string][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) subfields.push([parts[i] ?? "", parts[i + 1] ?? ""]);
  return { tag, ind1: " ", ind2: " ", subfields };
};
const marc21 = (...fields: DataField[]): MarcRecord => ({
  leader: "00000nam a2200000 a 4500",
  fields: [{ tag: "008", value: "940101s1994    cc            000 0 chi d" }, ...fields],
});
const unimarc = (...fields: DataField[]): MarcRecord => ({
  leader: "00000nam0 2200000   450 ",
  fields: [data("100", "a", "20020204d1998    em y0chiy50      ea"), ...fields],
});
const pairs = (record: MarcRecord): unknown[] =>
  pairedFields(record)
    .filter((pair) => pair.tag !== "100" && pair.tag !== "101")
    .map(({ tag, field, parallels }) => [
      tag,
      field.subfields.at(-1)?.[1],
      parallels.map((one) => [one.field.subfields.at(-1)?.[1], one.script]),
    ]);

describe("parallel scripts", () => {
  it("of MARC 21 are linked by $6, with or without the script", () => {
    const record = marc21(
      data("245", "6", "880-01", "a", "Zhongguo"),
      data("700", "6", "880-02", "a", "Li"),
      data("880", "6", "245-01/$1", "a", "中国"),
      data("880", "6", "700-02", "a", "李"),
    );
    expect(pairs(record)).toEqual([
      ["245", "Zhongguo", [["中国", "Hani"]]],
      ["700", "Li", [["李", undefined]]],
    ]);
  });

  it("of MARC 21 with occurrence 00 stand for the tag they name", () => {
    expect(pairs(marc21(data("245", "a", "Title"), data("880", "6", "500-00/(3/r", "a", "نص")))).toEqual([
      ["245", "Title", []],
      ["500", "نص", []],
    ]);
  });

  it("of MARC 21 are found when only one field can be meant", () => {
    expect(pairs(marc21(data("245", "a", "Title"), data("880", "6", "245-01/(N", "a", "Имя")))).toEqual([
      ["245", "Title", [["Имя", "Cyrl"]]],
    ]);
  });

  it("of MARC 21 are found whatever dash the link has, and without one", () => {
    for (const dash of ["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d", " - ", " ", ""])
      expect(
        pairs(
          marc21(
            data("245", "6", `880${dash}01`, "a", "Zhongguo"),
            data("880", "6", `245${dash}01/$1`, "a", "中国"),
          ),
        ),
        dash,
      ).toEqual([["245", "Zhongguo", [["中国", "Hani"]]]]);
  });

  it("of MARC 21 without a number are those of the tag, in their order", () => {
    const record = marc21(
      data("245", "6", "880", "a", "Zhongguo"),
      data("700", "6", "880-", "a", "Li"),
      data("700", "6", "880", "a", "Wang"),
      data("880", "6", "245", "a", "中国"),
      data("880", "6", "700", "a", "李"),
      data("880", "6", "700-/$1", "a", "王"),
    );
    expect(pairs(record)).toEqual([
      ["245", "Zhongguo", [["中国", undefined]]],
      ["700", "Li", [["李", undefined]]],
      ["700", "Wang", [["王", "Hani"]]],
    ]);
    expect(unsureLinks(record)).toEqual([
      { link: "245", taken: "245" },
      { link: "700", taken: "700" },
      { link: "700-/$1", taken: "700" },
    ]);
  });

  it("of MARC 21 that lead nowhere stand for themselves and are told; plain ones are not", () => {
    const record = marc21(
      data("245", "6", "880-01", "a", "Zhongguo"),
      data("880", "6", "245-01/$1", "a", "中国"),
      data("880", "6", "500-00/$1", "a", "注"),
      data("880", "6", "700-07/$1", "a", "李"),
      data("880", "a", "无"),
    );
    expect(unsureLinks(record)).toEqual([
      { link: "700-07/$1", taken: null },
      { link: "", taken: null },
    ]);
    expect(pairs(record).map((pair) => (pair as unknown[])[0])).toEqual(["245", "500", "700", "880"]);
  });

  it("of UNIMARC share the number in $6", () => {
    const record = unimarc(
      data("200", "6", "a01", "7", "ba0yba0y", "a", "Vojna"),
      data("200", "6", "a01", "7", "ca0yba0y", "a", "Война"),
    );
    expect(pairs(record)).toEqual([["200", "Vojna", [["Война", "Cyrl"]]]]);
  });

  it("of CNMARC are pinyin in $9 or in capital subfields", () => {
    expect(pairs(unimarc(data("200", "a", "红楼梦", "9", "hong lou meng")))).toEqual([
      ["200", "hong lou meng", [["hong lou meng", "Latn"]]],
    ]);
    const calis = pairedFields(unimarc(data("701", "A", "cao", "a", "曹", "B", "xue qin", "b", "雪芹")))[1];
    expect(calis?.parallels[0]?.field.subfields).toEqual([
      ["a", "cao"],
      ["b", "xue qin"],
    ]);
  });
});

describe("coded data", () => {
  it("gives flavour, kind, date and languages of both families", () => {
    const chinese = unimarc(data("101", "a", "chi", "a", "eng", "c", "fre"), data("200", "a", "题名"));
    expect([recordFlavour(chinese), recordKind(chinese), date1(chinese), languages(chinese)]).toEqual([
      "unimarc",
      "bibliographic",
      "1998",
      ["chi", "eng"],
    ]);
    const american = marc21(data("245", "a", "Title"), data("041", "a", "chieng"));
    expect([recordFlavour(american), date1(american), languages(american)]).toEqual([
      "marc21",
      "1994",
      ["chi", "eng"],
    ]);
    expect(recordKind({ leader: "00000nz  a2200000n  4500", fields: [] })).toBe("authority");
    expect(recordKind({ leader: "00000nx  a22000001n 4500", fields: [data("852", "b", "M")] })).toBe(
      "holdings",
    );
  });
});
