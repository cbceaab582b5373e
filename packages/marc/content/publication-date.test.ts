import { describe, expect, test } from "vitest";
import { type CodedDate, printedDate, publicationDate } from "./publication-date.ts";

const LATEST = 2027;
const printed = (text: string, language = "chi"): string => {
  const date = printedDate(text, { language, latest: LATEST });
  return date ? [date.year, date.until].filter(Boolean).join("-") : "none";
};

describe("a date as printed", () => {
  const cases: [string, string, string?][] = [
    ["民国37 [1948]", "1948"],
    ["民國三十七年", "1948"],
    ["民37", "1948"],
    ["中華民國卅七年", "1948"],
    ["民國元年", "1912"],
    ["明治四拾五年", "1912", "jpn"],
    ["民國貳拾年", "1931"],
    ["二千零三年", "2003"],
    ["贰零零叁", "2003"],
    ["昭和五十五年", "1980"],
    ["昭和55.3", "1980"],
    ["昭55", "1980", "jpn"],
    ["昭52", "1977"],
    ["令3", "2021"],
    ["平10", "none"],
    ["S55", "1980", "jpn"],
    ["H.10", "1998", "jpn"],
    ["S55", "none"],
    ["二十世紀八十年代", "1980-1989"],
    ["20世纪80年代", "1980-1989"],
    ["十九世纪", "1801-1900"],
    ["平成10", "1998"],
    ["明治四十年", "1907"],
    ["大正3 [1914]", "1914"],
    ["令和元年", "2019"],
    ["慶応3", "1867"],
    ["元禄15", "1702"],
    ["康熙55", "1716"],
    ["宣統元年", "1909"],
    ["同治十三年", "1874"],
    ["嘉慶丙寅", "1806"],
    ["明萬曆二十三年", "1595"],
    ["明 萬曆 23年", "1595"],
    ["清光绪三十年(1904)", "1904"],
    ["清光緒三十年", "1904"],
    ["道光庚子", "1840"],
    ["清乾隆五十六年[1791]", "1791"],
    ["康德十年", "1943"],
    ["民國庚午", "1930"],
    ["[清同治年間]", "1862-1874"],
    ["[明]", "1368-1644"],
    ["清", "1644-1911"],
    ["正德5", "1510"],
    ["正徳5", "1715", "jpn"],
    ["檀紀4288", "1955"],
    ["단기 4288", "1955"],
    ["光武3年", "1899"],
    ["佛曆2550 [2007]", "2007"],
    ["佛曆2550", "2007"],
    ["พ.ศ. 2550", "2007", "tha"],
    ["2550 [2007]", "2007", "tha"],
    ["2550", "2007", "tha"],
    ["๒๕๕๐", "2007", "tha"],
    ["1357 [1978]", "1978", "per"],
    ["1399 [1978 or 1979]", "1978-1979", "ara"],
    ["5740 [1979 or 1980]", "1979-1980", "heb"],
    ["1357", "1978-1979", "per"],
    ["5740", "1979-1980", "heb"],
    ["1399 هـ", "1978-1979", "ara"],
    ["２００２年", "2002"],
    ["一九九八", "1998"],
    ["一九九八年五月", "1998"],
    ["二〇〇三", "2003"],
    ["二○○三年", "2003"],
    ["公元1998年", "1998"],
    ["西元一九九八", "1998"],
    ["公元前221年", "none"],
    ["221 B.C.", "none"],
    ["MCMLXXV", "1975", "eng"],
    ["M.DCC.XLI.", "1741", "fre"],
    ["MDCCXLI [1741]", "1741", "lat"],
    ["١٩٩٨", "1998", "ara"],
    ["19980501", "1998"],
    ["199805", "1998"],
    ["1998.5", "1998"],
    ["1998-05", "1998"],
    ["1998年12月", "1998"],
    ["[197-]", "1970-1979"],
    ["[197-?]", "1970-1979"],
    ["199-", "1990-1999"],
    ["19--", "1900-1999"],
    ["[19--?]", "1900-1999"],
    ["[18--]", "1800-1899"],
    ["1990s", "1990-1999"],
    ["20世纪90年代", "1990-1999"],
    ["[1998?]", "1998"],
    ["c1998", "1998"],
    ["©1998", "1998"],
    ["p1998", "1998"],
    ["℗1998", "1998"],
    ["cop. 1998", "1998"],
    ["1998, c1997", "1998"],
    ["[1999], c1997", "1999"],
    ["1998/99", "1998-1999"],
    ["1998-2003", "1998-2003"],
    ["1998-99", "1998-1999"],
    ["1998-", "1998"],
    ["[between 1970 and 1975]", "1970-1975"],
    ["[between 1970 and 1975?]", "1970-1975"],
    ["[1970 or 1971]", "1970-1971"],
    ["[ca. 1850]", "1850"],
    ["1998 printing", "1998"],
    ["2nd printing 2005", "2005"],
    ["1998 (2nd printing 2005)", "1998"],
    ["1998 [2005 printing]", "1998"],
    ["2005 printing, c1998", "1998"],
    ["1998年 (2005年重印)", "1998"],
    ["1850 [i.e. 1950]", "1950"],
    ["1971 [i.e. 1917]", "1917"],
    ["1998 [即1989]", "1989"],
    ["Minguo 26 [1937]", "1937"],
    ["Min guo 26", "1937"],
    ["Shōwa 55", "1980", "jpn"],
    ["Guangxu 30 nian", "1904"],
    ["2041", "none"],
    ["n.d.", "none"],
    ["[出版年不详]", "none"],
    ["", "none"],
    ["清华大学", "none"],
    ["大明", "none"],
    ["1998 or 1999", "1998-1999"],
    ["Printed in 2019 from the edition of 1925", "1925"],
    ["Mdm", "none"],
    ["民国二○年", "1931"],
    ["民國二◯年", "1931"],
    ["民國二O年", "1931"],
    ["民国二〇年", "1931"],
    ["中華民國一○二年", "2013"],
    ["中華民國一〇二年", "2013"],
    ["民國一○○年", "2011"],
    ["昭和二○年", "1945", "jpn"],
    ["昭和6O", "none", "jpn"],
    ["昭和６Ｏ", "none", "jpn"],
    ["昭和3X", "none", "jpn"],
    ["昭3X", "none", "jpn"],
    ["民国3□年", "none"],
    ["二OO三年", "2003"],
    ["二oo三", "2003"],
    ["二◯◯三年", "2003"],
    ["2○○3年", "2003"],
    ["民国前二年", "1910"],
    ["民國前2年", "1910"],
    ["民前五年", "1907"],
    ["前二年", "none"],
    ["1 9 8 5", "1985"],
    ["１ ９ ８ ５", "1985"],
    ["民国七十年代", "1981-1990"],
    ["昭和30年代", "1955-1964", "jpn"],
    ["昭和60年代", "1985-1989", "jpn"],
  ];
  test.each(cases)("%s is %s", (text, right, language) => {
    expect(printed(text, language ?? "chi")).toBe(right);
  });
});

