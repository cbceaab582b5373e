/**
 * Benchmark of `@commonshelf/postings` on a made-up catalogue: `node bench/postings.ts [--docs 1000000]`.
 * Prints a JSON line per figure. Terms follow Zipf's law in several vocabularies, so that some are in every sixth
 * document and most in one; every run makes the same documents.
 */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createIndex,
  type DocInput,
  type Index,
  type IndexSchema,
  loadIndex,
  type Query,
  type SearchOptions,
} from "../packages/postings/index.ts";

const { values } = parseArgs({
  options: { docs: { type: "string", default: "1000000" }, load: { type: "string" } },
});
const DOCS = Number(values.docs);
const BATCH = 1_000;
const MIB = 1_048_576;

const schema: IndexSchema = {
  fields: [
    { name: "title", weight: 5, lengthNorm: 0.4, positions: true, prefixable: true },
    { name: "name", weight: 4, lengthNorm: 0.3, positions: true, prefixable: true },
    { name: "subject", weight: 2, lengthNorm: 0.5, positions: true },
    { name: "text", weight: 1, lengthNorm: 0.75 },
    { name: "sound", weight: 0.5 },
    { name: "key", weight: 10 },
  ],
  facets: [
    { name: "format", multi: false },
    { name: "language", multi: true },
    { name: "member", multi: true },
    { name: "available", multi: true },
    { name: "subject", multi: true },
    { name: "author", multi: true },
    { name: "decade", multi: false },
  ],
  numbers: ["year", "added", "prior"],
  sortKeys: ["title", "author"],
};

let seed = 42;
/** Uniform in [0, 1): mulberry32. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

/** A rank below `size`, low ranks most often: a continuous Zipf law with exponent one. */
function zipf(size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** random()) - 1);
}

/** Words are made once, as an analyser's interned words would be. */
const vocabularies = new Map<string, string[]>();
function word(prefix: string, size: number): string {
  const rank = zipf(size);
  let words = vocabularies.get(prefix);
  if (!words) {
    words = [];
    vocabularies.set(prefix, words);
  }
  words[rank] ??= `${prefix}${rank.toString(36)}`;
  return words[rank];
}

function many(count: number, prefix: string, size: number): string[] {
  return Array.from({ length: count }, () => word(prefix, size));
}

/** Document `id`, the same whenever it is made; a `revision` gives it other content. */
function makeDocument(id: number, revision = 0): DocInput {
  const resume = seed;
  seed = Math.imul(id + 1, 0x9e3779b1) ^ revision;
  const doc = fillDocument(id);
  seed = resume;
  return doc;
}

function fillDocument(id: number): DocInput {
  const title = many(4 + Math.floor(random() * 10), "t", 400_000);
  const name = many(2 + Math.floor(random() * 4), "n", 300_000);
  const subject = many(2 + Math.floor(random() * 8), "s", 60_000);
  // Words that a third, a sixth and a tenth of the documents have.
  for (const [broad, share] of [
    ["broad3", 3],
    ["broad6", 6],
    ["broad10", 10],
    ["broad8", 8],
  ] as const)
    if (random() * share < 1) title.push(broad);
  if (random() < 0.02) title.push("two", "words");
  const year = 1900 + Math.floor(126 * Math.sqrt(random()));
  return {
    id,
    fields: {
      title,
      name,
      subject: [...subject, "", ...many(3, "s", 60_000)],
      text: many(40 + Math.floor(random() * 30), "x", 500_000),
      sound: many(33 + Math.floor(random() * 15), "p", 170_000),
      key: [`id${id}`, `isbn${id * 7}`, `oclc${Math.floor(id / 2)}`, `call${id % 300_000}`],
    },
    facets: {
      format: [word("format", 12)],
      language: [word("lang", 60)],
      member: Array.from(new Set(many(1 + Math.floor(random() * 3), "member", 8))),
      available: random() < 0.6 ? [word("shelf", 24)] : [],
      subject: many(1 + Math.floor(random() * 3), "s", 60_000),
      author: many(1 + Math.floor(random() * 1.5), "n", 300_000),
      decade: [`${Math.floor(year / 10) * 10}`],
    },
    numbers: { year, added: id, prior: zipf(1000) / 1000 },
    sortKeys: { title: Buffer.from(title.slice(0, 2).join(" ")), author: Buffer.from(name[0] ?? "") },
  };
}

