import fc from "fast-check";
import { expect, test } from "vitest";
import { cyclicalName, eraNames, readDate } from "./index.ts";

test.each<[string, number, number, string]>([
  ["1782", 1782, 1782, "1782"],
  ["1782-05", 1782, 1782, "1782-05"],
  ["1782-05-31~", 1782, 1782, "1782-05-31~"],
  ["18XX", 1800, 1899, "18XX"],
  ["192X", 1920, 1929, "192X"],
  ["1900/1910", 1900, 1910, "1900/1910"],
  ["1900/..", 1900, 1900, "1900/.."],
  ["[1667,1668]", 1667, 1668, "[1667,1668]"],
  ["清乾隆四十七年", 1782, 1782, "1782"],
  ["清乾隆四十七年刻本", 1782, 1782, "1782"],
  ["乾隆壬寅", 1782, 1782, "1782"],
  ["康熙壬寅", 1662, 1722, "[1662,1722]"],
  ["清康熙元年", 1662, 1662, "1662"],
  ["光緒三十四年", 1908, 1908, "1908"],
  ["明萬曆間刻本", 1573, 1620, "1573/1620"],
  ["民国廿三年", 1934, 1934, "1934"],
  ["民國二十三年五月", 1934, 1934, "1934"],
  ["民国", 1912, 1949, "1912~/1949~"],
  ["清末", 1831, 1911, "1831~/1911~"],
  ["清代", 1644, 1911, "1644~/1911~"],
  ["至元三年", 1266, 1337, "[1266,1337]"],
  ["元至元二十年", 1283, 1283, "1283"],
  ["约1900年", 1900, 1900, "1900~"],
  ["1934年5月", 1934, 1934, "1934-05"],
  ["1920年代", 1920, 1929, "1920/1929"],
  ["19世纪", 1801, 1900, "1801~/1900~"],
  ["20世纪30年代", 1930, 1939, "1930/1939"],
  ["公元前221年", -220, -220, "-0220"],
  ["1911-1949", 1911, 1949, "1911/1949"],
  ["1776-01-01T00:00:00Z", 1776, 1776, "1776-01-01"],
  ["ca. 1967", 1967, 1967, "1967~"],
  ["c.1902", 1902, 1902, "1902~"],
  ["circa 1967", 1967, 1967, "1967~"],
  ["c1967", 1967, 1967, "1967"],
  ["Sept. 30, 1987", 1987, 1987, "1987-09-30"],
  ["30 September 1987", 1987, 1987, "1987-09-30"],
  ["1987 May", 1987, 1987, "1987-05"],
  ["1920s", 1920, 1929, "192X"],
  ["1890s-1910s", 1890, 1919, "189X/191X"],
  ["19th century", 1800, 1899, "18XX"],
  ["May 1917 - June 3, 1920", 1917, 1920, "1917-05/1920-06-03"],
  ["ca. 1901-1915", 1901, 1915, "1901~/1915"],
  ["1901, 2014, and undated", 1901, 2014, "[1901,2014]"],
  ["1901-1904, undated", 1901, 1904, "1901/1904"],
])("%s is %i to %i", (text, from, to, edtf) => {
  expect(readDate(text)).toMatchObject({ from, to, edtf });
});

test.each([
  "",
  "不详",
  "乾隆六十一年",
  "民国三十九年",
  "1782-13",
  "1782-02-30",
  "2000/1990",
  "天地玄黄",
  "99999",
  "undated",
  "Feb. 30, 1987",
  "Maytag 12",
  "Mary 1920",
  "Decoration, 1920",
])("%s says no date", (text) => {
  expect(readDate(text)).toBeNull();
});

test("a year of an era is of the old calendar, a Gregorian one is not", () => {
  expect([readDate("乾隆四十七年")?.lunar, readDate("1782")?.lunar]).toEqual([true, false]);
});

test("a year has its cyclical name, and the names of its eras lead back to it", () => {
  expect([cyclicalName(1782), cyclicalName(1984), cyclicalName(4)]).toEqual(["壬寅", "甲子", "甲子"]);
  expect([eraNames(1782), eraNames(1934), eraNames(1620)]).toEqual([
    ["清乾隆四十七年壬寅"],
    ["民国二十三年"],
    ["明万历四十八年庚申", "清天命五年庚申", "明泰昌元年庚申"],
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 618, max: 1949 }), (year) => {
      for (const name of eraNames(year)) {
        const read = readDate(name.replace(/年..$/, "年"));
        expect(read, name).not.toBeNull();
        expect(read!.from <= year && year <= read!.to, `${name} ${read!.edtf}`).toBe(true);
      }
    }),
  );
});

test("whatever is typed, what is read is a span with an order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
      const read = readDate(text);
      expect(read === null || read.from <= read.to).toBe(true);
    }),
  );
});
