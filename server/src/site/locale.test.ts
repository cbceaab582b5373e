import { expect, test } from "vitest";
import { languageOfPath, preferredLanguage } from "./locale.ts";

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
