import type { MarcRecord } from "@commonshelf/marc/record";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Edit,
  edited,
  editorOf,
  fixedText,
  nextOccurrence,
  pairsOf,
  recordOf,
  withDelimiter,
} from "./editor-state.ts";

const record: MarcRecord = {
  leader: "     nam0 22     3  450 ",
  fields: [
    { tag: "001", value: "cs1" },
    {
      tag: "200",
      ind1: "1",
      ind2: " ",
      subfields: [
        ["a", "红楼梦"],
        ["f", "曹雪芹著"],
      ],
    },
    { tag: "300", ind1: " ", ind2: " ", subfields: [] },
  ],
};
const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("type" as const),
      id: fc.integer({ min: 1, max: 6 }),
      cell: fc.constantFrom("tag" as const, "content" as const),
      text: fc.string(),
    }),
    fc.record({ do: fc.constant("add" as const), after: fc.option(fc.integer({ min: 1, max: 6 })) }),
    fc.record({ do: fc.constant("remove" as const), id: fc.integer({ min: 1, max: 6 }) }),
    fc.record({
      do: fc.constant("move" as const),
      id: fc.integer({ min: 1, max: 6 }),
      by: fc.constantFrom(1 as const, -1 as const),
    }),
    fc.record({ do: fc.constant("leader" as const), text: fc.string({ maxLength: 24 }) }),
  ),
  { maxLength: 30 },
);

test("what is opened and not touched is the same record", () => {
  expect(recordOf(editorOf(record))).toEqual(record);
});

test("undoing everything leads back to the record, redoing everything forth again", () => {
  fc.assert(
    fc.property(steps, (edits) => {
      let state = editorOf(record);
      for (const edit of edits as Edit[]) state = edited(state, edit);
      const end = recordOf(state);
      for (let n = 0; n <= edits.length; n++) state = edited(state, { do: "undo" });
      expect(recordOf(state)).toEqual(record);
      for (let n = 0; n <= edits.length; n++) state = edited(state, { do: "redo" });
      expect(recordOf(state)).toEqual(end);
    }),
  );
});

test("typing on in one cell is one step, another cell begins another", () => {
  let state = editorOf(record);
  for (const text of ["‡a红", "‡a红楼"]) state = edited(state, { do: "type", id: 2, cell: "content", text });
  state = edited(state, { do: "type", id: 2, cell: "ind1", text: "0" });
  expect(state.past).toHaveLength(2);
  state = edited(edited(state, { do: "undo" }), { do: "undo" });
  expect(recordOf(state)).toEqual(record);
});

test("a field goes up and down, not beyond the ends; an empty row is no field", () => {
  const moved = edited(editorOf(record), { do: "move", id: 2, by: -1 });
  expect(moved.rows.map((row) => row.tag)).toEqual(["200", "001", "300"]);
  expect(edited(moved, { do: "move", id: 2, by: -1 })).toBe(moved);
  const added = edited(editorOf(record), { do: "add", after: 3 });
  const emptied = edited(added, { do: "type", id: 4, cell: "content", text: "" });
  expect(recordOf(emptied)).toEqual(record);
});

test("$ types the delimiter, and a second one the dollar itself", () => {
  const first = withDelimiter("ab", 1, 1);
  expect(first).toEqual({ text: "a‡b", at: 2 });
  expect(withDelimiter(first.text, first.at, first.at)).toEqual({ text: "a$b", at: 2 });
});

test("an 880 stands with the field whose number it bears", () => {
  const field = (tag: string, link: string) => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields: [
      ["6", link],
      ["a", "x"],
    ] as [string, string][],
  });
  const { rows } = editorOf({
    leader: "",
    fields: [
      field("245", "880-01"),
      field("880", "245-01/$1"),
      field("880", "700-07"),
      field("700", "880-03"),
    ],
  });
  expect([...pairsOf(rows)]).toEqual([[1, 2]]);
  expect(nextOccurrence(rows)).toBe("08");
  // As other systems write it: a blank before it, one digit, another tag of the same kind.
  const loose = editorOf({
    leader: "",
    fields: [
      field("245", "880-1"),
      field("700", "880-02"),
      field("880", " 245-01/$1"),
      field("880", "710-02"),
    ],
  });
  expect([...pairsOf(loose.rows)]).toEqual([
    [1, 3],
    [2, 4],
  ]);
});

test("coded text is $a alone, with what stands around it", () => {
  expect(fixedText({ tag: "008", content: "abc" })).toEqual({ before: "", text: "abc", after: "" });
  expect(fixedText({ tag: "126", content: "‡6a01‡aag‡bx" })).toEqual({
    before: "‡6a01‡a",
    text: "ag",
    after: "‡bx",
  });
  expect(fixedText({ tag: "105", content: "" })).toEqual({ before: "‡a", text: "", after: "" });
});
