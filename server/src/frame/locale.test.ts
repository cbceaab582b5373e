import { expect, test } from "vitest";
import { languageOfPath, mendedPath, preferredLanguage } from "./locale.ts";

test.each([
  [undefined, undefined, "zh-Hans"],
  [undefined, "", "zh-Hans"],
  [undefined, "fr-FR,fr;q=0.9", "zh-Hans"],
  [undefined, "en-GB,en;q=0.9,zh;q=0.5", "en"],
  [undefined, "fr,zh-TW;q=0.8,en;q=0.3", "zh-Hant"],
  [undefined, "zh-HK", "zh-Hant"],
  [undefined, "zh-Hant-CN", "zh-Hant"],
  [undefined, "zh-Hans-HK", "zh-Hans"],
  [undefined, "en;q=0,zh-MO", "zh-Hant"],
  ["en", "zh-TW", "en"],
  ["klingon", "zh-TW", "zh-Hant"],
])("cookie %s and Accept-Language %s are greeted in %s", (cookie, header, language) => {
  expect(preferredLanguage(cookie, header)).toBe(language);
});

test("the first segment of a path names its language", () => {
  expect(languageOfPath("/zh-hant/search")).toBe("zh-Hant");
  expect(languageOfPath("/en")).toBe("en");
  expect(languageOfPath("/english/")).toBeUndefined();
  expect(languageOfPath("/api/v1/search")).toBeUndefined();
});

const PAGES = new Set(["search", "instance", "sign-in"]);
const mended = (path: string): string | undefined => {
  const found = mendedPath(path, PAGES, "zh-Hant");
  return found ? `${found.status} ${found.path}` : undefined;
};

test("an address without a language leads to the reader's, one in other case or with a slash to the canonical one", () => {
  expect(mended("/search")).toBe("302 /zh-hant/search");
  expect(mended("/Search/")).toBe("302 /zh-hant/search");
  expect(mended("/instance/1")).toBe("302 /zh-hant/instance/1");
  expect(mended("/zh-Hans/instance/1")).toBe("301 /zh-hans/instance/1");
  expect(mended("/zh-hans/instance/1/")).toBe("301 /zh-hans/instance/1");
  expect(mended("/EN//search")).toBe("301 /en/search");
  expect(mended("/zh_TW/sign-in")).toBe("301 /zh-hant/sign-in");
  expect(mended("/zh")).toBe("301 /zh-hans/");
});

test("what no page is called stays unknown, and nothing leads away from here or in a circle", () => {
  for (const path of [
    "/wp-login.php",
    "//evil.example/search",
    "/zh-hans/nothing",
    "/zh-hans/instance/x",
    "/zh-hans/",
  ])
    expect(mended(path), path).toBeUndefined();
});
