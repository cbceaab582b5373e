import { expect, test } from "vitest";
import type { Arrangement } from "../../../../server/src/object-parts/schema.ts";
import { blockOf, changeOf, indentRows, moveRows, newSection, nudgeRows, type Row, rowsOf } from "./rows.ts";

const page = (file: string): Arrangement["pages"][number] => ({
  file,
  label: "",
  name: file,
  type: "image/jpeg",
});
const section = (depth: number, label: string, first: number): Arrangement["sections"][number] => ({
  depth,
  kind: "part",
  label,
  first,
});
const read: Arrangement = {
  version: 3,
  direction: null,
  pages: ["a", "b", "c", "d"].map(page),
  sections: [section(0, "I", 1), section(1, "I.1", 2), section(0, "II", 3)],
  before: [],
};
const start = (): Row[] => rowsOf(read);
const shown = (rows: readonly Row[]): string =>
  rows.map((row) => (row.is === "page" ? row.file : `${">".repeat(row.depth)}${row.label}`)).join(" ");
const keyOf = (rows: readonly Row[], label: string): string =>
  rows.find((row) => row.is === "section" && row.label === label)!.key;

test("sections stand before their pages and are sent as they were read", () => {
  expect(shown(start())).toBe("I a >I.1 b II c d");
  const { pages, sections, takenOut, version } = changeOf(start(), read, null);
  expect([pages.map((one) => one.file), sections, takenOut, version]).toEqual([
    ["a", "b", "c", "d"],
    read.sections,
    [],
    3,
  ]);
});

test("pages move past sections, which stay; a section moves with all that is in it", () => {
  const rows = start();
  expect(shown(moveRows(rows, new Set(["d"]), "a"))).toBe("I d a >I.1 b II c");
  expect(shown(moveRows(rows, new Set(["a", "d"]), null))).toBe("I >I.1 b II c a d");
  expect(moveRows(rows, new Set(["a"]), "a")).toBe(rows);
  const block = blockOf(rows, keyOf(rows, "I"));
  expect(shown(moveRows(rows, new Set(block), null))).toBe("II c d I a >I.1 b");
});

test("keys move a page by one line and a section past its neighbour; at the ends nothing moves", () => {
  const rows = start();
  expect(shown(nudgeRows(rows, new Set(["b"]), -1))).toBe("I a b >I.1 II c d");
  expect(shown(nudgeRows(rows, new Set(["b"]), 1))).toBe("I a >I.1 II b c d");
  expect(nudgeRows(rows, new Set(["d"]), 1)).toBe(rows);
  const [one, two] = ["I", "II"].map((label) => new Set(blockOf(rows, keyOf(rows, label))));
  expect(shown(nudgeRows(rows, one!, 1))).toBe("II c d I a >I.1 b");
  expect(shown(nudgeRows(rows, two!, -1))).toBe("II c d I a >I.1 b");
  expect(nudgeRows(rows, two!, 1)).toBe(rows);
});

test("sections are indented with what is inside them, never by two at once", () => {
  const rows = start();
  expect(shown(indentRows(rows, keyOf(rows, "II"), 1))).toBe("I a >I.1 b >II c d");
  expect(shown(indentRows(rows, keyOf(rows, "I"), 1))).toBe("I a >I.1 b II c d");
  expect(shown(indentRows(rows, keyOf(rows, "I.1"), -1))).toBe("I a I.1 b II c d");
});

test("what was taken out is named; a section without a name or a page is not sent", () => {
  const rows = [
    newSection(0, "part", "  "),
    ...start().filter((row) => row.key !== "b"),
    newSection(0, "part", "z"),
  ];
  const change = changeOf(rows, read, "right-to-left");
  expect([change.takenOut, change.direction]).toEqual([["b"], "right-to-left"]);
  expect(change.sections.map((one) => [one.label, one.first])).toEqual([
    ["I", 1],
    ["I.1", 2],
    ["II", 2],
  ]);
});
