/**
 * Benchmark of the special collections: `node bench/collections.ts [--objects 100000] [--collections 50] [--asked 200]`. A
 * region of its own, in process: objects brought in from tables as curators do, searched over all collections, a collection's
 * results with twelve facets, type-ahead in one of them, its front page, a manifest, a changed label, everything indexed anew, and parts of a large scan
 * cut for eight readers at once. With iipimage-server installed (Debian) the same parts are asked of it. Prints a JSON line per figure.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import sharp from "sharp";
import type { Config } from "../server/src/collections/schema.ts";
import { type CollectionWorld, collectionWorld, zipOf } from "../server/src/collections/testing.ts";
import setUp from "../server/src/kernel/testing.ts";

const { values } = parseArgs({
  options: {
    objects: { type: "string", default: "100000" },
    collections: { type: "string", default: "50" },
    asked: { type: "string", default: "200" },
  },
});
const OBJECTS = Number(values.objects);
const COLLECTIONS = Number(values.collections);
const ASKED = Number(values.asked);
const EACH = Math.ceil(OBJECTS / COLLECTIONS);
const FACETS = 12;
const CLIENTS = 8;
const TILES = 400;
const [SCAN_WIDTH, SCAN_HEIGHT, TILE] = [6000, 8000, 512];
const IIPSRV = "/usr/lib/iipimage-server/iipsrv.fcgi";

function print(name: string, value: number, unit: string, more: object = {}): void {
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(1)),
  };
  process.stdout.write(
    `${JSON.stringify({ name, value: Number(value.toFixed(2)), unit, objects: OBJECTS, collections: COLLECTIONS, ...more, ...machine })}\n`,
  );
}

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Times of each call in milliseconds, smallest first; `lanes` run at once. */
async function timed(count: number, lanes: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const start = performance.now();
      await work(n);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return times.sort((a, b) => a - b);
}

function printTimes(name: string, times: readonly number[], more: object = {}): void {
  print(`${name} p50`, share(times, 0.5), "ms", { asked: times.length, ...more });
  print(`${name} p95`, share(times, 0.95), "ms", { asked: times.length, ...more });
}

const WORDS = [
  "渡口",
  "石桥",
  "塔影",
  "沙洲",
  "柳洲",
  "南山",
  "共架楼",
  "晨渡",
  "浮桥",
  "书院",
  "茶说",
  "海图",
];
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!;

function tableOf(collection: number): Buffer {
  const names = Array.from({ length: FACETS - 1 }, (_one, at) => `f${at + 1}`);
  const lines = [["编号", "题名", "责任者", "年代", ...names].join(",")];
  for (let n = 0; n < EACH; n++) {
    const facets = names.map((_name, at) => `值${(n * (at + 3) + collection) % (10 * (at + 1))}`);
    const title = `${pick(WORDS, n)}${pick(WORDS, n * 7 + 3)}图 ${collection}-${n}`;
    lines.push(
      [`C${collection}-${n}`, title, `人物${n % 500}`, String(1700 + (n % 240)), ...facets].join(","),
    );
  }
  return Buffer.from(lines.join("\n"));
}

async function must(
  reply: Promise<{ status: number; body: Record<string, unknown> }>,
): Promise<Record<string, unknown>> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

type Draft = { version: number; config: Config };

async function makeCollection(world: CollectionWorld, slug: string): Promise<void> {
  await must(
    world.ask("desk", "POST /collections", {
      member: "JINHE",
      slug,
      template: "photographs",
      name: { "zh-Hans": slug },
    }),
  );
  const { version, config } = (await must(
    world.ask("desk", `GET /collections/${slug}/draft`),
  )) as unknown as Draft;
  const keep = config.fields.filter((field) => ["title", "creator", "date"].includes(field.key));
  const like = keep.find((field) => field.key === "creator")!;
  const own = Array.from({ length: FACETS - 1 }, (_one, at) => ({
    ...like,
    key: `f${at + 1}`,
    label: { "zh-Hans": `f${at + 1}` },
    core: null,
    facet: "list" as const,
    inList: false,
  }));
  const fields = keep.map((field) =>
    field.key === "creator" ? { ...field, facet: "list" as const } : field,
  );
  const next = { ...config, fields: [...fields, ...own] };
  await must(world.ask("desk", `PUT /collections/${slug}/draft`, { version, config: next }));
  await must(world.ask("desk", `POST /collections/${slug}/revisions`, { version: version + 1 }));
}

