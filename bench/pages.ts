/**
 * `node bench/pages.ts --data DIR --queries FILE [--zebra]`: what readers of a loaded region wait for, over HTTP: result
 * pages one after the other and by fifty at once, words with many hits, suggestions, a change until it is found, and the
 * index rebuilt beside the searches. With `--zebra` the same records are indexed by Debian's Zebra and the same queries
 * are asked of both over SRU. Prints a JSON line per figure.
 *
 * `DIR` is a data folder (`npm run bench -- --keep` leaves one in var/bench/region), `FILE` the corpus' queries.tsv.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchZebra } from "./zebra.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    queries: { type: "string" },
    zebra: { type: "boolean", default: false },
  },
});
if (!options.data || !options.queries) throw new Error("pages.ts needs --data DIR and --queries FILE");
const MAIN = resolve(import.meta.dirname, "../server/src/main.ts");
const env = {
  ...process.env,
  COMMONSHELF_DATA: resolve(options.data),
  COMMONSHELF_DEMO: "off",
  PORT: "0",
  HOST: "127.0.0.1",
};
const READERS = 50;
const READING_SECONDS = 15;
/** A million titles are taken over in less. */
const TAKING_OVER_SECONDS = 40;
const BROAD = ["中国", "history", "研究", "北京", "literature", "the"];
const POLL_MS = 5;
/** Between two pages of a reader beside a rebuild. */
const PAUSE_MS = 100;
const ENGINE = process.env.SEARCH_ENGINE ?? "postings";
const agent = new Agent({ keepAlive: true, maxSockets: READERS });

function print(name: string, value: number, unit: string, more: object = {}): void {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
  process.stdout.write(
    `${JSON.stringify({ name, value: Number(value.toFixed(3)), unit, engine: ENGINE, ...more, ...machine, node: process.version })}\n`,
  );
}

/** Asks as a browser does, compressed, and does not unpack what comes: the client shares the machine. */
function ask(url: string): Promise<Buffer> {
  return new Promise((done, fail) => {
    get(url, { agent, headers: { "accept-encoding": "gzip", accept: "text/html" } }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part));
      reply.on("end", () => {
        if (reply.statusCode === 200) done(Buffer.concat(parts));
        else fail(new Error(`${url} answered ${reply.statusCode}`));
      });
    }).on("error", fail);
  });
}

async function timesOf(urls: string[]): Promise<number[]> {
  const times: number[] = [];
  for (const url of urls) {
    const start = performance.now();
    await ask(url);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

const share = (sorted: number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

function printTimes(name: string, times: number[], more: object = {}): void {
  print(`${name} p50`, share(times, 0.5), "ms", { asked: times.length, ...more });
  print(`${name} p95`, share(times, 0.95), "ms", { asked: times.length, ...more });
}

type Server = { address: string; pid: number; readySeconds: number; stop: () => Promise<void> };

/** The most memory a process has had, in megabytes. */
function peakMb(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

async function startServer(): Promise<Server> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, "serve"], { env, stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise<string>((done, fail) => {
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4000);
      const found = /is ready: (http:\S+)/.exec(text);
      if (found) done(found[1]!);
    });
    child.once("exit", () => fail(new Error(text)));
  });
  return {
    address,
    pid: child.pid!,
    readySeconds: (performance.now() - began) / 1000,
    stop: () =>
      new Promise((done) => {
        child.once("exit", () => done());
        child.kill("SIGTERM");
      }),
  };
}