function print(name: string, value: number, unit: string): void {
  const rounded = Math.round(value * 1000) / 1000;
  const cpu = cpus()[0]?.model ?? "unknown";
  process.stdout.write(
    `${JSON.stringify({ name, value: rounded, unit, docs: DOCS, cpu, node: process.version })}\n`,
  );
}

function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** Time spent making documents is not counted. */
function build(index: Index): void {
  let spent = 0;
  for (let id = 0; id < DOCS; id += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, DOCS - id) }, (_, i) => makeDocument(id + i));
    const start = performance.now();
    index.put(batch);
    spent += performance.now() - start;
  }
  const start = performance.now();
  while (index.maintain(1_000));
  spent += performance.now() - start;
  print("build", DOCS / (spent / 1000), "docs/s");
  print("segments after build", index.stats().segments.length, "segments");
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const FACETS = schema.facets.map(({ name }) => ({ name, limit: 20 }));

function measure(
  name: string,
  index: Index,
  runs: number,
  make: () => [Query, Partial<SearchOptions>?],
): void {
  const times: number[] = [];
  const totals: number[] = [];
  for (let run = -Math.ceil(runs / 4); run < runs; run++) {
    const [query, options] = make();
    const start = performance.now();
    const result = index.search(query, { limit: 20, facets: FACETS, ...options });
    if (run < 0) continue;
    times.push(performance.now() - start);
    totals.push(result.total);
  }
  for (const list of [times, totals]) list.sort((a, b) => a - b);
  print(`${name} p50`, percentile(times, 0.5), "ms");
  print(`${name} p95`, percentile(times, 0.95), "ms");
  print(`${name} hits p50`, percentile(totals, 0.5), "documents");
}

function and(...terms: string[]): Query {
  return { and: terms.map((term) => ({ term })) };
}

/** Searches as readers put them: words of one made-up document, so that there is something to find. */
function wordsOf(count: number): Query {
  const { fields } = makeDocument(Math.floor(random() * DOCS));
  const terms = [...(fields.title ?? []), ...(fields.name ?? []), ...(fields.subject ?? [])].filter(
    (t) => t !== "",
  );
  return and(...Array.from({ length: count }, () => terms[Math.floor(random() * terms.length)] ?? "broad3"));
}

function measureSearches(index: Index, label: string): void {
  const prior = { column: "prior", factor: 0.1 };
  measure(`${label}2 terms`, index, 400, () => [wordsOf(2)]);
  measure(`${label}4 terms`, index, 400, () => [wordsOf(4)]);
  measure(`${label}6 terms`, index, 200, () => [wordsOf(6)]);
  measure(`${label}2 broad terms`, index, 50, () => [and("broad3", "broad6")]);
  measure(`${label}broad word`, index, 50, () => [{ term: "broad6" }, { prior }]);
  measure(`${label}broad lanes`, index, 30, () => [
    {
      best: [
        { term: "broad8", fields: ["title"], weight: 3 },
        { and: [{ term: "broad10" }, { term: "broad6" }] },
        { term: "p2", weight: 0.5 },
      ],
    },
    { prior },
  ]);
  measure(`${label}broad by title`, index, 30, () => [{ term: "broad6" }, { sort: { by: "title" } }]);
  measure(`${label}match-all`, index, 50, () => [{ all: true }, { limit: 0 }]);
  measure(`${label}match-all newest`, index, 30, () => [
    { all: true },
    { sort: { by: "added", descending: true } },
  ]);
  measure(`${label}match-all newest, just written`, index, 30, () => {
    index.setNumber(1, "prior", 0.5);
    return [{ all: true }, { sort: { by: "added", descending: true } }];
  });
  measure(`${label}match-all filtered`, index, 30, () => [
    { all: true },
    { filters: [{ facet: "format", values: ["format1"] }] },
  ]);
  measure(`${label}broad filtered`, index, 50, () => [
    { term: "broad3" },
    {
      filters: [
        { facet: "member", values: ["member1", "member2"] },
        { facet: "language", values: ["lang0"] },
        { range: "year", from: 1990 },
      ],
    },
  ]);
  measure(`${label}phrase`, index, 100, () => [{ phrase: ["two", "words"] }]);
  measure(`${label}broad phrase`, index, 30, () => [{ phrase: ["broad3", "broad6"] }]);
  measure(`${label}prefix`, index, 100, () => [{ prefix: `t${zipf(20_000).toString(36)}`, limit: 50 }]);
}

