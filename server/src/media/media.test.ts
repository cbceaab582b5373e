import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedAddress } from "../assets/index.ts";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { cameraJpeg } from "../kernel/images/testing-pictures.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { multipart, multipartOf } from "../kernel/testing-doors.ts";
import { fixedClock } from "../kernel/time.ts";
import { findPrograms, readTsv } from "./programs.ts";
import { documentsSubscriber, readingJobs } from "./readings.ts";

let world: CollectionWorld;
let number: number;
let files: { id: string; type: string }[];
let readAll: () => Promise<void>;

async function paper(leaves: readonly string[]): Promise<Buffer> {
  const made = new PDFDocument({ size: "A6" });
  const stream = made.pipe(new PassThrough());
  for (const [at, text] of leaves.entries()) {
    if (at > 0) made.addPage();
    made.text(text);
    made.outline.addItem(`§ ${text}`);
  }
  made.end();
  return await buffer(stream);
}

const VTT = "WEBVTT\n\nNOTE chapters\n00:00 Begin\n\n00:00.000 --> 00:01.000\nThe kingfisher calls\n";

function silence(): Buffer {
  const head = Buffer.alloc(44 + 8000);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + 8000, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(8000, 40);
  return head;
}

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const { ask, whole } = world;
  const config = readConfig({ COMMONSHELF_DATA: whole.folder, COMMONSHELF_DEMO: "off" });
  const clock = fixedClock("2026-11-21T04:00:00Z");
  const jobs = readingJobs({ ...whole.database, clock, config });
  readAll = async () => {
    await drainOutbox(whole.database.db, [documentsSubscriber]);
    const { rows } = await whole.database.pool.query(
      "select file_id from media.reading where state = 'waiting'",
    );
    const fileIds = rows.map((row: { file_id: string }) => row.file_id);
    await jobs["media-read"]!({ fileIds, languages: ["eng"] });
  };
  await ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "box",
    template: "things",
    name: { en: "Box" },
  });
  const words = await sharp({
    create: { width: 900, height: 200, channels: 3, background: "#ffffff" },
  })
    .composite([{ input: { text: { text: "WILLOW ISLET", font: "sans", dpi: 400 } } }])
    .png()
    .toBuffer();
  const taken = await world.upload(
    "desk",
    "box",
    zipOf([
      { path: "list.csv", content: "identifier,title,files\nB1,Box one,b1" },
      { path: "b1/1.jpg", content: await scan() },
      { path: "b1/2.wav", content: silence() },
      { path: "b1/2.vtt", content: VTT },
      { path: "b1/3.pdf", content: await paper(["A cover", "Herons by the river", "Herons again"]) },
      { path: "b1/4.png", content: words },
    ]),
  );
  const { id, mapping } = taken.body as never as { id: string; mapping: object };
  await ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  await ask("desk", "POST /collections/box/revisions", { version: 1 });
  const { rows } = await whole.database.pool.query(
    `select o.number::int, p.file_id as id, f.media_type as type from collections.object o
     join collections.page p on p.object_id = o.id join assets.file f on f.id = p.file_id order by p.place`,
  );
  number = (rows[0] as { number: number }).number;
  files = rows as { id: string; type: string }[];
}, 180_000);
afterAll(() => world.whole.close());

const of = (type: string): string => files.find((file) => file.type === type)!.id;

test("what is said in a recording is found, shown line by line, and served as captions to whoever may hear it", async () => {
  const page = await world.page("nobody", `/en/objects/${number}?q=kingfisher`);
  expect(page.html).toContain("The kingfisher calls");
  expect(page.html).toContain(`#recording-2`);
  expect(page.html).toMatch(/data-at="0"/);
  const found = await world.page("nobody", "/en/collections/box/search?q=kingfisher");
  expect(found.html).toContain("Box one");
  const captions = await world.page("nobody", `/media/${of("audio/wav")}/captions.vtt`);
  expect(captions.html).toBe("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nThe kingfisher calls\n");
  expect((await world.page("nobody", `/media/${of("audio/wav")}/chapters.vtt`)).html).toContain("Begin");
  expect((await world.page("nobody", `/media/${of("image/jpeg")}/captions.vtt`)).status).toBe(404);
  expect((await world.page("nobody", "/media/none/captions.vtt")).status).toBe(404);
  const manifest = JSON.parse((await world.page("nobody", `/iiif/manifests/${number}`)).html) as {
    items: { duration?: number }[];
  };
  expect(manifest.items[1]!.duration).toBe(1);
});

