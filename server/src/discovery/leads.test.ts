import { beforeAll, expect, test } from "vitest";
import type { Instance, InstanceBrief } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import type { Searcher } from "./engines/contract.ts";
import { indexDocument } from "./engines/postings/index-document.ts";
import { createCatalogueIndex, createSearcher } from "./engines/postings/searcher.ts";
import { readBox } from "./search-question.ts";
import { by } from "./testing-titles.ts";

let searcher: Searcher;
const names = new Map<number, string>();

beforeAll(() => {
  const index = createCatalogueIndex();
  const add = (
    workId: number,
    name: string,
    title: InstanceBrief["title"],
    more: Partial<InstanceBrief> = {},
    holders = 1,
    available: string[] = [],
  ): void => {
    const id = names.size + 1;
    names.set(id, name);
    const memberIds = Array.from({ length: holders }, (_, i) => i + 1);
    const brief = { ...EMPTY_BRIEF, title, ...more };
    index.put([
      indexDocument(
        { id, brief, memberIds, workId, audience: 0, version: 1 } as unknown as Instance,
        new Map([[1, "A"]]),
        available,
      ),
    ]);
  };
  const wu = [by("吴承恩")];
  add(1, "middle", { main: "西游记", part: "中册" }, { contributors: wu }, 4);
  add(1, "first", { main: "西游记", part: "上册" }, { contributors: wu }, 1);
  add(1, "last", { main: "西游记", part: "下册" }, { contributors: wu, year: 2020 }, 8);
  add(2, "ten", { main: "资治通鉴", part: "第10册" }, {}, 3);
  add(2, "two", { main: "资治通鉴", part: "第2册" }, {}, 3);
  add(2, "one", { main: "资治通鉴", part: "第1册" }, {}, 1);
  add(3, "II", { main: "三体Ⅱ" }, {}, 5);
  add(3, "I", { main: "三体" }, {}, 1);
  add(4, "japanese", { main: "論語" }, { languages: ["jpn"], year: 1999 }, 3);
  add(5, "japanese too", { main: "論語" }, { languages: ["jpn"], year: 1959 });
  add(6, "chinese", { main: "论语" }, { year: 1980 });
  add(
    7,
    "translation",
    { main: "A dream of red mansions", sub: "" },
    {
      parallelTitle: { main: "红楼梦" },
      languages: ["eng"],
      originalLanguages: ["chi"],
    } as Partial<InstanceBrief>,
    6,
  );
  add(
    7,
    "iwanami",
    { main: "紅楼夢" },
    { languages: ["jpn"], originalLanguages: ["chi"], contributors: [by("曹雪芹")], year: 1972 },
    2,
  );
  add(7, "dream", { main: "红楼梦" }, { contributors: [by("曹雪芹")] });
  const lao = [by("老舍")];
  add(8, "on loan", { main: "骆驼祥子" }, { contributors: lao, year: 2018 }, 2);
  add(8, "in", { main: "骆驼祥子" }, { contributors: lao, year: 2008 }, 2, ["A"]);
  add(9, "two, in", { main: "四世同堂", part: "第二部" }, { contributors: lao }, 2, ["A"]);
  add(9, "one, on loan", { main: "四世同堂", part: "第一部" }, { contributors: lao }, 2);
  const qian = [by("錢鍾書")];
  add(10, "traditional", { main: "圍城" }, { contributors: qian, year: 1990 }, 2);
  add(10, "simplified", { main: "围城" }, { contributors: qian, year: 1990 }, 2);
  searcher = createSearcher(() => index);
});

const works = async (q: string): Promise<string[]> =>
  (await searcher.search({ node: readBox(q, "zh-Hans"), size: 10, byWork: true })).hits.map(
    (hit) => names.get(hit.id)!,
  );

test("a work is represented by its first volume or a whole edition, unless another is asked for", async () => {
  expect(await works("西游记")).toEqual(["first"]);
  expect(await works("吴承恩")).toEqual(["first"]);
  expect(await works("资治通鉴")).toEqual(["one"]);
  expect((await works("三体"))[0]).toBe("I");
  expect(await works("西游记 下册")).toEqual(["last"]);
  expect(await works("资治通鉴 第十册")).toEqual(["ten"]);
  expect(await works("三体2")).toEqual(["II"]);
});

test("of equal editions the one in the script of the query, else of the reader, stands for the work", async () => {
  const lead = async (q: string, language: "zh-Hans" | "zh-Hant" | "en") =>
    names.get((await searcher.search({ node: readBox(q, language), size: 1, byWork: true })).hits[0]!.id);
  expect(await lead("圍城", "zh-Hans")).toBe("traditional");
  expect(await lead("围城", "zh-Hant")).toBe("simplified");
  expect(await lead("钱锺书 围城", "zh-Hant")).toBe("simplified");
  expect(await lead("weicheng", "zh-Hant")).toBe("traditional");
  expect(await lead("weicheng", "zh-Hans")).toBe("simplified");
});

test("the order of titles knows volumes", async () => {
  const { hits } = await searcher.search({ node: readBox("资治通鉴"), size: 10, sort: "title" });
  expect(hits.map((hit) => names.get(hit.id))).toEqual(["one", "two", "ten"]);
});

test("of equal hits the language of the reader leads", async () => {
  expect((await works("论语"))[0]).toBe("chinese");
  expect((await works("論語"))[0]).toBe("chinese");
  expect(await works("红楼梦")).toEqual(["dream"]);
  expect(await works("title:红楼梦 author:曹雪芹")).toEqual(["dream"]);
  expect(await works("hlm")).toEqual(["dream"]);
});

test("of equal editions one that can be had now stands for the work, never a later volume for the first", async () => {
  expect(await works("骆驼祥子")).toEqual(["in"]);
  expect(await works("四世同堂")).toEqual(["one, on loan"]);
  expect((await works("老舍")).sort()).toEqual(["in", "one, on loan"]);
});