function measureWrites(index: Index): void {
  const puts: number[] = [];
  const steps: number[] = [];
  for (let i = 0; i < 10_000; i++) {
    const doc = makeDocument(Math.floor(random() * DOCS), 1);
    const start = performance.now();
    index.put([doc]);
    puts.push(performance.now() - start);
    if (i % 4 !== 0) continue;
    const step = performance.now();
    index.maintain(5);
    steps.push(performance.now() - step);
  }
  while (index.maintain(5));
  for (const list of [puts, steps]) list.sort((a, b) => a - b);
  print("put one p50", percentile(puts, 0.5), "ms");
  print("put one p99", percentile(puts, 0.99), "ms");
  print("put one worst", puts.at(-1) ?? 0, "ms");
  print("maintain(5) p99", percentile(steps, 0.99), "ms");
  print("maintain(5) worst", steps.at(-1) ?? 0, "ms");
  const start = performance.now();
  for (let i = 0; i < 10_000; i++)
    index.setFacet(Math.floor(random() * DOCS), "available", [word("shelf", 24)]);
  print("setFacet", (performance.now() - start) / 10, "us");
}

function measureMemory(index: Index, name: string): void {
  collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  print(`${name} typed arrays`, index.stats().bytes / MIB, "MiB");
  print(`${name} heap`, heapUsed / MIB, "MiB");
  print(`${name} resident`, rss / MIB, "MiB");
}

/** Writes a snapshot and lets a fresh process load it, so that its memory is the index's and not the building's. */
function measureSnapshot(index: Index): void {
  const folder = mkdtempSync(join(tmpdir(), "postings-"));
  const path = join(folder, "snapshot");
  try {
    const file = openSync(path, "w");
    const start = performance.now();
    let bytes = 0;
    for (const chunk of index.save()) bytes += writeSync(file, chunk);
    closeSync(file);
    print("save", (performance.now() - start) / 1000, "s");
    print("snapshot", bytes / MIB, "MiB");
    const args = ["--expose-gc", import.meta.filename, "--docs", String(DOCS), "--load", path];
    spawnSync(process.execPath, args, { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureLoad(path: string): Promise<void> {
  const start = performance.now();
  const chunks = createReadStream(path, { highWaterMark: MIB });
  const index = await loadIndex(chunks, { now: () => performance.now() });
  print("load from file", (performance.now() - start) / 1000, "s");
  measureMemory(index, "loaded");
  measureSearches(index, "loaded: ");
  measureMemory(index, "loaded and searched");
}

function measureAll(): void {
  const index = createIndex(schema, { now: () => performance.now() });
  build(index);
  vocabularies.clear();
  measureMemory(index, "tiered");
  measureSearches(index, "tiered: ");
  const start = performance.now();
  index.compact();
  print("compact", (performance.now() - start) / 1000, "s");
  measureSearches(index, "compact: ");
  measureWrites(index);
  measureSnapshot(index);
}

if (values.load === undefined) measureAll();
else await measureLoad(values.load);
