import { expect, test } from "vitest";
import { saidIn } from "./own-words.ts";

test.each([
  ["课后题比例题难一档，跟着课做最合适。", "en", { lang: "zh-Hans" }],
  ["課後題比例題難一檔。", "zh-Hans", { lang: "zh-Hant" }],
  ["课后题难。", "zh-Hans", {}],
  ["山水", "zh-Hant", {}],
  ["山水", "en", { lang: "zh-Hans" }],
  ["とても面白かったです。", "zh-Hans", { lang: "ja" }],
  ["「の」这个字在中文海报上也常见，读来却不必在意。", "en", { lang: "zh-Hans" }],
  ["정말 좋은 책", "en", { lang: "ko" }],
  ["Worth it for the last chapter alone.", "en", {}],
  ["Worth it for the last chapter alone.", "zh-Hans", { lang: "und-Latn" }],
  ["I read 《红楼梦》 in the Hawkes translation and loved it.", "zh-Hans", { lang: "und-Latn" }],
  ["我用Python写了一个web爬虫，跟着这本书就够了。", "en", { lang: "zh-Hans" }],
  ["Очень хорошая книга", "en", { lang: "und-Cyrl" }],
  ["كتاب جميل", "zh-Hans", { lang: "und-Arab", dir: "rtl" }],
  ["ספר טוב", "en", { lang: "und-Hebr", dir: "rtl" }],
  ["5/5 !!!", "en", {}],
  ["", "en", {}],
])("%s on a page in %s says %j", (text, page, said) => {
  expect(saidIn(text, page)).toEqual(said);
});
