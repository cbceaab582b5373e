import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { fixedClock } from "../kernel/time.ts";
import { openArchive } from "../object-formats/index.ts";
import { takeInJobs } from "./take-in.ts";

let world: CollectionWorld;
let work: (id: string) => Promise<void>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const { ask, whole } = world;
  const config = readConfig({ COMMONSHELF_DATA: whole.folder, COMMONSHELF_DEMO: "off" });
  const jobs = takeInJobs({ ...whole.database, clock: fixedClock("2026-11-21T04:00:00Z"), config });
  work = async (id) => await jobs["collections-take-in"]!({ id });
  await ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "shots",
    template: "photographs",
    name: { en: "Shots" },
  });
  const parts = await Promise.all(
    [1, 2, 3].map(async (n) => ({ path: `p${n}.jpg`, content: await scan(60, 40, 90 + n * 40) })),
  );
  const table = [
    "identifier,title,files,text",
    ...[1, 2, 3].map((n) => `P${n},Shot ${n},p${n}.jpg,words ${n}`),
  ];
  const taken = await world.upload(
    "desk",
    "shots",
    zipOf([{ path: "l.csv", content: table.join("\n") }, ...parts]),
  );
  const { id, mapping } = taken.body as never as { id: string; mapping: object };
  await ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  const { items } = (await ask("desk", "GET /collections/shots/objects")).body as never as {
    items: { number: number; version: number }[];
  };
  const { body } = await ask("desk", "GET /collections/shots/draft");
  const draft = body as never as { version: number; config: Record<string, unknown> };
  const topic = {
    key: "one",
    name: { en: "One" },
    conditions: [],
    included: [items[1]!.number],
    excluded: [],
  };
  const set = {
    ...draft.config,
    featured: [{ object: items[2]!.number, note: { en: "Look" } }],
    topics: [topic],
  };
  const { version } = draft;
  await ask("desk", "PUT /collections/shots/draft", { version, config: set });
  await ask("desk", "POST /collections/shots/revisions", { version: version + 1 });
  await ask("desk", "PUT /collections/shots/draft", {
    version: version + 1,
    config: { ...set, intro: { en: "Only drafted" } },
  });
  const first = items[0]!;
  const path = `/collection-objects/${first.number}/arrangement`;
  const lain = (await ask("desk", `GET ${path}`)).body as never as { pages: { file: string }[] };
  const laid = await ask("desk", `PUT ${path}`, {
    version: 0,
    direction: "right-to-left",
    pages: [{ file: lain.pages[0]!.file, label: "1a" }],
    sections: [{ depth: 0, kind: "juan", label: "卷一", first: 1 }],
  });
  expect(laid.status).toBe(200);
  const belongs = await ask("desk", `PUT /collection-objects/${first.number}/parent`, { parent: "P3" });
  expect(belongs.status).toBe(200);
  const closing = { version: first.version, access: "readers", embargoUntil: "2199-01-01" };
  await ask("desk", `PATCH /collection-objects/${first.number}`, closing);
  await ask("desk", `PUT /collection-objects/${items[1]!.number}/state`, { state: "withdrawn" });
  await guest();
}, 180_000);
afterAll(() => world.whole.close());

/** An object of another collection stands in this one. */
async function guest(): Promise<void> {
  const { ask } = world;
  await ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "rest",
    template: "things",
    name: { en: "Rest" },
  });
  const values = { title: ["A bell"] };
  const made = (await ask("desk", "POST /collections/rest/objects", { identifier: "R", values }))
    .body as never as {
    number: number;
  };
  await ask("desk", `PUT /collection-objects/${made.number}/state`, { state: "published" });
  const { version } = (await ask("desk", "GET /collections/rest/draft")).body;
  await ask("desk", "POST /collections/rest/revisions", { version });
  expect((await ask("desk", "POST /placings", { into: "shots", number: made.number })).status).toBe(201);
}

async function exported(slug: string): Promise<Buffer> {
  const url = `/staff-files/collections/${slug}/export.zip`;
  const reply = await world.whole.app.inject({ url, headers: world.whole.headers.desk });
  expect(reply.statusCode).toBe(200);
  return reply.rawPayload;
}

async function contents(zip: Buffer): Promise<Map<string, string>> {
  const archive = await openArchive(zip);
  const found = new Map<string, string>();
  for (const file of archive.files) {
    const bytes = await file.read();
    const isText = /\.(json|ndjson)$/.test(file.path);
    found.set(file.path, isText ? bytes.toString() : createHash("sha256").update(bytes).digest("hex"));
  }
  archive.close();
  return found;
}

async function hand(side: "desk" | "reader" | "nobody", zip: Buffer, fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(zip)]), "export.zip");
  const request = new Request("http://x/", { method: "POST", body: form });
  const headers = { ...world.whole.headers[side], "content-type": request.headers.get("content-type")! };
  const payload = Buffer.from(await request.arrayBuffer());
  const url = "/api/v1/collections-taken-in";
  const reply = await world.whole.app.inject({ method: "POST", url, headers, payload });
  return { status: reply.statusCode, body: reply.json() as { id: string; code?: string; params?: object } };
}

