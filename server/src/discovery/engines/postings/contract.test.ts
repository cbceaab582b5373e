import { SuggestTableBuilder } from "@commonshelf/cjk";
import { createBruteForce } from "../testing-brute-force.ts";
import { describeEngine } from "../testing-contract-suite.ts";
import { availableValues, indexDocument } from "./index-document.ts";
import { createCatalogueIndex, createSearcher } from "./searcher.ts";

describeEngine("the engine in this process", async () => {
  const index = createCatalogueIndex();
  const headings: ["title" | "author", string][] = [];
  const suggestions = { table: new SuggestTableBuilder().build() };
  let isThere = true;
  return {
    searcher: createSearcher(() => (isThere ? index : null), { suggestions }),
    put: async (titles) => {
      for (const { instance, holders, available, callNumber } of titles) {
        const codes = new Map(holders.map((code, i) => [i + 1, code]));
        index.put([indexDocument(instance, codes, available, undefined, [callNumber])]);
        headings.push(["title", instance.brief.title.main]);
        for (const { value } of instance.brief.contributors) headings.push(["author", value]);
      }
      const builder = new SuggestTableBuilder();
      for (const [kind, text] of headings) builder.add(kind, text, 1);
      suggestions.table = builder.build();
    },
    remove: async (ids) => {
      index.remove(ids);
    },
    setAvailable: async (id, codes) => {
      index.setFacet(id, "available", availableValues(codes));
    },
    cutOff: () => {
      isThere = false;
    },
  };
});

describeEngine("an engine that looks at every title", async () => createBruteForce());
