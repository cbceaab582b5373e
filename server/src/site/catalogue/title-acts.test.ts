import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { TitleActs } from "../../../../web/reader/catalogue/title-acts.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { EMPTY_BRIEF } from "../../catalogue/testing.ts";
import { mainContributors } from "./record-view.ts";

const site = {
  base: "/zh-hans",
  origin: "https://shelf.example",
  t: (key: string) => key,
} as unknown as SiteContext;
const shown = (isOnline: boolean): string =>
  renderToStaticMarkup(
    createElement(TitleActs, { site, canonical: "https://shelf.example/zh-hans/instance/7", isOnline }),
  );

test("a title that a library offers on line leads to recommending it; one in print does not", () => {
  expect(shown(true)).toContain('href="/zh-hans/ebooks?instance=7#recommend"');
  expect(shown(false)).not.toContain("ebooks");
  for (const isOnline of [true, false]) expect(shown(isOnline)).toContain('href="/zh-hans/instance/7/list"');
});

const person = (value: string, role: "author" | "translator" | "editor", isMain = false) => ({
  ...{ value, role, isMain },
  ...{ forms: [], isCorporate: false },
});
const names = (...contributors: ReturnType<typeof person>[]): string[] =>
  mainContributors({ ...EMPTY_BRIEF, contributors }).map((one) => one.value);

test("a row names who wrote a book, not who translated it, unless nobody else is known", () => {
  expect(names(person("福柯", "author", true), person("刘北成", "translator"))).toEqual(["福柯"]);
  expect(names(person("福柯", "author", true), person("莫伟民", "editor"))).toEqual(["福柯", "莫伟民"]);
  expect(names(person("刘北成", "translator"))).toEqual(["刘北成"]);
});
