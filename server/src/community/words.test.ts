import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { catalogues } from "../messages/index.ts";
import { postingStates } from "../moderation/posting-states.ts";
import { reportReasons } from "../moderation/words.ts";
import { nextRun } from "./saved-searches.ts";
import { readTags } from "./tags.ts";

test("tags are read from text with any commas", () => {
  expect(readTags("民国，日记; 沈从文 研究 #湘西\n、")).toEqual(["民国", "日记", "沈从文 研究", "湘西"]);
  expect(readTags(`${"长".repeat(60)},…`)).toEqual(["长".repeat(40)]);
});

test("a search is due a day or a week later, or never", () => {
  const from = new Date("2026-11-20T08:00:00Z");
  expect(nextRun("daily", from)?.toISOString()).toBe("2026-11-21T08:00:00.000Z");
  expect(nextRun("weekly", from)?.toISOString()).toBe("2026-11-27T08:00:00.000Z");
  expect(nextRun("off", from)).toBeNull();
});

test.each(languages)("every refusal, reason and state of this room has a sentence in %s", (language) => {
  const folder = import.meta.dirname;
  const codes = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.includes("test"))
    .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/new Problem\(\s*"([a-z-]+)"/g)])
    .map(([, code]) => `problem.${code}`);
  expect(codes.length).toBeGreaterThan(15);
  const keys = [
    ...codes,
    ...reportReasons.map((reason) => `community.reason.${reason}`),
    ...postingStates.map((state) => `community.review.${state}`),
  ];
  expect(keys.filter((key) => !catalogues[language][key])).toEqual([]);
});
