import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { catalogues } from "../messages/index.ts";
import { postingStates } from "../moderation/posting-states.ts";
import { reportReasons } from "../moderation/words.ts";
import { refusalTable } from "./refusals.ts";
import { readTags } from "./tags.ts";

test("tags are read from text with any commas", () => {
  expect(readTags("民国，日记; 沈从文 研究 #湘西\n、")).toEqual(["民国", "日记", "沈从文 研究", "湘西"]);
  expect(readTags(`${"长".repeat(60)},…`)).toEqual(["长".repeat(40)]);
});

test.each(languages)("every refusal, reason and state of this room has a sentence in %s", (language) => {
  const keys = [
    ...Object.keys(refusalTable).map((code) => `problem.${code}`),
    ...reportReasons.map((reason) => `community.reason.${reason}`),
    ...postingStates.map((state) => `community.review.${state}`),
  ];
  expect(keys.filter((key) => !catalogues[language][key])).toEqual([]);
});
