import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readMapping, readTable } from "./table-file.ts";

const folder = mkdtempSync(join(tmpdir(), "commonshelf-table-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const shape = {
  columns: { number: ["学号"], name: ["姓名"], email: [] },
  needed: ["number", "name"] as const,
};
const read = (bytes: string | Buffer, map: string[] = []) => {
  const path = join(folder, "list.csv");
  writeFileSync(path, bytes);
  return readTable(path, shape, readMapping(map, shape));
};
const one = [{ line: 2, number: "1", name: "张三", email: null }];

/** 学号,姓名 / 1,张三 in GB18030. */
const GB = Buffer.from([
  0xd1, 0xa7, 0xba, 0xc5, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0d, 0x0a, 0x31, 0x2c, 0xd5, 0xc5, 0xc8, 0xfd, 0x0d,
  0x0a,
]);

test.each<[string, string | Buffer, string[]]>([
  ["commas", "number,name\n1,张三\n", []],
  ["a byte order mark and CRLF", "\uFEFFnumber,name\r\n1,张三\r\n", []],
  ["Excel's semicolons", "Number;Name;Email\r\n1;张三;\r\n", []],
  ["tabs", "number\tname\n1\t张三", []],
  ["GB18030", GB, []],
  [
    "UTF-16 with a mark",
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("number,name\n1,张三\n", "utf16le")]),
    [],
  ],
  ["quotation marks", '"number","name"\n"1"," 张三 "\n', []],
  ["columns of other names", "id,full name\n1,张三\n", ["number=id", "name=Full Name"]],
])("a list with %s is read", async (_what, bytes, map) => {
  expect(await read(bytes, map)).toEqual(one);
});

test("a line of its own is told for each row, also after one that runs over two and after sep=;", async () => {
  const rows = await read('sep=;\nnumber;name\n1;"a\nb"\n\n2;"c; ""d"""\n');
  expect(rows.map(({ line, number, name }) => [line, number, name])).toEqual([
    [3, "1", "a\nb"],
    [5, "2", 'c; "d"'],
  ]);
});

test("a column that is missing, and a quotation mark that is never closed, are named", async () => {
  await expect(read("number\n1\n")).rejects.toMatchObject({
    code: "column-missing",
    params: { columns: "name" },
  });
  await expect(read("number,name\n1,x\n", ["email=mail"])).rejects.toMatchObject({
    params: { columns: "mail" },
  });
  await expect(read('number,name\n1,"x\n')).rejects.toMatchObject({ code: "table-broken" });
  expect(() => readMapping(["colour=red"], shape)).toThrow("fields: number, name, email");
});
