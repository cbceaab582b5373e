import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSentence } from "./sentences.ts";

const YEAR = 2026;
/** The judged sentences: what a person would have chosen, words and filters; `-`: nothing but words. */
const judged = readFileSync(join(import.meta.dirname, "sentences.tsv"), "utf8")
  .split("\n")
  .slice(1)
  .filter(Boolean)
  .map((line) => line.split("\t") as [text: string, words: string, filters?: string]);

test.each(judged)("%s", (text, words, filters = "") => {
  const read = readSentence(text, YEAR);
  if (words === "-") return expect(read).toBeNull();
  const { words: found, ...rest } = read ?? { words: null };
  const said = Object.entries(rest).map(([name, value]) => (value === true ? name : `${name}=${value}`));
  expect([found, said.sort()]).toEqual([words, filters.split("; ").filter(Boolean).sort()]);
});

test("the judged sentences are sixty and more, in three languages", () => {
  expect(judged.length).toBeGreaterThanOrEqual(60);
  expect(judged.filter(([text]) => /^[ -~]+$/.test(text)).length).toBeGreaterThanOrEqual(15);
  expect(judged.filter(([text]) => /[關機寫電現錢]/.test(text)).length).toBeGreaterThanOrEqual(8);
});

test.each(["title:近五年", "“近五年的书”", "《关于爱》", "a AND b", "书", "x".repeat(200)])(
  "what has signs of its own, is too short or too long is left alone: %s",
  (text) => {
    expect(readSentence(text, YEAR)).toBeNull();
  },
);