describe("coded before printed", () => {
  const code = (kind: string, first: string, second = "    "): CodedDate => ({ kind, first, second });
  const date = (coded: CodedDate, text: string, language = "eng", isUnimarc = false): string => {
    const found = publicationDate(coded, text, { language, latest: LATEST }, isUnimarc);
    return found ? [found.year, found.until].filter(Boolean).join("-") : "none";
  };
  test("the code is believed where it is sound", () => {
    expect(date(code("s", "1978"), "1357 [1978]", "per")).toBe("1978");
    expect(date(code("q", "1978", "1979"), "1399 [1978 or 1979]")).toBe("1978-1979");
    expect(date(code("s", "1950"), "1850 [i.e. 1950]")).toBe("1950");
    expect(date(code("r", "2010", "1873"), "")).toBe("2010");
    expect(date(code("r", "2019", "1925"), "Printed in 2019 from the edition of 1925")).toBe("2019");
    expect(date(code("t", "1998", "1997"), "1998, c1997")).toBe("1998");
    expect(date(code("e", "1998", "0512"), "May 12, 1998")).toBe("1998");
    expect(date(code("s", "0868"), "")).toBe("868");
  });
  test("a span ends where the code says, an open one nowhere", () => {
    expect(date(code("m", "1998", "2003"), "1998-2003")).toBe("1998-2003");
    expect(date(code("d", "1958", "1966"), "")).toBe("1958-1966");
    expect(date(code("c", "1958", "9999"), "1958-")).toBe("1958");
    expect(date(code("m", "1998", "9999"), "1998-")).toBe("1998");
    expect(date(code("q", "197u", "198u"), "")).toBe("1970-1989");
  });
  test("a vague code gives way to an exact statement inside it", () => {
    expect(date(code("s", "199u"), "[1998?]")).toBe("1998");
    expect(date(code("s", "19uu"), "[197-]")).toBe("1970-1979");
    expect(date(code("s", "197u"), "")).toBe("1970-1979");
    expect(date(code("q", "1900", "1999"), "民國37", "chi")).toBe("1948");
  });
  test("a code that is not sound gives way: other calendars, noughts, the future, blanks", () => {
    expect(date(code("s", "1357"), "1357 [1978]", "per")).toBe("1978");
    expect(date(code("s", "5740"), "5740 [1979 or 1980]", "heb")).toBe("1979-1980");
    expect(date(code("s", "0037"), "民國三十七年", "chi")).toBe("1948");
    expect(date(code("s", "2041"), "2041")).toBe("none");
    expect(date(code("|", "||||"), "1998")).toBe("1998");
    expect(date(code("s", "9999"), "1998")).toBe("1998");
    expect(date(code("b", "    "), "221")).toBe("none");
  });
  test("UNIMARC has kinds of its own", () => {
    expect(date(code("b", "1958", "1966"), "1958-1966", "chi", true)).toBe("1958-1966");
    expect(date(code("e", "1998", "1930"), "1998", "chi", true)).toBe("1998");
    expect(date(code("g", "1998", "2001"), "", "chi", true)).toBe("1998-2001");
  });
});
