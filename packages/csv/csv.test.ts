import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, csvTable, plainCell } from "./index.ts";

test("quotes, commas and lines stand inside a cell, and no cell is a formula", () => {
  expect(
    csvTable([
      ["题名", "b"],
      ['say "no", then', "=1+1"],
    ]),
  ).toBe('\ufeff题名,b\r\n"say ""no"", then",\'=1+1\r\n');
  expect(csvLine(["=1+1", "-5", 'a"b', "c,d", "e;f", "-x", "@s"])).toBe(
    '\'=1+1,-5,"a""b","c,d",e;f,\'-x,\'@s\r\n',
  );
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
      (rows) => {
        const read = parse(csvTable(rows), { bom: true, relax_column_count: true }) as string[][];
        expect(read).toEqual(rows.map((row) => row.map(plainCell)));
      },
    ),
  );
});
