import { expect, test } from "vitest";
import { readTitlePage } from "./title-page.ts";

const bookOf = (text: string) => readTitlePage(text).book;

test("the block of cataloguing in publication says title, who, imprint, series, subjects and class", () => {
  const verso = `图书在版编目（CIP）数据
雾渡口的灯塔：看守人的一年 / 陆知微著；(英) 怀特译. —2版. —
北京 ：远岸出版社，2026.1
（海岸文丛）
ISBN 978-7-5999-0001-0
Ⅰ. ①雾… Ⅱ. ①陆… Ⅲ. ①长篇小说—中国—当代②灯塔 Ⅳ. ①I247.57
中国版本图书馆CIP数据核字（2026）第000001号
开本 880毫米×1230毫米 1/32
定价：58.00元`;
  expect(bookOf(verso)).toEqual({
    title: "雾渡口的灯塔",
    subtitle: "看守人的一年",
    author: "陆知微著;(英) 怀特译",
    isbn: "978-7-5999-0001-0",
    price: "58.00",
    edition: "第2版",
    place: "北京",
    publisher: "远岸出版社",
    year: "2026",
    series: "海岸文丛",
    classNumber: "I247.57",
    subjects: "长篇小说；灯塔",
  });
  expect(readTitlePage(verso).from).toBe("cip");
  // A dash taken for 一 or a hyphen.
  const blurred = verso.replace("—2版. —\n", "-2版. 一\n");
  expect(bookOf(blurred)).toMatchObject({ place: "北京", publisher: "远岸出版社" });
});

test("the block is read as tesseract 5.3 gives it from a photo", () => {
  const recognised = `图书在版编目《CIP)数据
雾渡口的灯塔/陆知微著.一北京:远岸出版社，
2026.1
(海岸文从)
ISBN 978-7-5999-0001-0
1.OF 1.四陆…WL.@长篇小说一中国一当代
IV.GDI247.57
中国版本图书馆CIP 数据核字(2026)380000015
开本88022 K X 123082K 1/32
2026 年]月第]版”2026 年]月第1 次印刷
定价:58.00 元`;
  expect(bookOf(recognised)).toMatchObject({
    title: "雾渡口的灯塔",
    author: "陆知微著",
    isbn: "978-7-5999-0001-0",
    price: "58.00",
    place: "北京",
    publisher: "远岸出版社",
    year: "2026",
    classNumber: "I247.57",
    subjects: "长篇小说",
  });
});

test("where recognition lost a dash, a ring or a letter, the place is no edition, and class and price are found", () => {
  const blurred = `图书在版编目 (CIP) 数据
潮汐与灯塔: 近海导航史话 / 顾云舟著; (挪)汉森译. 一2 版.UN杭州: 浙江大学出
版社，2025.6
(海洋文明丛书)
ISBN 978-7-5620-9908-6
1. ①潮… II. ①顾… III. ①航海导航一历史一世界②灯塔一普及读物 TV.
(U666.1-49
中国版本图书馆CIP数据核字 (2025) 44123456
次 2025年6月第2版” 2025年6月第1次印刷
价 58.00元`;
  expect(bookOf(blurred)).toMatchObject({
    edition: "第2版",
    place: "杭州",
    publisher: "浙江大学出版社",
    classNumber: "U666.1-49",
    price: "58.00",
  });
  // The first edition is not said; without a block the imprint says which it is.
  expect(bookOf("夜渔\n沈从文 著\n远岸出版社\n2026年3月第1版").edition).toBe("");
  expect(bookOf("夜渔\n沈从文 著\n远岸出版社\n2026年3月第3版").edition).toBe("第3版");
  expect(bookOf("夜渔\n沈从文 著\n评价 5 星，印数 3000").price).toBe("");
});

test("a title page without it gives its title, who made the book and who published it", () => {
  expect(bookOf("雾渡口的灯塔\n\n陆知微 著\n怀特 译\n\n远岸出版社 · 北京\n2026年3月第1版")).toMatchObject({
    title: "雾渡口的灯塔",
    author: "陆知微 著；怀特 译",
    publisher: "远岸出版社",
    place: "北京",
    year: "2026",
    isbn: "",
  });
  expect(bookOf("The Lighthouse at Foggy Ferry\nby A. Keeper\nFar Shore Press")).toMatchObject({
    title: "The Lighthouse at Foggy Ferry",
    author: "A. Keeper",
    publisher: "Far Shore Press",
  });
});

test("an ISBN whose check digit is wrong is not taken; nothing said is nothing guessed", () => {
  expect(bookOf("ISBN 978-7-5999-0001-9").isbn).toBe("");
  expect(bookOf("ISBN 7-5999-0001-9 ISBN 978-7-5999-0001-0").isbn).toBe("978-7-5999-0001-0");
  // A cover, a barcode: nobody is said to have written or published it.
  expect(bookOf("mM)\nSale 30%").title).toBe("");
  expect(new Set(Object.values(bookOf("")))).toEqual(new Set([""]));
});