test("an exported collection that is taken in elsewhere exports the same again", async () => {
  const before = await exported("shots");
  expect((await contents(before)).get("objects.ndjson")).toMatch(/"starts": ?\[\{[^\]]*"label": ?"卷一"/);
  expect((await contents(before)).get("objects.ndjson")).toContain(
    '"direction":"right-to-left","parent":"P3"',
  );
  expect(before.equals(await exported("shots"))).toBe(true);
  const head = JSON.parse((await contents(before)).get("collection.json")!) as object;
  expect(head).toMatchObject({ guests: [{ home: "rest", identifier: "R" }] });
  const reply = await hand("desk", before, { member: "JINHE", slug: "shots-again" });
  expect(reply).toMatchObject({ status: 201, body: { slug: "shots-again", state: "waiting", total: 3 } });
  await work(reply.body.id);
  const [old, again] = [await contents(before), await contents(await exported("shots-again"))];
  const plain = (text: string): object => {
    const {
      slug: _slug,
      references,
      draft,
      live,
      ...rest
    } = JSON.parse(text) as {
      slug: string;
      references: Record<string, string>;
      draft: object;
      live: object;
    };
    // Numbers are given anew; what they stand for must be the same.
    const named = (config: object): object =>
      JSON.parse(
        JSON.stringify(config, (key, value: unknown) =>
          key === "object"
            ? references[String(value)]
            : key === "included"
              ? (value as number[]).map((n) => references[n])
              : value,
        ),
      ) as object;
    return { ...rest, draft: named(draft), live: named(live), names: Object.values(references) };
  };
  expect(plain(again.get("collection.json")!)).toEqual(plain(old.get("collection.json")!));
  old.delete("collection.json");
  again.delete("collection.json");
  expect([...again].sort()).toEqual([...old].sort());
  const { body } = await world.ask("desk", "GET /collections-taken-in");
  expect(body.items).toMatchObject([{ slug: "shots-again", state: "done", done: 3, total: 3 }]);
});

test("readers see of it what they saw where it came from, and no more", async () => {
  const front = await world.page("nobody", "/en/collections/shots-again");
  expect(front.html).toContain("Look");
  expect(front.html).not.toContain("Only drafted");
  expect((await world.page("nobody", "/en/collections/shots-again/search?q=words")).html).toContain("Shot 3");
  const { rows } = await world.whole.database.pool.query(
    `select o.state, o.access, o.embargo_until::text from collections.object o join collections.collection c
     on c.id = o.collection_id where c.slug = 'shots-again' order by o.identifier`,
  );
  expect(rows).toEqual([
    { state: "published", access: "readers", embargo_until: "2199-01-01" },
    { state: "withdrawn", access: null, embargo_until: null },
    { state: "published", access: null, embargo_until: null },
  ]);
});

test("what is no export, or is wrong somewhere, is refused with its place, and nothing is begun", async () => {
  const parts = await contents(await exported("shots"));
  const head = JSON.parse(parts.get("collection.json")!) as Record<string, unknown>;
  const zip = (collection: unknown, objects = parts.get("objects.ndjson")!): Buffer =>
    zipOf([
      {
        path: "collection.json",
        content: typeof collection === "string" ? collection : JSON.stringify(collection),
      },
      { path: "objects.ndjson", content: objects },
    ]);
  const given = { member: "JINHE", slug: "new-one" };
  const refused = async (file: Buffer, fields: Record<string, string> = given) => {
    const { status, body } = await hand("desk", file, fields);
    return `${status} ${body.code} ${JSON.stringify(body.params)}`;
  };
  expect(await refused(zip({ ...head, version: 2 }))).toBe('400 export-newer {"version":2}');
  expect(await refused(zip("{"))).toContain('export-wrong {"place":"collection.json"}');
  expect(await refused(zip({ ...head, draft: {} }))).toContain("collection.json: draft");
  expect(await refused(zip(head))).toContain("objects.ndjson: 1");
  expect(await refused(zip(head, "{}\n"))).toContain("objects.ndjson: 1");
  expect(await refused(Buffer.from("no zip"))).toContain("import-archive-wrong");
  expect(await refused(zipOf([{ path: "../x", content: "" }]))).toContain("import-path-wrong");
  expect(await refused(zipOf([{ path: "bomb", content: Buffer.alloc(4_000_000), method: 8 }]))).toContain(
    "import-archive-large",
  );
  const empty = zip({ ...head, objects: 0 }, "");
  expect(await refused(empty, { ...given, member: "NONE" })).toContain("member-unknown");
  expect(await refused(empty, { ...given, slug: "shots" })).toContain("409 collection-slug-taken");
});

test("only cataloguers of the library export and take in", async () => {
  const url = "/staff-files/collections/shots/export.zip";
  for (const side of ["nobody", "reader"] as const) {
    const { headers } = world.whole;
    expect((await world.whole.app.inject({ url, headers: headers[side] })).statusCode).toBeGreaterThan(400);
    expect((await hand(side, Buffer.from("x"), { member: "JINHE" })).status).toBeGreaterThan(400);
    expect((await world.ask(side, "GET /collections-taken-in")).status).toBeGreaterThan(400);
  }
  const none = "/staff-files/collections/none/export.zip";
  expect((await world.whole.app.inject({ url: none, headers: world.whole.headers.desk })).statusCode).toBe(
    404,
  );
});
