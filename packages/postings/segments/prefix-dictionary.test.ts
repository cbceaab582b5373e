import fc from "fast-check";
import { expect, it } from "vitest";
import { buildDictionary, expandPrefix } from "./prefix-dictionary.ts";

it("a prefix stands for its most frequent terms, equals in the order of their bytes", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "文", "𠀀"), minLength: 1, maxLength: 4 });
  const term = fc.record({ text, frequency: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(term, { selector: (each) => each.text, maxLength: 60 }),
      fc.constantFrom("", "a", "文", "a𠀀", "z"),
      fc.integer({ min: 1, max: 5 }),
      (terms, prefix, limit) => {
        const expected = terms
          .filter((each) => each.text.startsWith(prefix))
          .sort(
            (a, b) => b.frequency - a.frequency || Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)),
          )
          .slice(0, limit);
        expect(expandPrefix(buildDictionary(terms), prefix, limit)).toEqual(
          expected.map((each) => each.text),
        );
      },
    ),
  );
});
