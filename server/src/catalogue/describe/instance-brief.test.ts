import { fromCompact } from "@commonshelf/marc";
import { expect, describe as group, test } from "vitest";
import type { Description } from "../../description/index.ts";
import { fixedClock } from "../../kernel/time.ts";
import { describe } from "../prepare-record.ts";
import { mergeDescriptions } from "./instance-brief.ts";

const clock = fixedClock("2026-11-29T00:00:00Z");

/** A book with these fields besides its title. */
const read = (...fields: string[][]): Description =>
  describe(
    fromCompact({
      l: "00000nam a2200000 i 4500",
      f: [["001", "1"], ["245", "10", "a", "A title"], ...fields],
    }),
    clock,
  );

group("persons of several records", () => {
  const merged = (...lists: string[][][]): { value: string; forms: string[]; role: string }[] =>
    mergeDescriptions(lists.map((fields) => read(...fields))).contributors.map(({ value, forms, role }) => ({
      value,
      forms,
      role,
    }));
  test("different Han names are different persons, the same Han name is one", () => {
    const wang = [
      ["700", "1 ", "6", "880-02", "a", "Wang, Li,", "e", "author"],
      ["700", "1 ", "6", "880-03", "a", "Wang, Li,", "e", "author"],
    ];
    expect(
      merged([
        ...wang,
        ["880", "1 ", "6", "700-02/$1", "a", "王力"],
        ["880", "1 ", "6", "700-03/$1", "a", "王莉"],
      ]).map((p) => p.value),
    ).toEqual(["王力", "王莉"]);
    expect(
      merged([
        ...wang,
        ["880", "1 ", "6", "700-02/$1", "a", "赵敏"],
        ["880", "1 ", "6", "700-03/$1", "a", "趙敏"],
      ]),
    ).toHaveLength(1);
  });
  test("inverted and direct order, with and without dates, are one person; other persons stay apart", () => {
    const people = merged(
      [
        ["100", "1 ", "a", "Liu, Cixin,", "d", "1963-"],
        ["700", "1 ", "a", "Liu, Ken,", "e", "translator"],
      ],
      [
        ["100", "0 ", "a", "Cixin Liu"],
        ["700", "1 ", "a", "Ken Liu"],
      ],
      [["100", "1 ", "a", "Liu, Cixin"]],
    );
    expect(people.map((p) => [p.value, p.role])).toEqual([
      ["Liu, Cixin", "author"],
      ["Liu, Ken", "translator"],
    ]);
    expect(
      merged([
        ["100", "1 ", "a", "Wang, Li"],
        ["700", "1 ", "a", "Li, Wang"],
      ]),
    ).toHaveLength(2);
    expect(
      merged([
        ["100", "1 ", "a", "Smith, John,", "d", "1900-1950"],
        ["700", "1 ", "a", "Smith, John,", "d", "1960-"],
      ]),
    ).toHaveLength(2);
  });
  test("a person keeps the role with the most evidence", () => {
    const translator = ["700", "1 ", "a", "Hawkes, David", "e", "translator"];
    expect(merged([["100", "1 ", "a", "Hawkes, David"]], [translator], [translator])[0]!.role).toBe(
      "translator",
    );
    expect(merged([["100", "1 ", "a", "Hawkes, David"]], [["700", "1 ", "a", "David Hawkes"]])[0]!.role).toBe(
      "author",
    );
  });
});
