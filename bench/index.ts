import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchCorpus, benchTools, LIBRARIES, printFigure, startBenchServer } from "./region.ts";

/**
 * `npm run bench -- [--titles 5000] [--seed 1] [--corpus DIR] [--keep]`: imports a generated corpus of eight libraries
 * beside a running server, scores matching and search against its truth, times searches and check-outs over HTTP, and
 * prints one JSON line per figure.
 */
const ROOT = resolve(import.meta.dirname, "..");
const { values: options } = parseArgs({
  options: {
    titles: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    corpus: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const CLIENTS = 16;
const CHECK_OUTS = 5000;
const WARM_UP = 500;
/** So many that nobody comes near the number of books that rules allow. */
const READERS = 500;
const work = join(ROOT, "var/bench");
const data = join(work, "region");
const env = {
  ...process.env,
  COMMONSHELF_DATA: data,
  COMMONSHELF_DEMO: "off",
  COMMONSHELF_BUDGET: "0",
  PORT: "0",
  HOST: "127.0.0.1",
};
const main = join(ROOT, "server/src/main.ts");

function print(name: string, value: number, unit: string, more: object = {}): void {
  printFigure(name, value, unit, { titles: options.titles, seed: options.seed, ...more });
}

function makeCorpus(): string {
  return options.corpus ? resolve(options.corpus) : benchCorpus(work, options.titles, options.seed);
}

function commonshelf(...args: string[]): string {
  return execFileSync(process.execPath, [main, ...args], {
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

const peakMb = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

function importOne(library: string, file: string, ...more: string[]): Promise<number> {
  const child = spawn(process.execPath, [main, "import", "--member", library, "--json", ...more, file], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peak = 0;
  const watch = setInterval(() => {
    if (child.pid && child.exitCode === null && existsSync(`/proc/${child.pid}`))
      peak = Math.max(peak, peakMb(child.pid));
  }, 200);
  return new Promise((done, fail) =>
    child.once("exit", (code) => {
      clearInterval(watch);
      if (code === 0) done(peak);
      else fail(new Error(`import of ${library} ended with ${code}`));
    }),
  );
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function timed<T>(
  list: T[],
  clients: number,
  run: (one: T) => Promise<void>,
): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let one = list[next++]; one !== undefined; one = list[next++]) {
        const start = performance.now();
        await run(one);
        times.push(performance.now() - start);
      }
    }),
  );
  return { times: times.sort((a, b) => a - b), seconds: (performance.now() - begin) / 1000 };
}

async function benchImport(corpus: string, server: { address: string; pid: number }): Promise<number> {
  const records = readFileSync(join(corpus, "truth.tsv"), "utf8").split("\n").filter(Boolean).length;
  const begin = performance.now();
  let peak = 0;
  for (const library of LIBRARIES) {
    peak = Math.max(peak, await importOne(library, join(corpus, `${library}.mrc`)));
  }
  const imported = (performance.now() - begin) / 1000;
  const clusters = commonshelf("clusters");
  writeFileSync(join(work, "clusters.tsv"), clusters);
  const instances = new Set(clusters.split("\n").map((line) => line.split("\t")[2])).size - 1;
  for (let total = -1; total !== instances; ) {
    total = (
      (await (await fetch(`${server.address}/api/v1/search?size=1&facets=0`)).json()) as { total: number }
    ).total;
    if (total !== instances) await new Promise((done) => setTimeout(done, 100));
  }
  const seconds = (performance.now() - begin) / 1000;
  print("import parsed, matched and indexed", records / seconds, "records/s", {
    records,
    instances,
    seconds,
    importSeconds: imported,
  });
  print("import process peak memory", peak, "MB");
  print("server peak memory after import", peakMb(server.pid), "MB");
  return records;
}

async function benchSearch(corpus: string, address: string): Promise<void> {
  const queries = readFileSync(join(corpus, "queries.tsv"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((l) => l.split("\t"));
  const rows: string[] = [];
  const ask = async ([number, text]: string[]): Promise<void> => {
    const reply = await fetch(`${address}/api/v1/search?size=20&q=${encodeURIComponent(text!)}`);
    const { items } = (await reply.json()) as { items: { id: number }[] };
    for (const [i, item] of items.entries()) rows.push(`${number}\t${i + 1}\t${item.id}`);
  };
  for (const query of queries.slice(0, 200)) await ask(query);
  rows.length = 0;
  const one = await timed(queries, 1, ask);
  print("search p50, facets and availability over HTTP", percentile(one.times, 0.5), "ms");
  print("search p95, facets and availability over HTTP", percentile(one.times, 0.95), "ms");
  writeFileSync(join(work, "results.tsv"), rows.join("\n"));
  const many = await timed(queries, CLIENTS, ask);
  print("searches with 16 clients", queries.length / many.seconds, "searches/s");
  const score = execFileSync(
    process.execPath,
    [
      join(tools, "score-search.mjs"),
      "--queries",
      join(corpus, "queries.tsv"),
      "--results",
      join(work, "results.tsv"),
      "--truth",
      join(corpus, "truth.tsv"),
      "--clusters",
      join(work, "clusters.tsv"),
      "--json",
    ],
    { encoding: "utf8" },
  );
  for (const kind of JSON.parse(score) as Record<string, number | string>[]) {
    print(`success@1 ${kind.kind}`, Number(kind["success@1"]), "share");
    print(`success@10 ${kind.kind}`, Number(kind["success@10"]), "share");
  }
}

/** Browse lists and suggestions follow an import by and by: the desks' everyday is measured when they have. */
async function untilGathered(corpus: string, address: string): Promise<void> {
  const begin = performance.now();
  const titles = readFileSync(join(corpus, "queries.tsv"), "utf8")
    .split("\n")
    .map((line) => line.split("\t"))
    .flatMap(([, text, kind]) => (text && kind?.startsWith("known-zh") ? [text] : []))
    .slice(0, 20);
  for (;;) {
    const found = await Promise.all(
      titles.map(async (title) => {
        const reply = await fetch(`${address}/api/v1/suggest?q=${encodeURIComponent(title.slice(0, 2))}`);
        return ((await reply.json()) as { items: unknown[] }).items.length > 0;
      }),
    );
    if (found.filter(Boolean).length > titles.length / 2) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  print("suggestions there after the searches", (performance.now() - begin) / 1000, "s");
}

type Desk = { headers: Record<string, string> };

async function openDesk(address: string, library: string): Promise<Desk> {
  const login = `bench-${library.toLowerCase()}`;
  const run = (...words: string[]): Buffer =>
    execFileSync(process.execPath, [main, ...words], {
      env: { ...env, COMMONSHELF_PASSWORD: "bench-password" },
      stdio: "ignore",
    });
  run("user", "add", login, "--name", login, "--member", library, "--role", "circulation", "--card", login);
  const readers = join(work, "readers.csv");
  const cards = Array.from({ length: READERS }, (_, i) => `${login}-${i}`);
  writeFileSync(readers, `number,name,card\n${cards.map((card) => `${card},${card},${card}\n`).join("")}`);
  run("patrons", "import", "--member", library, readers);
  const reply = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: "bench-password", bearer: true }),
  });
  const { token } = (await reply.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const branches = (await (await fetch(`${address}/api/v1/members/${library}/branches`)).json()) as {
    items: { id: number }[];
  };
  await fetch(`${address}/api/v1/session/branch`, {
    method: "PUT",
    headers,
    body: JSON.stringify({ branchId: branches.items[0]!.id }),
  });
  return { headers };
}

/** One act of a desk. A refusal costs something else: a figure with refusals in it is none. */
async function scan(address: string, { headers }: Desk, act: string, body: object): Promise<void> {
  const reply = await fetch(`${address}/api/v1/desk/${act}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const said = await reply.text();
  if (!reply.ok) throw new Error(`${act} of ${JSON.stringify(body)} refused: ${reply.status} ${said}`);
}

/**
 * One desk lends and takes back without pause for as long as an import runs beside it: the last library's file again,
 * read by another profile, so that every record of it is rewritten.
 */
async function benchDeskBeside(startImport: () => Promise<number>, address: string): Promise<void> {
  // The desk is open before: opening it takes seconds, and what it meets differs from the import's begin to its end.
  const desk = await openDesk(address, "BLIB");
  const barcodes = await findBarcodes(address, "BLIB", WARM_UP);
  let running = true;
  const stop = (): void => {
    running = false;
  };
  const importing = startImport();
  importing.then(stop, stop);
  const times: number[] = [];
  for (let i = 0; running && barcodes.length > 0; i++) {
    const barcode = barcodes[i % barcodes.length]!;
    for (const [act, body] of [
      ["check-out", { patronBarcode: "bench-blib", itemBarcode: barcode }],
      ["scan", { barcode }],
    ] as const) {
      const start = performance.now();
      await scan(address, desk, act, body);
      times.push(performance.now() - start);
    }
  }
  times.sort((a, b) => a - b);
  print("desk beside an import, p50", percentile(times, 0.5), "ms", { scans: times.length });
  print("desk beside an import, p95", percentile(times, 0.95), "ms", { scans: times.length });
  await importing;
}

/** Barcodes of copies a library can lend now. */
async function findBarcodes(address: string, library: string, wanted: number): Promise<string[]> {
  const barcodes: string[] = [];
  for (let offset = 0; barcodes.length < wanted && offset < 9900; offset += 100) {
    const found = (await (
      await fetch(
        `${address}/api/v1/search?available=${library}&library=${library}&size=100&facets=0&sort=title&offset=${offset}`,
      )
    ).json()) as { items: { id: number }[] };
    if (found.items.length === 0) break;
    const lists = await Promise.all(
      found.items.map(async ({ id }) => {
        const reply = (await (await fetch(`${address}/api/v1/instances/${id}/availability`)).json()) as {
          holdings: { memberId: number; items: { barcode: string | null; status: string }[] }[];
        };
        return reply.holdings
          .flatMap((h) => h.items)
          .filter((i) => i.status === "available" && i.barcode?.startsWith(library[0]!))
          .map((i) => i.barcode!);
      }),
    );
    barcodes.push(...lists.flat());
  }
  return barcodes;
}

async function benchCheckOut(address: string): Promise<void> {
  const desk = await openDesk(address, "ALIB");
  const barcodes = await findBarcodes(address, "ALIB", CHECK_OUTS + WARM_UP);
  let lent = 0;
  const lend = (itemBarcode: string): Promise<void> =>
    scan(address, desk, "check-out", { patronBarcode: `bench-alib-${lent++ % READERS}`, itemBarcode });
  // The first ones warm the program up, as the first minutes of a day do; they are not counted.
  await timed(barcodes.splice(0, WARM_UP), CLIENTS, lend);
  const list = barcodes.slice(0, CHECK_OUTS);
  const out = await timed(list, CLIENTS, lend);
  print("check-outs with 16 clients, durable, over HTTP", list.length / out.seconds, "check-outs/s");
  print("check-out p95", percentile(out.times, 0.95), "ms");
  const back = await timed(list, CLIENTS, (barcode) => scan(address, desk, "scan", { barcode }));
  print("check-ins with 16 clients, durable, over HTTP", list.length / back.seconds, "check-ins/s");
  print("check-in p95", percentile(back.times, 0.95), "ms");
}

const tools = benchTools(work);
const corpus = makeCorpus();
rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true });
const server = await startBenchServer(env);
try {
  for (const library of LIBRARIES) commonshelf("member", "add", library, "--name", library);
  await benchImport(corpus, server);
  const matching = execFileSync(
    process.execPath,
    [
      join(tools, "score-matching.mjs"),
      "--truth",
      join(corpus, "truth.tsv"),
      "--clusters",
      join(work, "clusters.tsv"),
      "--json",
    ],
    { encoding: "utf8" },
  );
  const score = JSON.parse(matching) as Record<string, number>;
  print("matching pairwise precision", score.pairPrecision!, "share");
  print("matching pairwise recall", score.pairRecall!, "share");
  await benchSearch(corpus, server.address);
  await untilGathered(corpus, server.address);
  await benchCheckOut(server.address);
  const last = LIBRARIES.at(-1)!;
  const again = (): Promise<number> =>
    importOne(last, join(corpus, `${last}.mrc`), "--profile", "marc21-852");
  await benchDeskBeside(again, server.address);
} finally {
  await server.stop();
  if (!options.keep) rmSync(data, { recursive: true, force: true });
}
