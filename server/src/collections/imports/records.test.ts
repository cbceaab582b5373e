import { afterAll, beforeAll, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { openArchive, writeWorkbook } from "../../object-formats/index.ts";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../testing.ts";

let world: CollectionWorld;
type Run = {
  id: string;
  columns: string[];
  mapping: Record<string, string | null>;
  rowsTotal: number;
  code?: string;
};

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const given = { member: "JINHE", slug: "letters", template: "archives", name: { en: "Letters" } };
  expect((await world.ask("desk", "POST /collections", given)).status).toBe(201);
}, 180_000);
afterAll(() => world.whole.close());

const upload = async (content: Buffer | string): Promise<Run> =>
  (await world.upload("desk", "letters", Buffer.from(content))).body as never as Run;
async function bring({ id, mapping }: Run): Promise<{ created: number; refused: number }> {
  await world.ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  const { body } = await world.ask("desk", "GET /collections/letters/imports");
  return (body.items as never as { id: string; created: number; refused: number }[]).find(
    (run) => run.id === id,
  )!;
}

const EAD = `<ead><archdesc level="fonds"><did><unittitle>Papers of Zhou</unittitle><unitid>Z</unitid><unitdate>1901</unitdate></did>
<dsc><c level="file" id="z1"><did><unittitle>To Lin Mo</unittitle></did></c></dsc></archdesc></ead>`;

test("a finding aid comes in like a table: columns proposed, tried, brought in", async () => {
  const run = await upload(EAD);
  expect(run).toMatchObject({ rowsTotal: 2 });
  expect(run.mapping).toMatchObject({ identifier: "identifier", title: "title" });
  expect(await bring(run)).toMatchObject({ created: 2, refused: 0 });
});

test("the workbook that is downloaded from a collection comes back filled in", async () => {
  const reply = await world.whole.app.inject({
    url: "/staff-files/collections/letters/template.xlsx?language=en",
    headers: world.whole.headers.desk,
  });
  expect(reply.statusCode).toBe(200);
  const archive = await openArchive(reply.rawPayload);
  const sheet = await archive.files.find((file) => file.path.endsWith("sheet1.xml"))!.read();
  const headings = [...sheet.toString().matchAll(/preserve">([^<]*)</g)].map((found) => found[1]!);
  expect(headings[0]).toBe("Identifier");
  const filled = headings.map((heading) =>
    heading === "Identifier" ? "007" : heading === "Title" ? "A note" : "",
  );
  const run = await upload(
    writeWorkbook(
      "x",
      headings.map((heading) => ({ heading })),
      [filled],
    ),
  );
  expect(await bring(run)).toMatchObject({ created: 1, refused: 0 });
  for (const side of ["nobody", "reader"] as const) {
    const wrong = await world.whole.app.inject({
      url: "/staff-files/collections/letters/template.xlsx",
      headers: world.whole.headers[side],
    });
    expect(wrong.statusCode).toBeGreaterThan(400);
  }
});

test("a METS file in an archive describes its pictures, with the words of ALTO beside them", async () => {
  const mets = `<mets OBJID="M7"><dmdSec ID="D"><mdWrap><xmlData><mods><titleInfo><title>Diary</title></titleInfo></mods></xmlData></mdWrap></dmdSec>
<fileSec><fileGrp USE="IMG"><file><FLocat href="img/p1.jpg"/></file><file><FLocat href="img/p2.jpg"/></file></fileGrp></fileSec></mets>`;
  const alto = '<alto><TextLine><String CONTENT="snowfall"/></TextLine></alto>';
  const run = await upload(
    zipOf([
      { path: "mets.xml", content: mets },
      { path: "img/p1.jpg", content: await scan() },
      { path: "img/p2.jpg", content: await scan(80, 80, 100) },
      { path: "img/p2.xml", content: alto },
    ]),
  );
  expect(await bring(run)).toMatchObject({ created: 1, refused: 0, files: 2 });
  await world.ask("desk", "POST /collections/letters/revisions", { version: 1 });
  expect((await world.page("nobody", "/en/collections/letters/search?q=snowfall")).html).toContain("Diary");
});

test.each([
  [
    "a picture with a script",
    '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
    "import-file-kind",
  ],
  ["a page", "<!doctype html><html><body>x</body></html>", "import-file-kind"],
  ["JSON of no kind", '{"a": 1}', "import-file-kind"],
  ["a finding aid that is cut off", EAD.slice(0, 120), "import-records-wrong"],
  [
    "a finding aid with entities of its own",
    `<!DOCTYPE ead [<!ENTITY x "y">]>${EAD}`,
    "import-records-wrong",
  ],
  [
    "a manifest that is cut off",
    '{"@context": "http://iiif.io/api/presentation/3/context.json", "id"',
    "import-records-wrong",
  ],
])("%s is refused by name", async (_what, content, code) => {
  expect((await upload(content)).code).toBe(code);
});

test("broken files inside an archive are refused row by row, by their names", async () => {
  const parts = [
    ["a.pdf", Buffer.from("%PDF-1.4\nnever ends")],
    ["b.tif", Buffer.from("II*\0\x08\0\0\0garbage")],
    ["c.svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>")],
    ["d.glb", Buffer.from("glTF\x02\0\0\0\xff\xff\0\0")],
    ["e.jpg", await scan()],
  ] as const;
  const list = ["identifier,title,files", ...parts.map(([name]) => `${name},${name},${name}`)].join("\n");
  const run = await upload(
    zipOf([{ path: "list.csv", content: list }, ...parts.map(([path, content]) => ({ path, content }))]),
  );
  expect(await bring(run)).toMatchObject({ created: 1, refused: 4 });
  const { body } = await world.ask("desk", `GET /collection-imports/${run.id}/errors`);
  expect(
    (body.items as never as { code: string; detail: string }[]).map((one) => `${one.code} ${one.detail}`),
  ).toEqual(["file-damaged a.pdf", "file-damaged b.tif", "file-kind c.svg", "file-damaged d.glb"]);
});
