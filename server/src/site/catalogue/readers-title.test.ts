import { expect, test } from "vitest";
import { EMPTY_BRIEF } from "../../catalogue/testing.ts";
import { readersForm, readersTitle } from "./record-view.ts";

const brief = {
  ...EMPTY_BRIEF,
  title: { main: "高等数学", part: "上册" },
  otherTitles: ["gao deng shu xue", "高等數學 上冊", "高等数学 上册"],
  languages: ["chi"],
};

test("a title is taken as one of its records writes it in the script of the page", () => {
  expect(readersTitle(brief, "zh-Hant")).toBe("高等數學");
  expect(readersTitle(brief, "zh-Hans")).toBe("高等数学");
  expect(readersTitle(brief, "en")).toBe("高等数学");
});

test("where no record has it, a traditional one is written simplified; Japanese and Latin stay", () => {
  const title = (main: string, languages: string[]): typeof brief => ({
    ...brief,
    title: { main, part: "" },
    otherTitles: [],
    languages,
  });
  expect(readersTitle(title("紅樓夢", ["chi"]), "zh-Hans")).toBe("红楼梦");
  expect(readersTitle(title("红楼梦", ["chi"]), "zh-Hant")).toBe("红楼梦");
  expect(readersTitle(title("國文學史", ["jpn"]), "zh-Hans")).toBe("國文學史");
  expect(readersTitle(title("Walden", ["eng"]), "zh-Hans")).toBe("Walden");
});

test("what has no Han stays: a number for a title, a part or none", () => {
  for (const text of ["1984", "2", "", "Vol. 2"]) expect(readersForm([text], brief, "zh-Hans")).toBe(text);
  expect(readersTitle({ ...brief, title: { main: "1984", part: "" } }, "zh-Hans")).toBe("1984");
  expect(readersForm(["上冊"], brief, "zh-Hans")).toBe("上册");
});

test("of the forms of a name a Chinese page shows the one in its script, never its sound", () => {
  const forms = ["同济大学数学科学学院", "tong ji da xue shu xue ke xue xue yuan", "同濟大學數學科學學院"];
  expect(readersForm(forms, brief, "zh-Hant")).toBe("同濟大學數學科學學院");
  expect(readersForm(forms, brief, "zh-Hans")).toBe("同济大学数学科学学院");
});
