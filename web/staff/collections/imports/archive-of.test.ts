import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTable } from "../../../../server/src/object-formats/index.ts";
import { archiveOf, fits, isLoose } from "./archive-of.ts";

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const inFolder = (path: string, content: BlobPart, type: string): File => {
  const file = new File([content], path.slice(path.lastIndexOf("/") + 1), { type });
  return Object.defineProperty(file, "webkitRelativePath", { value: path });
};

test("a folder of scans with its table is packed so that the server finds every file of every row", async () => {
  const files = [
    inFolder("沙洲/清单.csv", "编号,题名,文件\r\nS1,札記一,卷一\r\nS2,札記二,卷二", "text/csv"),
    ...["卷一/1.jpg", "卷一/2.jpg", "卷二/1.jpg"].map((name) =>
      inFolder(`沙洲/${name}`, new Uint8Array(JPEG), "image/jpeg"),
    ),
    inFolder("沙洲/卷一/2.txt", "是夜渡口無月", "text/plain"),
  ];
  const done: number[] = [];
  const archive = await archiveOf(files, (one) => done.push(one));
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-packed-"));
  try {
    const path = join(folder, "a.zip");
    await writeFile(path, Buffer.from(await archive.arrayBuffer()));
    const opened = await openTable(path);
    expect(opened.rows.map((row) => row.cells)).toEqual([
      { 编号: "S1", 题名: "札記一", 文件: "卷一" },
      { 编号: "S2", 题名: "札記二", 文件: "卷二" },
    ]);
    const [first, second] = opened.files!.find("卷一");
    expect(await first!.read()).toEqual(JPEG);
    expect((await opened.files!.textOf(second!)!.read()).toString()).toBe("是夜渡口無月");
    expect(opened.files!.find("卷二").length).toBe(1);
    opened.close();
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

test("what is one table or one archive already is handed in as it is; more than an archive holds is told before", () => {
  const table = new File(["a"], "a.csv", { type: "text/csv" });
  const scan = new File(["a"], "a.jpg", { type: "image/jpeg" });
  expect([isLoose([table]), isLoose([scan]), isLoose([table, scan])]).toEqual([false, true, true]);
  const large = Object.defineProperty(new File([], "a.tif"), "size", { value: 2 ** 31 });
  expect([fits([large]), fits([large, large])]).toEqual([true, false]);
  expect(fits(Array.from({ length: 65_536 }, () => scan))).toBe(false);
});
