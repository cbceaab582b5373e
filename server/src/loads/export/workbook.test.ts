import { mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openPromise } from "yauzl";
import { writeWorkbook } from "./workbook.ts";

async function partsOf(path: string): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  return parts;
}
async function* rowsOf(...rows: string[][]): AsyncGenerator<string[]> {
  yield* rows;
}
const fileIn = async (): Promise<string> =>
  join(await mkdtemp(join(tmpdir(), "commonshelf-xlsx-")), "a.xlsx");

test("rows become a sheet of texts, whatever stands in them", async () => {
  const path = await fileIn();
  await writeWorkbook(
    path,
    rowsOf(["题名", "isbn"], ["<灯> & \u0001\ud800书", "0123456789"], ["=SUM(A1)", " 空 "]),
  );
  const parts = await partsOf(path);
  expect([...parts.keys()].sort()).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
  ]);
  const sheet = parts.get("xl/worksheets/sheet1.xml")!;
  const cells = [...sheet.matchAll(/<c t="inlineStr"><is><t xml:space="preserve">([^<]*)<\/t><\/is><\/c>/g)];
  expect(cells.map((one) => one[1])).toEqual([
    "题名",
    "isbn",
    "&lt;灯&gt; &amp; 书",
    "0123456789",
    "=SUM(A1)",
    " 空 ",
  ]);
  expect(sheet.match(/<row>/g)).toHaveLength(3);
});

test("a sheet that is full is said so; a cell holds what it can", async () => {
  const path = await fileIn();
  await writeWorkbook(path, rowsOf(["a"], ["b"]), 2);
  await expect(writeWorkbook(path, rowsOf(["a"], ["b"], ["c"]), 2)).rejects.toMatchObject({
    code: "export-too-long",
  });
  await writeWorkbook(path, rowsOf(["x".repeat(40_000)]));
  expect((await partsOf(path)).get("xl/worksheets/sheet1.xml")!.match(/x{1000,}/)![0].length).toBe(32_767);
  expect((await stat(path)).mode & 0o77).toBe(0);
});
