import { expect, test } from "vitest";
import en from "../messages/en.json" with { type: "json" };
import { failureInWords, reasonInWords } from "./harvest-words.ts";

const texts: Record<string, string> = en;
const words = {
  t: (key: string, values: Record<string, string> = {}) =>
    texts[key]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? ""),
  hasText: (key: string) => key in texts,
};
const labelOf = (field: string): string => ({ date: "Date" })[field] ?? field;

test("why a record or a whole harvest failed is said in words, and what the source said is kept", () => {
  expect(reasonInWords("date: value-date 19xx", labelOf, words)).toBe("Date is no date: 19xx");
  expect(reasonInWords("author: value-missing", labelOf, words)).toBe("author is required");
  expect(reasonInWords("value-missing", labelOf, words)).toBe("It has no title");
  expect(reasonInWords("identifier-long", labelOf, words)).toBe("Its identifier is too long");
  expect(reasonInWords("empty", labelOf, words)).toBe("It says nothing that is known here");
  expect(reasonInWords("harvest-unreachable", labelOf, words)).toMatch(/cannot be reached/);
  expect(reasonInWords("XML: line 3", labelOf, words)).toBe("XML: line 3");
  expect(failureInWords("harvest-refused", "badArgument", words)).toBe("The server refuses: badArgument");
  expect(failureInWords("", "x", words)).not.toContain("undefined");
});