test("a document is read when it comes, and a hit opens the page it stands on", async () => {
  const before = await world.page("nobody", `/en/objects/${number}/documents/3`);
  // It stands in the face of its collection, as every page of an object does.
  expect(before.html).toContain('class="col-band"');
  expect(before.html).toContain("still being read");
  await readAll();
  const object = await world.page("nobody", `/en/objects/${number}?q=herons`);
  expect(object.html).toContain(`/en/objects/${number}/documents/3?page=2&amp;q=herons`);
  const leaf = await world.page("nobody", `/en/objects/${number}/documents/3?page=2&q=herons`);
  expect(leaf.html).toContain("<mark>Herons</mark>");
  expect(
    [...leaf.html.matchAll(/href="[^"]*page=(\d)[^"]*"( aria-current="location")?><span>(§ [^<]*)</g)].map(
      (one) => one.slice(1),
    ),
  ).toEqual([
    ["1", undefined, "§ A cover"],
    ["2", ' aria-current="location"', "§ Herons by the river"],
    ["3", undefined, "§ Herons again"],
  ]);
  expect(leaf.html).toMatch(/rel="next"[^>]*page=3|page=3[^>]*rel="next"/);
  expect((await world.page("nobody", `/en/objects/${number}/documents/3?q=herons`)).html).toContain(
    'data-page="2"',
  );
  expect((await world.page("nobody", `/en/objects/${number}/documents/3?page=99`)).html).toContain(
    'data-page="3"',
  );
  expect((await world.page("nobody", `/en/objects/${number}/documents/1`)).status).toBe(404);
  expect((await world.page("nobody", `/en/objects/999999/documents/1`)).status).toBe(404);
});

test("a document that nobody can read is noted and opens all the same", async () => {
  const { pool } = world.whole.database;
  await pool.query("update assets.file set key = replace(key, '.pdf', 'x.pdf') where id = $1", [
    of("application/pdf"),
  ]);
  await pool.query("update media.reading set state = 'waiting' where file_id = $1", [of("application/pdf")]);
  await readAll();
  const { rows } = await pool.query("select state, problem from media.reading where file_id = $1", [
    of("application/pdf"),
  ]);
  expect(rows).toEqual([{ state: "failed", problem: "the original is gone" }]);
  await pool.query("update assets.file set key = replace(key, 'x.pdf', '.pdf')");
});

test("viewers fetch everything from this site, and a model's page says its own policy", async () => {
  const { app } = world.whole;
  const leaf = await world.page("nobody", `/en/objects/${number}/documents/3`);
  const script = /data-script="([^"]+)"/.exec(leaf.html)![1]!;
  const worker = /data-worker="([^"]+)"/.exec(leaf.html)![1]!;
  for (const url of [
    script,
    worker,
    "/media-assets/cmaps/UniGB-UCS2-H.bcmap",
    "/media-assets/draco/draco_decoder.wasm",
  ])
    expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 200]);
  for (const url of [
    "/media-assets/cmaps/..%2f..%2fpackage.json",
    "/media-assets/none/a.js",
    "/media-assets/document.0.js",
  ])
    expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 404]);
  expect((await world.page("nobody", `/en/models/${of("image/jpeg")}`)).status).toBe(404);
});

test("where no such program is installed, who asks for its work is told which", async () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  try {
    for (const [work, program] of [
      ["readings", "tesseract"],
      ["playings", "ffmpeg"],
    ] as const)
      expect(await world.ask("desk", `POST /collection-objects/${number}/${work}`, {})).toMatchObject({
        status: 503,
        body: { code: "media-program-missing", params: { program } },
      });
    const titlePage = await world.whole.app.inject({
      method: "POST",
      url: "/api/v1/title-page-readings",
      headers: { ...world.whole.headers.desk, ...multipart },
      payload: multipartOf(await cameraJpeg()),
    });
    expect(titlePage.json()).toMatchObject({ status: 503, code: "media-program-missing" });
  } finally {
    process.env.PATH = PATH;
  }
});

test("pictures are read where the program is installed; where it is not, the curator is told", async () => {
  const { tesseract } = await findPrograms();
  const reply = await world.ask("desk", `POST /collection-objects/${number}/readings`, {
    languages: ["eng"],
  });
  expect((await world.ask("desk", "GET /media-programs")).body.tesseract).toBe(tesseract);
  if (tesseract === null) {
    expect(reply.body.code).toBe("media-program-missing");
    return;
  }
  expect(reply.body).toMatchObject({ waiting: 2 });
  await readAll();
  const { body } = await world.ask("desk", `GET /collection-objects/${number}/readings`);
  expect(body).toMatchObject({ waiting: 0, done: 2, failed: 1 });
  expect((await world.page("nobody", "/en/collections/box/search?q=willow")).html).toContain("Box one");
});

test("a title page is read where the program is installed, for cataloguers; where it is not, they are told", async () => {
  const { app, headers } = world.whole;
  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#fff" } })
    .jpeg()
    .toBuffer();
  const read = async (who: Record<string, string> | undefined, bytes: Buffer) => {
    const reply = await app.inject({
      method: "POST",
      url: "/api/v1/title-page-readings",
      headers: { ...who, ...multipart },
      payload: multipartOf(bytes),
    });
    return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
  };
  expect((await read(undefined, picture)).status).toBe(401);
  expect((await read(headers.reader, picture)).status).toBe(403);
  const { tesseract } = await findPrograms();
  if (tesseract === null) {
    expect(await read(headers.desk, picture)).toMatchObject({
      status: 503,
      body: { code: "media-program-missing", params: { program: "tesseract" } },
    });
    return;
  }
  expect(await read(headers.desk, picture)).toMatchObject({
    status: 200,
    body: { text: "", book: { title: "" } },
  });
  expect(await read(headers.desk, Buffer.from("no picture"))).toMatchObject({
    status: 415,
    body: { code: "picture-kind" },
  });
});

