import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { catalogues } from "../messages/index.ts";
import { mailWishes, noticeKinds } from "./words.ts";

test.each(languages)(
  "everything a reader is told has a sentence in %s, and no sentence is left over",
  (language) => {
    const said = Object.keys(catalogues[language])
      .map((key) => key.replace(/_(one|other)$/, ""))
      .filter((key) => /^notice\.[a-z-]+$/.test(key));
    const wanted = [...noticeKinds, "other", "bell", "read-all"].map((kind) => `notice.${kind}`);
    expect([...new Set(said)].sort()).toEqual(wanted.sort());
    const wishes = mailWishes.map((wish) => `notice.wish.${wish}`);
    expect(wishes.filter((key) => !catalogues[language][key])).toEqual([]);
  },
);
