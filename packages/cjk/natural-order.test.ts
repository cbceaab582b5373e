import { expect, test } from "vitest";
import { comparePart, countedDigits, placeOfPart } from "./natural-order.ts";
import { inOrderOfTime } from "./parts/chronology.ts";

const rows: string[][] = [
  ["第1册", "第2册", "第3册", "第10册", "第11册"],
  ["上", "中", "下"],
  ["上册", "中册", "下册"],
  ["上卷", "下卷"],
  ["一", "二", "十"],
  ["第一卷", "第二卷", "第十卷", "第十二卷", "第一百卷"],
  ["卷二", "卷十", "卷二十"],
  ["I", "II", "IV", "V", "IX", "X"],
  ["Band I", "Band IV", "Band V", "Band IX", "Band X"],
  ["vol. 1", "vol. 2", "vol. 10"],
  ["v.1", "v.2", "v.11"],
  ["甲编", "乙编", "丙编", "丁编"],
  ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅹ"],
  ["①", "②", "⑩"],
  ["第9集 上", "第9集 下", "第10集 上"],
  ["子集", "丑集", "寅集", "卯集", "辰集", "亥集"],
  ["禮", "樂", "射", "御", "書", "數"],
  ["天", "地", "人"],
  ["卷首", "卷一", "卷二", "卷末"],
  ["卷首", "第1卷", "第2卷", "第10卷", "卷末"],
  ["卷首", "卷一", "第2卷", "卷三", "第十卷", "卷末", "附录"],
  ["首册", "第1册", "第10册", "末册", "索引"],
  ["卷首上", "卷首中", "卷首下", "卷1", "卷末"],
  ["卷首之一", "卷首之二", "第一卷", "卷末之一", "卷末之二"],
  ["卷首1", "卷首2", "第1卷"],
  ["卷首", "上卷", "下卷", "卷末"],
  ["卷一 上", "卷一 下", "卷二", "第三卷"],
  ["卷1第2册", "卷1第10册", "卷2第1册"],
  ["初编", "二编", "三编"],
  ["正编", "续编", "三编"],
  ["上集", "下集", "续集"],
  ["乾", "坤"],
  ["文", "行", "忠", "信"],
  ["总目", "第一册", "第二册"],
  ["序", "第1册", "第10册"],
  ["目录", "卷一", "卷十", "附录"],
  ["Book the first", "Book the second", "Book the third"],
  ["First series", "Second series", "Third series"],
  ["Tome premier", "Tome 2", "Tome III"],
  ["Première partie", "Deuxième partie", "Troisième partie"],
  ["Erster Band", "Zweiter Band", "Dritter Band", "Band 4"],
  ["Parte primera", "Parte segunda", "Parte tercera"],
  ["Часть первая", "Часть вторая"],
  ["Part A", "Part B", "Part C", "Part D", "Part M"],
  ["A", "B", "C", "D"],
  ["甲种本", "乙种本"],
  ["初级", "中级", "高级"],
  ["Quyển thượng", "Quyển trung", "Quyển hạ"],
  ["no. 9", "no. 9A", "no. 9B", "no. 10"],
  ["第九册", "第十册", "第十二册", "第廿册", "第廿一册", "第卅册"],
  ["권1", "권2", "권10"],
  ["เล่ม ๑", "เล่ม ๒", "เล่ม ๑๐"],
  ["2008年第2期", "2008年第10期", "2009年第1期"],
  ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."],
  ["January 1998", "February 1998", "December 1998", "January 1999"],
  ["1998 Jan.", "1998 Feb.", "1998 Oct.", "1999 Jan."],
  ["v.1 no.1 (Jan. 1998)", "v.1 no.2 (Feb. 1998)", "v.1 no.10 (Oct. 1998)", "v.2 no.1 (Jan. 1999)"],
  ["Jan./Feb. 1998", "Mar./Apr. 1998", "Nov./Dec. 1998", "Jan./Feb. 1999"],
  ["Dec. 31, 1997", "May 1, 1998", "May 10, 1998", "June 2, 1998"],
  ["31. Dezember 1997", "1. Mai 1998", "10. Mai 1998", "2. Juni 1998"],
  ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "décembre"],
  ["январь", "февраль", "март", "май", "декабрь"],
  ["Spring 1998", "Summer 1998", "Fall 1998", "Winter 1998", "Spring 1999"],
  ["1998年春季号", "1998年夏季号", "1998年秋季号", "1998年冬季号"],
  ["正月", "二月", "十月", "臘月"],
  ["昭和9", "昭和10", "昭和11-12", "昭和13"],
  ["明治45", "大正2", "大正15", "昭和2", "平成元年", "平成2", "令和元"],
  ["光緒二年", "宣統元年", "民國二年", "民國十年"],
];
test.each(rows)("%s … stand in their order, however they come", (...row) => {
  expect([...row].reverse().sort(comparePart)).toEqual(row);
});

test("the place of a part is read in any writing", () => {
  expect(["第一册", "上册", "下", "Band IX", "vol. 3", "黑暗森林", "Ⅱ"].map(placeOfPart)).toEqual([
    1,
    1,
    3,
    9,
    3,
    null,
    2,
  ]);
});

test("digits compare by value", () => {
  expect(["zebra 10", "zebra 9", "zebra 009"].map(countedDigits)).toEqual([
    "zebra 210",
    "zebra 19",
    "zebra 19",
  ]);
});

test("Roman and Arabic numbers behind a word for a part stand in one row", () => {
  for (const row of [
    ["Vol. 8", "Vol. IX", "Vol. 9a", "Vol. X", "Vol. XI", "Vol. 12", "Vol. XL", "Vol. 100"],
    ["Bd. II", "Bd. 3", "Band IV", "Band 10"],
    ["Vol. 2, pt. IX", "Vol. II, pt. 10", "Vol. 10, pt. I"],
    ["Том 9", "Том XI"],
  ]) {
    expect(row.toReversed().sort(comparePart)).toEqual(row);
  }
});

test("a word that only begins like a month orders nothing", () => {
  expect(["Marginalia 1998", "Decameron", "Augustus", "Mayor 2"].map(inOrderOfTime)).toEqual([
    "Marginalia 1998",
    "Decameron",
    "Augustus",
    "Mayor 2",
  ]);
});
