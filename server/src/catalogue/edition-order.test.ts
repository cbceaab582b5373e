import { expect, test } from "vitest";
import { orderEditions } from "./edition-order.ts";
import type { Instance } from "./instances.ts";

let made = 0;
const edition = (
  main: string,
  more: { part?: string; languages?: string[]; original?: string[]; year?: number; holders?: number } = {},
): Instance => {
  made += 1;
  return {
    id: made,
    memberIds: Array.from({ length: more.holders ?? 1 }, (_, i) => i + 1),
    brief: {
      title: { main, part: more.part },
      languages: more.languages ?? ["chi"],
      originalLanguages: more.original ?? [],
      year: more.year ?? 2000,
      publisher: "某社",
    },
  } as unknown as Instance;
};
const none = (_id: number): number => 0;

test("the edition to begin with is in the reader's language and script, then free, held by most, newest", () => {
  const old = edition("红楼梦", { year: 1982, holders: 3 });
  const traditional = edition("紅樓夢", { year: 2010, holders: 5 });
  const english = edition("A Dream of Red Mansions", { languages: ["eng"], original: ["chi"], year: 1978 });
  const fresh = edition("红楼梦", { year: 2019, holders: 3 });
  const all = [old, traditional, english, fresh];
  const first = (language: "zh-Hans" | "zh-Hant" | "en", free = none) =>
    orderEditions(all, language, free)[0];
  expect(first("zh-Hans")).toBe(fresh);
  expect(first("zh-Hans", (id) => Number(id === old.id))).toBe(old);
  expect(first("zh-Hant")).toBe(traditional);
  expect(first("en")).toBe(english);
});

test("where none is in the reader's language the original leads, never a later volume", () => {
  const translation = edition("三体（日文）", { languages: ["jpn"], original: ["chi"], holders: 9 });
  const second = edition("三体", { part: "下册", holders: 9 });
  const whole = edition("三体", { part: "上册" });
  expect(orderEditions([translation, second, whole], "en", none)[0]).toBe(whole);
});

test("behind it the newest come first, volumes of one edition together in their order", () => {
  const lead = edition("围城", { year: 1991, holders: 9 });
  const newest = edition("围城·新版", { year: 2020 });
  const [two, one] = [
    edition("围城别集", { part: "第2卷", year: 2010 }),
    edition("围城别集", { part: "第1卷", year: 2009 }),
  ];
  expect(orderEditions([two, newest, one, lead], "zh-Hans", none)).toEqual([lead, newest, one, two]);
});
