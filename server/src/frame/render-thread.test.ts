import { gunzipSync } from "node:zlib";
import { createElement } from "react";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ResultsProps } from "../../../web/reader/discovery/results.tsx";
import { translator } from "../messages/index.ts";
import { htmlOf } from "./page-html.ts";
import { RenderThread, type RenderThreadData } from "./render-thread.ts";
import { registerTsx } from "./tsx-loader.ts";

const failures: unknown[] = [];
const thread = new RenderThread(
  { covers: { dataFolder: "/nowhere", coversFolder: "/nowhere", s3: undefined } },
  (error) => failures.push(error),
);
let ResultsPage: typeof import("../../../web/reader/discovery/results.tsx").ResultsPage;

const props: ResultsProps = {
  site: {
    language: "zh-Hant",
    t: translator("zh-Hant"),
    base: "/zh-hant",
    here: "/zh-hant/search?q=圍城",
    editions: [{ language: "zh-Hant", href: "/zh-hant/search?q=圍城" }],
    theme: "dark",
    isLarge: false,
    session: null,
    flash: { tone: "done", key: "count.titles", params: { count: 2 } },
    navigation: [],
    face: null,
    assets: { css: "/assets/site.css", rooms: "/assets/rooms.css", js: "/assets/site.js" },
    coverOf: () => null,
    zone: "Asia/Shanghai",
    newKey: () => "a key of this page",
    origin: "http://localhost",
  },
  query: "圍城",
  total: 31_000,
  works: 1,
  grouped: true,
  groupHref: "/zh-hant/search?q=圍城&group=off",
  understood: [],
  readAs: null,
  alternatives: [],
  relaxed: null,
  expert: null,
  keep: [],
  first: 1,
  partial: false,
  rows: [
    {
      href: "/zh-hant/instance/7",
      title: { value: "圍城 <&>", lang: "zh-Hant" },
      titleRest: null,
      parallel: { value: "Wei cheng", lang: "zh-Latn" },
      authors: [{ value: "錢鍾書", lang: "zh-Hant" }],
      publisher: { value: "晨光出版公司", lang: "zh-Hant" },
      year: 1947,
      edition: null,
      type: "book",
      cover: { title: "圍城", lang: "zh-Hant", author: "錢鍾書", isbns: [] },
      availability: { libraries: 2, copies: 3, available: 1, online: false },
      needsParallel: false,
      holders: [
        {
          name: "金河",
          mine: false,
          place: "總館",
          floor: "",
          callNumber: "I246.5",
          copies: 3,
          available: 1,
          away: "on-loan",
        },
        {
          name: "嵐江大學",
          mine: false,
          place: "",
          floor: "",
          callNumber: "",
          copies: 0,
          available: 0,
          away: "on-loan",
        },
      ],
      near: { people: 2, nests: 1 },
      coins: "ctx_ver=Z39.88-2004",
      editions: null,
    },
  ],
  facets: [],
  years: { from: null, to: null, bars: [] },
  chosen: [],
  widerHref: null,
  clearHref: "/zh-hant/search?q=圍城",
  sorts: [],
  pages: { previous: null, next: null, numbers: [] },
  feedHref: "/zh-hant/search.atom?q=圍城",
  hidden: [],
};

/** Asks until the thread is ready, which takes a moment after its start. */
async function rendered(packed: boolean): Promise<Buffer> {
  for (;;) {
    const page = await thread.render(props, packed);
    if (page) return page;
    await new Promise((done) => setTimeout(done, 20));
  }
}

beforeAll(async () => {
  registerTsx();
  ({ ResultsPage } = await import("../../../web/reader/discovery/results.tsx"));
});
afterAll(() => thread.stop());

test("without a running thread, and for a reader alone, pages are written by whoever asked", async () => {
  const leave = [thread.enter(), thread.enter()];
  expect(await thread.render(props, true)).toBeNull();
  thread.start();
  await rendered(false);
  leave[0]!();
  expect(thread.isCrowded).toBe(false);
  expect(await thread.render(props, true)).toBeNull();
  leave[1]!();
});

test("in a crowd the thread writes the same page, byte by byte, packed or not", async () => {
  const leave = [thread.enter(), thread.enter()];
  const here = htmlOf(createElement(ResultsPage, props));
  expect((await rendered(false)).toString()).toBe(here);
  expect(gunzipSync(await rendered(true)).toString()).toBe(here);
  const many = await Promise.all(Array.from({ length: 20 }, () => rendered(true)));
  expect(new Set(many.map((page) => gunzipSync(page).toString()))).toEqual(new Set([here]));
  for (const one of leave) one();
});

test("what the thread cannot write, and what waits when it ends, comes back to whoever asked", async () => {
  const leave = [thread.enter(), thread.enter()];
  await rendered(false);
  const broken = { ...props, rows: null } as unknown as ResultsProps;
  expect(await thread.render(broken, true)).toBeNull();
  const waiting = [thread.render(props, true), thread.render(props, true)];
  await thread.stop();
  const here = htmlOf(createElement(ResultsPage, props));
  for (const page of await Promise.all(waiting))
    expect([null, here]).toContain(page && gunzipSync(page).toString());
  expect(await thread.render(props, true)).toBeNull();
  expect(failures).toEqual([]);
  for (const one of leave) one();
});

test("a thread that fails is reported and tried again, until it is stopped", async () => {
  let failed = 0;
  const broken = new RenderThread(
    null as unknown as RenderThreadData,
    () => {
      failed++;
    },
    10,
  );
  const leave = [broken.enter(), broken.enter()];
  broken.start();
  while (failed < 2) await new Promise((done) => setTimeout(done, 20));
  expect(await broken.render(props, true)).toBeNull();
  await broken.stop();
  const before = failed;
  await new Promise((done) => setTimeout(done, 200));
  expect(failed).toBeLessThanOrEqual(before + 1);
  for (const one of leave) one();
});
