/**
 * The relevance laboratory:
 * `npm run relevance -- --data DIR [--recipe FILE] [--against FILE] [--corpus DIR] [--misses] [--engine opensearch|both]`.
 * Asks judged queries of the region in DIR (the demo region's judgements, or the queries and the truth of a generated
 * corpus) and prints a line per kind: success@1, success@10 and mean reciprocal rank, with two recipes side by side
 * when `--against` is given, and OpenSearch (OPENSEARCH_URL) with the engine in this process beside it with `--engine both`. A recipe file holds the weights that differ from the recipe in force, as JSON.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { getInstances } from "../../server/src/catalogue/index.ts";
import { openRegionDatabase } from "../../server/src/cli/serving/region-database.ts";
import {
  CatalogueIndex,
  createSearcher,
  filtersOf,
  type Recipe,
  ranking,
  readBox,
  type Searcher,
} from "../../server/src/discovery/index.ts";
import { readConfig } from "../../server/src/kernel/config.ts";
import type { Db } from "../../server/src/kernel/database.ts";
import { systemClock } from "../../server/src/kernel/time.ts";
import { scanClusters } from "../../server/src/loads/index.ts";
import { readTyped } from "../../server/src/phrasing/index.ts";
import * as openSearch from "../../server/src/search-cluster/index.ts";
import { isRight, type Ranked, rankOf, readJudgements, SENTENCE, scoresOf } from "./judge.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    recipe: { type: "string" },
    against: { type: "string" },
    corpus: { type: "string" },
    misses: { type: "boolean", default: false },
    engine: { type: "string", default: "postings" },
  },
});
if (!values.data) throw new Error("--data DIR names the region's data folder");

/** Asks the judged queries and tells the rank of each one's first right answer. */
type Asked = (searcher: Searcher) => Promise<Ranked[]>;

function recipeOf(file: string | undefined): Recipe {
  if (!file) return ranking;
  const changed = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  for (const [key, weight] of Object.entries(changed))
    if (!(key in ranking) || typeof weight !== "number")
      throw new Error(`${file}: no weight is named ${key}`);
  return { ...ranking, ...changed };
}

/** Ids of the first ten hits; the reader's page groups by work, the laboratory looks at every edition. */
async function firstHits(searcher: Searcher, query: string): Promise<number[]> {
  return (await searcher.search({ node: readBox(query), size: 10 })).hits.map((hit) => hit.id);
}

/** The same for what a page reads before it searches: a sentence, an alias. */
async function firstHitsRead(db: Db, searcher: Searcher, said: string): Promise<number[]> {
  const read = await readTyped({ db, clock: systemClock, searcher }, { said, language: "zh-Hans" });
  if (!(read instanceof URLSearchParams)) return await firstHits(searcher, read?.core ?? said);
  const year = (name: string): number | null => (read.has(name) ? Number(read.get(name)) : null);
  const facets = Object.fromEntries(
    ["library", "language", "carrier", "available"]
      .filter((name) => read.has(name))
      .map((name) => [name, read.getAll(name)]),
  );
  const filters = filtersOf({ facets, not: {}, from: year("from"), to: year("to") });
  const { hits } = await searcher.search({ node: readBox(read.get("q") ?? ""), filters, size: 10 });
  return hits.map((hit) => hit.id);
}

function demoQueries(db: Db): Asked {
  const judgements = readJudgements();
  return async (searcher) => {
    const ranked: Ranked[] = [];
    for (const judgement of judgements) {
      const ask =
        judgement.kind === SENTENCE
          ? firstHitsRead(db, searcher, judgement.query)
          : firstHits(searcher, judgement.query);
      const instances = await getInstances(db, await ask);
      const right = instances.map(({ brief }) =>
        isRight(judgement, {
          titles: [brief.title.main, brief.parallelTitle?.main ?? "", ...brief.otherTitles],
          authors: brief.contributors.flatMap((c) => [c.value, ...c.forms]),
        }),
      );
      ranked.push({ kind: judgement.kind, query: judgement.query, rank: rankOf(right) });
    }
    return ranked;
  };
}

