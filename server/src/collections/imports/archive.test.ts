import { expect, test } from "vitest";
import { readPageText } from "../../assets/index.ts";
import { indexFiles, openArchive, readTable, rowsOfFolders } from "../../object-formats/index.ts";
import { zipOf } from "../testing.ts";

test("names are read as their systems wrote them, and what systems put beside is passed over", async () => {
  const gbk = Buffer.from([0xb9, 0xc5, 0xbc, 0xae, 0x2e, 0x6a, 0x70, 0x67]);
  const { files, close } = await openArchive(
    zipOf([
      { path: gbk, content: "a" },
      { path: "善本\\一.jpg", content: "b", method: 8 },
      { path: "__MACOSX/x", content: "c" },
      { path: "a/.DS_Store", content: "d" },
      { path: "a/Thumbs.db", content: "e" },
    ]),
  );
  expect(files.map((file) => file.path)).toEqual(["古籍.jpg", "善本/一.jpg"]);
  expect((await files[1]!.read()).toString()).toBe("b");
  close();
});

test.each<[string, Buffer, string]>([
  ["upwards", zipOf([{ path: "../../etc/passwd", content: "x" }]), "import-path-wrong"],
  ["upwards by the other slash", zipOf([{ path: "a\\..\\..\\b", content: "x" }]), "import-path-wrong"],
  ["absolute", zipOf([{ path: "/etc/passwd", content: "x" }]), "import-path-wrong"],
  ["with a drive", zipOf([{ path: "C:/x", content: "x" }]), "import-path-wrong"],
  ["with a line end", zipOf([{ path: "a\nb", content: "x" }]), "import-path-wrong"],
  [
    "packed too tightly",
    zipOf([{ path: "a.txt", content: Buffer.alloc(8_000_000), method: 8 }]),
    "import-archive-large",
  ],
  ["no archive", Buffer.from("PK\x03\x04 nothing"), "import-archive-wrong"],
])("an archive is refused: %s", async (_why, bytes, code) => {
  await expect(openArchive(bytes)).rejects.toMatchObject({ code });
});

test("a file that says another size than it has is refused when it is read", async () => {
  const { files, close } = await openArchive(
    zipOf([{ path: "a.txt", content: "abcdef", method: 8, sizeSaid: 3 }]),
  );
  await expect(files[0]!.read()).rejects.toMatchObject({ code: "import-archive-wrong" });
  close();
});

const file = (path: string) => ({ path, bytes: 1, read: async () => Buffer.from(path) });

test("files are found by path, name, stem, folder and identifier, pages in the order people count", async () => {
  const index = await indexFiles(
    ["g1/10.jpg", "g1/9.jpg", "g1/9.xml", "G2-001.TIF", "G2-002.tif", "x/y/cover.png", "list.csv"].map(file),
  );
  const paths = (files: { path: string }[]) => files.map((one) => one.path);
  expect(index.table?.path).toBe("list.csv");
  expect(paths(index.find("g1"))).toEqual(["g1/9.jpg", "g1/10.jpg"]);
  expect(paths(index.find("cover"))).toEqual(["x/y/cover.png"]);
  expect(paths(index.find("y/"))).toEqual(["x/y/cover.png"]);
  expect(paths(index.find("G1\\9.JPG"))).toEqual(["g1/9.jpg"]);
  expect(paths(index.ofIdentifier("G2"))).toEqual(["G2-001.TIF", "G2-002.tif"]);
  expect(index.find("nothing")).toEqual([]);
  expect(index.textOf(index.find("g1/9.jpg")[0]!)?.path).toBe("g1/9.xml");
});

test("words of a page are found beside it, in a folder for words and by the picture they name", async () => {
  const page = (picture: string): string =>
    `<PcGts>\n<Page\n imageFilename="OCR-D-IMG/${picture}" imageWidth="9">`;
  const alto =
    "<alto><sourceImageInformation><fileName>C:\\scans\\B2.tif</fileName></sourceImageInformation>";
  const parts: [string, string][] = [
    ["INPUT_0017.tif", ""],
    ["PAGE_0017_PAGE.xml", page("INPUT_0017.tif")],
    ["b/B2.TIF", ""],
    ["b/words-of-two.xml", alto],
    ["c/0001.tif", ""],
    ["c/page/0001.xml", page("renamed.tif")],
    ["d.tif", ""],
    ["d.tif.xml", "<PcGts>"],
    ["about.xml", "<mods/>"],
  ];
  const files = parts.map(([path, text]) => ({
    path,
    bytes: text.length,
    read: async () => Buffer.from(text),
  }));
  const index = await indexFiles(files);
  expect(index.media.map((one) => [one.path, index.textOf(one)?.path])).toEqual([
    ["b/B2.TIF", "b/words-of-two.xml"],
    ["c/0001.tif", "c/page/0001.xml"],
    ["d.tif", "d.tif.xml"],
    ["INPUT_0017.tif", "PAGE_0017_PAGE.xml"],
  ]);
  expect(index.records.map((one) => one.path)).toEqual(["about.xml"]);
});

