import { expect, test } from "vitest";
import { type Config, configSchema, type Term } from "../../../../server/src/collections/schema.ts";
import { inPinyinOrder, mergeTerm } from "./vocabulary-terms.ts";

const term = (code: string, name: string, broader: string | null = null): Term => ({
  code,
  broader,
  label: { "zh-Hans": name },
  variants: [],
});
const field = { key: "branch", type: "term", label: { en: "Branch" }, vocabulary: "branches", facet: "tree" };
const config: Config = configSchema.parse({
  template: "rare-books",
  name: { en: "x" },
  fields: [{ key: "title", type: "text", label: { en: "Title" }, core: "title" }, field],
  vocabularies: [
    {
      key: "branches",
      label: { en: "Branches" },
      terms: [term("shi", "史部"), term("zi", "子部"), term("yi", "艺术", "zi"), term("hua", "绘画", "yi")],
    },
  ],
  views: ["list"],
  detail: ["fields"],
  topics: [{ key: "t", name: {}, conditions: [{ field: "branch", values: ["yi", "zi"] }] }],
  theme: { name: "scroll", colour: "ink" },
});

test("terms stand by their pinyin", () => {
  const names = inPinyinOrder(config.vocabularies[0]!.terms).map((one) => one.label["zh-Hans"]);
  expect(names).toEqual(["绘画", "史部", "艺术", "子部"]);
});

test("a merged term is a variant of the other; what was below it, and topics, follow", () => {
  const merged = mergeTerm(config, "branches", "yi", "shi");
  expect(merged.vocabularies[0]!.terms).toEqual([
    { ...term("shi", "史部"), variants: ["yi", "艺术"] },
    term("zi", "子部"),
    term("hua", "绘画", "shi"),
  ]);
  expect(merged.topics[0]!.conditions[0]!.values).toEqual(["shi", "zi"]);
});

test("a term merged into one below it leaves that one in its place, and no circle", () => {
  const { terms } = mergeTerm(config, "branches", "zi", "hua").vocabularies[0]!;
  expect(terms.find((one) => one.code === "hua")!.broader).toBeNull();
  expect(terms.find((one) => one.code === "yi")!.broader).toBe("hua");
  expect(mergeTerm(config, "branches", "zi", "zi")).toBe(config);
  expect(mergeTerm(config, "branches", "none", "zi")).toBe(config);
});
