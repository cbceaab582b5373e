import { expect, test } from "vitest";
import { toCsv } from "./save-table.ts";

test("quotes, commas and lines stand inside a cell, and no cell is a formula", () => {
  expect(toCsv(["题名", "b"], [['say "no", then', "=1+1"]])).toBe(
    '\uFEFF"题名","b"\r\n"say ""no"", then","\'=1+1"\r\n',
  );
});