/** A region at work has gathered its headings; until then another core is busy with that. */
async function untilSettled(address: string): Promise<void> {
  const start = performance.now();
  for (;;) {
    const { items } = JSON.parse((await ask(`${address}/api/v1/suggest?size=1&q=a`)).toString()) as {
      items: unknown[];
    };
    if (items.length > 0) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  print("suggestions ready, after the first page,", (performance.now() - start) / 1000, "s");
}

async function benchPages(address: string, queries: string[]): Promise<void> {
  const pages = queries.map((q) => `${address}/zh-hans/search?q=${encodeURIComponent(q)}`);
  await timesOf(pages.slice(0, 200));
  printTimes("result page", await timesOf(pages));
  for (const word of BROAD) {
    const q = encodeURIComponent(word);
    const { total } = JSON.parse(
      (await ask(`${address}/api/v1/search?size=1&facets=0&q=${q}`)).toString(),
    ) as {
      total: number;
    };
    const times = await timesOf(Array.from({ length: 11 }, () => `${address}/zh-hans/search?q=${q}`));
    print(`broad word ${word}, page, median`, share(times, 0.5), "ms", { hits: total });
  }
  let read = 0;
  const until = performance.now() + READING_SECONDS * 1000;
  await Promise.all(
    Array.from({ length: READERS }, async (_, reader) => {
      for (let i = reader; performance.now() < until; i += READERS) {
        await ask(pages[i % pages.length]!);
        read++;
      }
    }),
  );
  print("result pages, 50 readers at once", read / READING_SECONDS, "pages/s");
}

async function benchSuggestions(address: string, queries: string[]): Promise<void> {
  const prefixes = queries.flatMap((q) => [q.slice(0, 2), q.slice(0, 4)]);
  printTimes(
    "suggestions",
    await timesOf(prefixes.map((q) => `${address}/api/v1/suggest?size=4&q=${encodeURIComponent(q)}`)),
  );
}

/** A record of one title nobody has, in ISO 2709. */
function recordOf(number: string, title: string): Buffer {
  const fields = [
    ["001", `${number}\x1e`],
    ["245", `10\x1fa${title}\x1e`],
    ["952", `  \x1fp${number}\x1e`],
  ] as const;
  let at = 0;
  const directory = fields.map(([tag, body]) => {
    const length = Buffer.byteLength(body);
    const entry = `${tag}${String(length).padStart(4, "0")}${String(at).padStart(5, "0")}`;
    at += length;
    return entry;
  });
  const base = 24 + 12 * fields.length + 1;
  const leader = `${String(base + at + 1).padStart(5, "0")}nam a22${String(base).padStart(5, "0")} a 4500`;
  return Buffer.from(`${leader}${directory.join("")}\x1e${fields.map(([, body]) => body).join("")}\x1d`);
}

/** From the end of the command that changed the catalogue until a search finds the change. */
async function benchUpdate(address: string): Promise<void> {
  const members = JSON.parse((await ask(`${address}/api/v1/members`)).toString()) as {
    items: { code: string }[];
  };
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-bench-"));
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const word = `qzx${Date.now().toString(36)}${"abcde"[i]}`;
    const file = join(folder, `${word}.mrc`);
    writeFileSync(file, recordOf(`bench-${word}`, `Visible ${word}`));
    execFileSync(process.execPath, [MAIN, "import", "--member", members.items[0]!.code, file], {
      env,
      stdio: "ignore",
    });
    const start = performance.now();
    for (let found = 0; found === 0; ) {
      found = (
        JSON.parse((await ask(`${address}/api/v1/search?size=1&facets=0&q=${word}`)).toString()) as {
          total: number;
        }
      ).total;
      if (found === 0) await new Promise((done) => setTimeout(done, POLL_MS));
    }
    times.push(performance.now() - start);
  }
  rmSync(folder, { recursive: true });
  print("a change is found after, slowest of five", Math.max(...times), "ms");
}

/** Times of pages, in ascending order, asked for one after the other as long as `goesOn`. */
async function timesWhile(address: string, queries: string[], goesOn: () => boolean): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; goesOn(); i++) {
    const start = performance.now();
    await ask(`${address}/zh-hans/search?q=${encodeURIComponent(queries[i % queries.length]!)}`);
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return times.sort((a, b) => a - b);
}

/** Rebuilds the index while readers go on searching; a page that fails ends the benchmark. */
async function benchRebuild(address: string, queries: string[]): Promise<void> {
  let running = true;
  const child = spawn(process.execPath, [MAIN, "reindex", "--index-only", "--json"], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = new Promise<void>((done, fail) =>
    child.once("exit", (code) => {
      running = false;
      if (code === 0) done();
      else fail(new Error(`reindex ended with ${code}`));
    }),
  );
  const beside = await timesWhile(address, queries, () => running);
  await ended;
  const until = performance.now() + TAKING_OVER_SECONDS * 1000;
  const taking = await timesWhile(address, queries, () => performance.now() < until);
  const told = JSON.parse(text.trim().split("\n").at(-1)!) as {
    titles: number;
    indexed: number;
    seconds: number;
    indexSeconds: number;
  };
  print("index rebuilt beside the live one", told.indexed / told.indexSeconds, "titles/s", told);
  printTimes("result page during the rebuild", beside);
  printTimes("result page while the new index is taken over", taking);
}

const queries = readFileSync(options.queries, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split("\t")[1]!);
const server = await startServer();
try {
  const size = JSON.parse((await ask(`${server.address}/api/v1/search?size=1&facets=0`)).toString()) as {
    total: number;
  };
  print("ready after", server.readySeconds, "s", { titles: size.total });
  await untilSettled(server.address);
  await benchPages(server.address, queries);
  await benchSuggestions(server.address, queries);
  await benchUpdate(server.address);
  print("server peak memory", peakMb(server.pid), "MB");
  await benchRebuild(server.address, queries);
  print("server peak memory, with an index taken over", peakMb(server.pid), "MB");
  if (options.zebra)
    await benchZebra({ address: server.address, env, main: MAIN, queries, print, printTimes, timesOf });
} finally {
  await server.stop();
  agent.destroy();
}