async function corpusQueries(db: Db, folder: string): Promise<Asked> {
  const lines = (name: string): string[][] =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"));
  const instanceOf = new Map<string, number>();
  for await (const page of scanClusters(db))
    for (const row of page) instanceOf.set(`${row.memberCode} ${row.controlNumber}`, row.instanceId);
  const instancesOf = new Map<string, Set<number>>();
  for (const [library, number, manifestation] of lines("truth.tsv")) {
    const instance = instanceOf.get(`${library} ${number}`);
    if (instance === undefined) continue;
    const known = instancesOf.get(manifestation!) ?? new Set();
    instancesOf.set(manifestation!, known.add(instance));
  }
  const queries = lines("queries.tsv").map(([, query, kind, expected]) => ({
    query: query!,
    kind: kind!,
    expected: new Set((expected ?? "").split(/[\s,;]+/).flatMap((id) => [...(instancesOf.get(id) ?? [])])),
  }));
  return async (searcher) =>
    await Promise.all(
      queries.map(async ({ query, kind, expected }) => ({
        kind,
        query,
        rank: rankOf((await firstHits(searcher, query)).map((id) => expected.has(id))),
      })),
    );
}

function print(ranked: Ranked[], other: Ranked[] | undefined): void {
  const scores = scoresOf(ranked);
  const others = new Map(other && scoresOf(other).map((s) => [s.kind, s]));
  for (const { kind, queries, at1, at10, mrr } of scores) {
    const against = others.get(kind);
    const figures = { kind, queries, at1: round(at1), at10: round(at10), mrr: round(mrr) };
    process.stdout.write(
      `${JSON.stringify(against ? { ...figures, against: { at1: round(against.at1), at10: round(against.at10), mrr: round(against.mrr) } } : figures)}\n`,
    );
  }
  if (other)
    for (const [i, { query, kind, rank }] of ranked.entries())
      if (rank !== other[i]!.rank)
        process.stdout.write(`${JSON.stringify({ query, kind, rank, against: other[i]!.rank })}\n`);
  if (values.misses)
    for (const { query, kind, rank } of ranked)
      if (rank !== 1) process.stdout.write(`${JSON.stringify({ query, kind, rank })}\n`);
}

function round(share: number): number {
  return Number(share.toFixed(3));
}

/** Makes searchers of one engine by recipe. */
type Engine = (recipe: Recipe) => Searcher;

async function openPostings(db: Db, dataFolder: string): Promise<Engine> {
  const index = new CatalogueIndex(db, dataFolder);
  await index.open();
  return (recipe) => createSearcher(() => index.index, { recipe });
}

async function openOpenSearch(db: Db, config: ReturnType<typeof readConfig>): Promise<Engine> {
  const cluster = await openSearch.Cluster.ofRegion(db, config.openSearch!);
  const index = new openSearch.ClusterIndex(db, cluster, (error) =>
    process.stderr.write(`${String(error)}\n`),
  );
  if (!(await index.open())) throw new Error("OpenSearch cannot be reached");
  return (recipe) => openSearch.createSearcher(cluster, { recipe });
}

const config = readConfig({
  ...process.env,
  COMMONSHELF_DATA: values.data,
  COMMONSHELF_DEMO: "off",
  SEARCH_ENGINE: values.engine === "postings" ? "postings" : "opensearch",
});
const database = await openRegionDatabase(config, 4, "commonshelf-relevance");
try {
  const { db } = database;
  const asked = values.corpus ? await corpusQueries(db, values.corpus) : demoQueries(db);
  const engine = config.openSearch
    ? await openOpenSearch(db, config)
    : await openPostings(db, config.dataFolder);
  const ranked = await asked(engine(recipeOf(values.recipe)));
  let other: Ranked[] | undefined;
  if (values.engine === "both")
    other = await asked((await openPostings(db, config.dataFolder))(recipeOf(values.recipe)));
  else if (values.against) other = await asked(engine(recipeOf(values.against)));
  print(ranked, other);
} finally {
  await database.close();
}
