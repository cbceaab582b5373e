import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { TitleActs } from "../../../../web/reader/catalogue/title-acts.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";

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