test("a table of recognised words becomes lines, Han without blanks, with how sure the program is", () => {
  const row = (line: number, word: string, sure: number): string =>
    ["5", "1", "1", "1", line, "1", 0, 0, 9, 9, sure, word].join("\t");
  const table = [
    "level\tpage",
    row(1, "柳", 90),
    row(1, "洲", 80),
    row(2, "two", 70),
    row(2, "words", 60),
    "4\t1",
  ];
  expect(readTsv(table.join("\n"))).toEqual({ text: "柳洲\ntwo words", confidence: 75 });
  expect(readTsv("level\n")).toEqual({ text: "", confidence: null });
});

test("a signed address opens a file that is closed, until it ends, and nothing else", async () => {
  const { pool } = world.whole.database;
  const id = of("application/pdf");
  await pool.query("update assets.file set open_to = 'readers', embargo_until = '2199-01-01' where id = $1", [
    id,
  ]);
  const made = await world.ask("desk", `POST /collection-objects/${number}/links`, { days: 1 });
  const { items } = made.body as never as { items: { name: string; address: string }[] };
  expect([made.status, items.length]).toEqual([201, files.length]);
  const { address } = items.find((one) => one.address.includes(id))!;
  const status = async (url: string) => (await world.page("nobody", url)).status;
  expect(await status(`/files/${id}`)).toBe(403);
  expect(await status(address)).toBe(200);
  expect(await status(address.replace(id, of("audio/wav")))).toBe(200);
  await pool.query("update assets.file set open_to = 'readers' where id = $1", [of("audio/wav")]);
  expect(await status(address.replace(id, of("audio/wav")))).toBe(403);
  await pool.query("update assets.file set open_to = 'everyone' where id = $1", [of("audio/wav")]);
  expect(await status(address.replace(/until=\d/, "until=9"))).toBe(403);
  expect(await status(address.replace(/signature=../, "signature=xx"))).toBe(403);
  const ended = await signedAddress(world.whole.database.db, id, new Date("2026-11-21T04:00:00Z"));
  expect(await status(ended)).toBe(403);
  await pool.query("update assets.file set open_to = 'nobody' where id = $1", [id]);
  expect(await status(address)).toBe(404);
  await pool.query("update assets.file set open_to = 'everyone', embargo_until = null where id = $1", [id]);
  for (const days of [0, 15])
    expect((await world.ask("desk", `POST /collection-objects/${number}/links`, { days })).status).toBe(400);
  const ask = async (side: "reader" | "nobody") =>
    (await world.ask(side, `POST /collection-objects/${number}/links`, { days: 1 })).status;
  expect([await ask("reader"), await ask("nobody")]).toEqual([403, 401]);
  expect((await world.ask("desk", "POST /collection-objects/999999/links", { days: 1 })).body.code).toBe(
    "object-unknown",
  );
});

test("of low resolution: whoever is not signed in is told no words of documents and recordings, nor led to them", async () => {
  const { items } = (await world.ask("desk", "GET /collections/box/objects")).body as never as {
    items: { number: number; version: number }[];
  };
  const { version } = items.find((one) => one.number === number)!;
  const set = async (access: string | null, at: number): Promise<void> =>
    expect(
      (await world.ask("desk", `PATCH /collection-objects/${number}`, { version: at, access })).status,
    ).toBe(200);
  const of = async (side: "nobody" | "reader", q: string) =>
    (await world.page(side, `/en/objects/${number}?q=${q}`)).html;
  await set("low-resolution", version);
  const small = `${await of("nobody", "herons")} ${await of("nobody", "kingfisher")}`;
  for (const kept of [" by the river", "calls", `/en/objects/${number}/documents/3`]) {
    expect(small).not.toContain(kept);
    expect(`${await of("reader", "herons")} ${await of("reader", "kingfisher")}`).toContain(kept);
  }
  expect((await world.page("nobody", `/en/objects/${number}/documents/3`)).status).toBe(403);
  await set(null, version + 1);
});

test("only cataloguers of the object's library have it read", async () => {
  for (const side of ["nobody", "reader"] as const) {
    expect((await world.ask(side, `POST /collection-objects/${number}/readings`, {})).status).toBeGreaterThan(
      400,
    );
    expect((await world.ask(side, "GET /media-programs")).status).toBeGreaterThan(400);
  }
  expect((await world.ask("desk", "POST /collection-objects/999999/readings", {})).body.code).toBe(
    "object-unknown",
  );
  expect((await world.ask("desk", "GET /collection-objects/999999/readings")).body.code).toBe(
    "object-unknown",
  );
});
