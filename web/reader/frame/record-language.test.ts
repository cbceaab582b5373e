import { expect, test } from "vitest";
import { runOf } from "./record-language.ts";

test.each([
  ["史记", ["chi"], "en", "zh-Hans"],
  ["史記", ["chi"], "zh-Hans", "zh-Hant"],
  ["文心雕龙", ["chi"], "zh-Hant", "zh-Hans"],
  ["山水", ["chi"], "zh-Hant", "zh-Hant"],
  ["山水", ["chi"], "en", "zh-Hans"],
  ["国文学史", ["jpn"], "zh-Hans", "ja"],
  ["こころ", ["jpn"], "zh-Hans", "ja"],
  ["Shi ji", ["chi"], "zh-Hans", "zh-Latn"],
  ["Pride and Prejudice", ["eng"], "zh-Hans", "en"],
  ["Le rouge et le noir", ["fre"], "zh-Hans", "fr"],
  ["Война и мир", ["rus"], "zh-Hans", "ru"],
  ["ספר", ["heb"], "en", "he"],
  ["1984", ["eng"], "zh-Hans", "en"],
  ["1984", ["chi"], "zh-Hant", "zh-Hant"],
] as const)("%s of a record in %s on a page in %s is %s", (value, languages, page, lang) => {
  expect(runOf(value, languages, page).lang).toBe(lang);
});