async function importInto(world: CollectionWorld, slug: string, collection: number): Promise<void> {
  const body = await must(world.upload("desk", slug, tableOf(collection)));
  const start = { mapping: body.mapping, dryRun: false, publish: true };
  await must(world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start));
  await world.work(String(body.id));
}

async function benchImport(world: CollectionWorld): Promise<void> {
  for (let n = 0; n < COLLECTIONS; n++) await makeCollection(world, `bench-${n}`);
  const start = performance.now();
  for (let n = 0; n < COLLECTIONS; n++) await importInto(world, `bench-${n}`, n);
  print(
    "objects imported and found",
    (EACH * COLLECTIONS * 1000) / (performance.now() - start),
    "per second",
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from collections.shown_object`.execute(
    world.whole.database.db,
  );
  if (rows[0]!.n !== EACH * COLLECTIONS) throw new Error(`${rows[0]!.n} objects are found`);
  await sql`analyze collections.entry`.execute(world.whole.database.db);
}

async function open(world: CollectionWorld, path: string): Promise<void> {
  const { status } = await world.page("nobody", path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
}

async function benchReading(world: CollectionWorld): Promise<void> {
  const asked = (n: number): string =>
    encodeURIComponent(pick(WORDS, n) + (n % 3 === 0 ? pick(WORDS, n + 5) : ""));
  const slug = (n: number): string => `bench-${n % COLLECTIONS}`;
  const everywhere = (n: number) => open(world, `/zh-hans/collections/search?q=${asked(n)}`);
  const results = (n: number) =>
    open(world, `/zh-hans/collections/${slug(n)}/search${n % 2 ? `?q=${asked(n)}` : ""}`);
  const narrowed = (n: number) =>
    open(world, `/zh-hans/collections/${slug(n)}/search?f.f3=${encodeURIComponent(`值${n % 30}`)}&from=1800`);
  const typeAhead = (n: number) =>
    open(
      world,
      `/api/v1/collections/${slug(n)}/facets/creator?typed=${encodeURIComponent(n % 2 ? "renw" : `人物${n % 50}`)}${n % 3 ? `&within=q%3D${asked(n)}` : ""}`,
    );
  const front = (n: number) => open(world, `/zh-hans/collections/${slug(n)}`);
  const { rows } = await sql<{ number: number }>`select s.number from collections.shown_object s
    order by s.number limit ${ASKED}`.execute(world.whole.database.db);
  const manifest = (n: number) => open(world, `/iiif/manifests/${pick(rows, n).number}`);
  for (const [name, work] of [
    ["search over all collections", everywhere],
    [`collection results, ${FACETS} facets`, results],
    [`collection results narrowed, ${FACETS} facets`, narrowed],
    ["type-ahead in a facet", typeAhead],
    ["collection front page", front],
    ["manifest", manifest],
  ] as const) {
    await timed(20, 1, work);
    printTimes(name, await timed(ASKED, 1, work));
  }
}

async function benchPublishing(world: CollectionWorld): Promise<void> {
  const path = "/collections/bench-0";
  const change = async (edit: (config: Config) => Config): Promise<number> => {
    const { version, config } = (await must(world.ask("desk", `GET ${path}/draft`))) as unknown as Draft;
    await must(world.ask("desk", `PUT ${path}/draft`, { version, config: edit(config) }));
    const start = performance.now();
    const { number } = await must(world.ask("desk", `POST ${path}/revisions`, { version: version + 1 }));
    const { rows } = await sql<{ id: string; building: number | null }>`
      select c.id, c.building from collections.collection c where c.slug = 'bench-0'`.execute(
      world.whole.database.db,
    );
    if (rows[0]!.building !== null) await world.build(rows[0]!.id, Number(number));
    await open(world, `/zh-hans${path}`);
    return performance.now() - start;
  };
  print(
    "a label published until it is seen",
    await change((config) => ({ ...config, name: { en: "Anew" } })),
    "ms",
  );
  const took = await change((config) => ({
    ...config,
    fields: config.fields.map((field) => (field.key === "f1" ? { ...field, searched: false } : field)),
  }));
  print("objects indexed anew", (EACH * 1000) / took, "per second", { indexed: EACH });
}

/** A large scan whose parts differ, so that none compresses to nothing. */
async function largeScan(): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 150, sigma: 40 } as const;
  const create = { width: SCAN_WIDTH, height: SCAN_HEIGHT, channels: 3 as const, background: "#888", noise };
  return await sharp({ create, limitInputPixels: false }).blur(2).jpeg({ quality: 88 }).toBuffer();
}

const partAt = (n: number): string => {
  const x = (n * 7 * TILE) % (SCAN_WIDTH - TILE);
  const y = (n * 11 * TILE) % (SCAN_HEIGHT - TILE);
  return `${x - (x % TILE)},${y - (y % TILE)},${TILE},${TILE}/${TILE},${TILE}/0/default.jpg`;
};

async function fetched(url: string): Promise<void> {
  const reply = await fetch(url);
  await reply.arrayBuffer();
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}`);
}