test("of two volumes with pages of one name each has its own words; what is beside a page comes first, and none is a record", async () => {
  const page = (picture: string): string => `<pc:Page imageFilename='${picture}' imageWidth="9">`;
  const parts: [string, string][] = [
    ["v1/0001.jpg", ""],
    ["v1/words/a.xml", page("0001.jpg")],
    ["v1/b.xml", page("0001.jpg")],
    ["v2/0001.jpg", ""],
    ["v2/page/c.xml", page("0001.jpg")],
    ["home/0002.jpg", ""],
    ["homepage/0002.txt", ""],
    ["卷&一.jpg", ""],
    ["d.xml", "<ns:alto xmlns:ns='x'><ns:fileName>&#x5377;&amp;一.jpg</ns:fileName>"],
    ["scan.jpg", ""],
    ["alto/scan.xml", ""],
    ["scan.txt", ""],
    ["scan.xml", ""],
  ];
  const files = parts.map(([path, text]) => ({
    path,
    bytes: text.length,
    read: async () => Buffer.from(text),
  }));
  const index = await indexFiles(files);
  const words = Object.fromEntries(index.media.map((one) => [one.path, index.textOf(one)?.path ?? null]));
  expect(words).toEqual({
    "v1/0001.jpg": "v1/b.xml",
    "v2/0001.jpg": "v2/page/c.xml",
    "home/0002.jpg": null,
    "卷&一.jpg": "d.xml",
    "scan.jpg": "scan.xml",
  });
  expect(index.records.map((one) => one.path)).toEqual([]);
});

test("an archive without a table is an object per folder, and per file that lies in none", async () => {
  const rows = async (...paths: string[]) =>
    rowsOfFolders(await indexFiles(paths.map(file))).map((row) => [row.name, row.files]);
  expect(await rows("书/1.jpg", "书/2.jpg", "单页.jpg")).toEqual([
    ["书", "书"],
    ["单页", "单页.jpg"],
  ]);
  expect(await rows("box/a.jpg", "box/b.jpg")).toEqual([
    ["a", "box/a.jpg"],
    ["b", "box/b.jpg"],
  ]);
});

test("a table is read however its office saved it", () => {
  const rows = (bytes: Buffer) => readTable(bytes).rows.map((row) => row.cells);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("题名\t年\r\n志\t1782", "utf16le")]);
  expect(rows(utf16)).toEqual([{ 题名: "志", 年: "1782" }]);
  expect(rows(Buffer.from('\ufeff题名;年\n"志;一";1782\n;\n'))).toEqual([{ 题名: "志;一", 年: "1782" }]);
  expect(rows(Buffer.from([0xcc, 0xe2, 0x0a, 0xd6, 0xbe]))).toEqual([{ 题: "志" }]);
  expect(readTable(Buffer.from("a,a,\n1,2,3")).columns).toEqual(["a", "#2", "#3"]);
  expect(() => readTable(Buffer.from("a\0b"))).toThrow(/import-table-wrong/);
  expect(() => readTable(Buffer.from(`a\n${"x\n".repeat(200_001)}`))).toThrow(/import-rows-many/);
  expect(readTable(Buffer.from(`a\n${"x\n".repeat(200_000)}`)).rows).toHaveLength(200_000);
});

test.each<[string, string]>([
  ["plain\u0001 text", "plain text"],
  [
    '<?xml version="1.0"?><alto><TextLine><String CONTENT="城西"/><String CONTENT="有洲"/></TextLine><TextLine><String CONTENT="a"/><String CONTENT="b &amp; c"/></TextLine></alto>',
    "城西有洲\na b & c",
  ],
  [
    "<PcGts><TextLine><Word><TextEquiv><Unicode>x</Unicode></TextEquiv></Word><TextEquiv><Unicode>柳洲</Unicode></TextEquiv></TextLine></PcGts>",
    "柳洲",
  ],
  [
    '<html><head><title>t</title></head><body class="ocr_page"><span class="ocr_line"><span class="ocrx_word">one</span> <span>two</span></span></body></html>',
    "one two",
  ],
  ['<?xml version="1.0"?><other>words</other>', ""],
  ["<html><script>alert(1)</script><body>seen</body></html>", "seen"],
])("the words of a page are read: %s", (source, text) => {
  expect(readPageText(Buffer.from(source))).toBe(text);
});
