import { expect, test } from "vitest";
import { readTerms, writeTerms } from "./vocabulary-text.ts";

const TEXT = [
  "经部 / 經部 / Classics #jing",
  "  易类 / 易類 / Changes (周易; 易學) #jing-yi",
  "史部 #shi",
].join("\n");

test("terms that are typed are terms, and terms are typed the same again", () => {
  const terms = readTerms(TEXT);
  expect(terms).toEqual([
    {
      code: "jing",
      broader: null,
      label: { "zh-Hans": "经部", "zh-Hant": "經部", en: "Classics" },
      variants: [],
    },
    {
      code: "jing-yi",
      broader: "jing",
      label: { "zh-Hans": "易类", "zh-Hant": "易類", en: "Changes" },
      variants: ["周易", "易學"],
    },
    { code: "shi", broader: null, label: { "zh-Hans": "史部" }, variants: [] },
  ]);
  expect(writeTerms(terms)).toBe(TEXT);
});

test("a name alone is its own code, tabs go further in, and empty lines say nothing", () => {
  expect(readTerms("山水\n\t春\n\n花鸟")).toMatchObject([
    { code: "山水", broader: null },
    { code: "春", broader: "山水" },
    { code: "花鸟", broader: null },
  ]);
});