async function benchTiles(world: CollectionWorld): Promise<void> {
  await makeCollection(world, "bench-scan");
  const table = "编号,题名,文件\nS1,大图,S1";
  const box = zipOf([
    { path: "a.csv", content: table },
    { path: "S1/1.jpg", content: await largeScan() },
  ]);
  const body = await must(world.upload("desk", "bench-scan", box));
  const start = { mapping: body.mapping, dryRun: false, publish: true };
  await must(world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start));
  await world.work(String(body.id));
  const { rows } = await sql<{ id: string }>`select p.file_id as id from collections.page_fact p
    join collections.object_fact o on o.id = p.object_id where o.identifier = 'S1'`.execute(
    world.whole.database.db,
  );
  const address = await world.whole.app.listen({ port: 0, host: "127.0.0.1" });
  const id = rows[0]!.id;
  await fetched(`${address}/iiif/image/${id}/full/!400,400/0/default.jpg`);
  const tile = (n: number) => fetched(`${address}/iiif/image/${id}/${partAt(n)}`);
  const ours = await timed(TILES, CLIENTS, tile);
  printTimes(`part of a scan, ${CLIENTS} readers`, ours, { megapixels: (SCAN_WIDTH * SCAN_HEIGHT) / 1e6 });
  const again = await timed(TILES, CLIENTS, tile);
  printTimes(`the same part again, ${CLIENTS} readers`, again);
  const pyramid = execFileSync("find", [join(world.whole.folder, "derivatives"), "-name", "*.tif*"], {
    encoding: "utf8",
  });
  await benchIip(pyramid.split("\n").find((path) => path.includes(id)) ?? "");
}

/** The same parts of the same pyramid asked of Debian's iipimage-server, where it is installed. */
async function benchIip(pyramid: string): Promise<void> {
  if (!existsSync(IIPSRV) || pyramid === "" || !existsSync("/usr/sbin/lighttpd")) {
    print("iipimage-server is not installed here", 0, "");
    return;
  }
  const port = 8900;
  const settings = `server.document-root = "/tmp"\nserver.port = ${port}\nserver.modules = ("mod_fastcgi")
fastcgi.server = ("/iiif" => ((
  "socket" => "/tmp/iipsrv-bench.sock", "bin-path" => "${IIPSRV}", "check-local" => "disable", "max-procs" => 2,
  "bin-environment" => ("FILESYSTEM_PREFIX" => "", "IIIF_VERSION" => "3", "URI_MAP" => "iiif=>IIIF"))))\n`;
  const file = `/tmp/iipsrv-bench-${process.pid}.conf`;
  const { writeFileSync, rmSync } = await import("node:fs");
  writeFileSync(file, settings);
  const child = spawn("/usr/sbin/lighttpd", ["-D", "-f", file], { stdio: "ignore" });
  try {
    await new Promise((done) => setTimeout(done, 2000));
    const name = encodeURIComponent(pyramid);
    const times = await timed(TILES, CLIENTS, (n) =>
      fetched(`http://127.0.0.1:${port}/iiif/${name}/${partAt(n)}`),
    );
    printTimes(`the same part by iipimage-server, ${CLIENTS} readers`, times);
  } finally {
    child.kill("SIGTERM");
    rmSync(file, { force: true });
  }
}

const tearDown = await setUp();
const world = await collectionWorld();
try {
  await benchImport(world);
  await benchReading(world);
  await benchPublishing(world);
  await benchTiles(world);
} finally {
  await world.whole.close();
  await tearDown();
}
