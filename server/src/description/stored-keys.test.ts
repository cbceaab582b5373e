import { createHash } from "node:crypto";
import { foldKey } from "@commonshelf/cjk";
import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { matchKeysOf, matchProfileOf } from "../matching/index.ts";
import { describeMarc21 } from "./describe-marc21.ts";
import { DESCRIPTION_VERSION } from "./version.ts";

/** Records in which much is folded and read: scripts, pinyin, parts, eras, names, numbers, aids. */
const SAMPLES: CompactRecord[] = [
  ["紅樓夢. 上冊 /", "曹雪芹, 高鶚著.", "民國三十七年", "人民文学出版社", "978-7-02-000220-7", "1606页"],
  [
    "高等数学习题全解指南 第7版 下册",
    "同济大学数学系编",
    "2014.8",
    "高等教育出版社",
    "9787040396638",
    "417 p.",
  ],
  [
    "Hong lou meng. Di 3 juan, shang ce",
    "Cao, Xueqin",
    "c1996",
    "Renmin wenxue",
    "7020002207",
    "xii, 300 p.",
  ],
  ["三体Ⅱ : 黑暗森林", "刘慈欣", "[2008]", "重庆出版社", "", "470页"],
  [
    "The lighthouse keeper's workbook, vol. 2",
    "King, Martin Luther, Jr.",
    "1999-2001",
    "Penguin",
    "0140449132",
    "2 v.",
  ],
  ["峯の雪 㐂劇 髙橋 靑", "戸田 正", "昭和55年", "岩波書店", "", "3冊"],
].map(
  ([title, author, date, publisher, isbn, extent], i): CompactRecord => ({
    l: "00000nam a2200000 i 4500",
    f: [
      ["001", `s${i}`],
      ["008", "260101s2001    cc            000 0 chi d"],
      ["020", "  ", "a", isbn!],
      ["100", "1 ", "a", author!],
      ["245", "10", "a", title!, "c", author!],
      ["250", "  ", "a", "第2版"],
      ["264", " 1", "b", publisher!, "c", date!],
      ["300", "  ", "a", extent!],
    ],
  }),
);

test("whoever changes how records are read or folded raises the version, or stored ones keep their old keys", () => {
  const scripts = [
    [0x2e80, 0xa000],
    [0xf900, 0xfb00],
    [0x20000, 0x20a00],
  ].flatMap(([from, to]) =>
    Array.from({ length: to! - from! }, (_, n) => foldKey(String.fromCodePoint(from! + n))),
  );
  const read = SAMPLES.map((record) => {
    const description = describeMarc21(fromCompact(record), 2027);
    const profile = matchProfileOf(description);
    return { description, profile, keys: matchKeysOf(profile) };
  });
  const mark = createHash("sha256")
    .update(JSON.stringify([scripts, read]))
    .digest("hex")
    .slice(0, 16);
  // Differs? Raise DESCRIPTION_VERSION, add its line to catalogue/sql (update catalogue.derivation …), and write both down here.
  expect({ version: DESCRIPTION_VERSION, mark }).toEqual({ version: 13, mark: "80f5524aef422452" });
});
