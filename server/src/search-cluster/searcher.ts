import { emptySuggestTable, lookUp, type SuggestTable, suggest, wordsLike } from "@commonshelf/cjk";
import {
  type KnownAs,
  type Recipe,
  ranking,
  resolveReading,
  type Searcher,
  type SearchNode,
  type SearchRequest,
  type SearchResult,
  searchUnavailable,
  wholeKey,
  wordTerms,
} from "../discovery/index.ts";
import { Problem } from "../kernel/problem.ts";
import { type Answer, readAnswer, readExplained } from "./answers.ts";
import { type Cluster, isQuestionRefused } from "./cluster.ts";
import { type Dsl, toDsl } from "./dsl.ts";
import { fieldBoosts } from "./mapping.ts";
import { type Asking, countBody, explainBody, requestBody } from "./request-body.ts";

/** Searches sent to the cluster at once; the rest of a batch waits for them. */
const BATCH = 50;
/** Choices inside choices are looked into so deep. */
const DEEPEST_CHOICE = 8;

type Failed = { error: unknown; status: number };
type Options = { recipe?: Recipe; suggestions?: { readonly table: SuggestTable } };

/**
 * The engine on an OpenSearch cluster. Spellings and suggestions come from a table of the browse lists, as those of the engine
 * in this process do.
 */
export function createOpenSearchSearcher(cluster: Cluster, options: Options = {}): Searcher {
  const recipe = options.recipe ?? ranking;
  const nothing = emptySuggestTable();
  const table = (): SuggestTable => options.suggestions?.table ?? nothing;
  const asking = async (by: Recipe): Promise<Asking> => ({
    recipe: by,
    boosts: fieldBoosts(await cluster.majorVersion()),
    shards: cluster.shards,
  });
  const searchMany = async (requests: readonly SearchRequest[]): Promise<SearchResult[]> => {
    if (requests.length === 0) return [];
    const by = await asking(recipe);
    const nodes = await resolveAll(
      cluster,
      requests.map((request) => request.node),
      by,
    );
    const resolved = requests.map((request, i) => ({ ...request, node: nodes[i]!.node }));
    const answers = await ask(
      cluster,
      resolved.map((request) => requestBody(request, by)),
    );
    return answers.map((answer, i) => ({
      ...readAnswer(answer, requests[i]!, recipe),
      readAs: nodes[i]!.readAs,
    }));
  };
  return {
    search: async (request) => (await searchMany([request]))[0]!,
    searchMany,
    explain: async (request, other = recipe) => {
      const by = await asking(other);
      const [read] = await resolveAll(cluster, [request.node], by);
      const [answer] = await ask(cluster, [explainBody({ ...request, node: read!.node }, by)]);
      return readExplained(answer!, other);
    },
    recognise: (texts) => recognise(cluster, texts),
    alike: async (text, limit) => findAlike(cluster, text, limit, await asking(recipe)),
    suggest: async (typed, perKind) => suggest(table(), typed, perKind),
    readSo: async (letters, limit) => letters.map((one) => lookUp(table(), `p${one}`, limit)),
    wordsLike: async (words) => words.map((word) => wordsLike(table(), word)),
    size: async () => (await countAll(cluster, [{ kind: "everything" }], await asking(recipe)))[0]!,
  };
}

/** Asks several searches at once; one refused refuses all. */
async function ask(cluster: Cluster, bodies: readonly Dsl[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < bodies.length; i += BATCH) {
    const lines = bodies.slice(i, i + BATCH).flatMap((body) => [{}, body]);
    const { responses } = await cluster.send<{ responses: (Answer | Failed)[] }>(
      "POST",
      `/${cluster.alias}/_msearch`,
      undefined,
      { lines },
    );
    for (const response of responses) answers.push(answered(response));
  }
  return answers;
}

function answered(response: Answer | Failed): Answer {
  if (!("error" in response) && response._shards.failed === 0) return response;
  if ("error" in response && isQuestionRefused(response.status, response.error))
    throw new Problem("query-too-long", 400);
  const refusal = searchUnavailable();
  refusal.cause = new Error(JSON.stringify("error" in response ? response.error : response._shards));
  throw refusal;
}

async function countAll(cluster: Cluster, nodes: readonly SearchNode[], by: Asking): Promise<number[]> {
  const answers = await ask(
    cluster,
    nodes.map((node) => countBody(node, by)),
  );
  return answers.map((answer) => answer.hits.total.value);
}

/** Every node with its choices made. What must be counted for that is counted together, once for each depth of choices. */
async function resolveAll(
  cluster: Cluster,
  nodes: readonly SearchNode[],
  by: Asking,
): Promise<ReturnType<typeof resolveReading>[]> {
  const everything: SearchNode = { kind: "everything" };
  const known = new Map<string, number>();
  for (let depth = 0; ; depth++) {
    const missing = new Map<string, SearchNode>();
    const count = (node: SearchNode): number => {
      const key = JSON.stringify(node);
      const found = known.get(key);
      if (found === undefined) missing.set(key, node);
      return found ?? 0;
    };
    const size = known.get(JSON.stringify(everything)) ?? 0;
    const resolved = nodes.map((node) => resolveReading(node, count, size));
    if (missing.size === 0 || depth === DEEPEST_CHOICE) return resolved;
    if (depth === 0) missing.set(JSON.stringify(everything), everything);
    const counts = await countAll(cluster, [...missing.values()], by);
    for (const [i, key] of [...missing.keys()].entries()) known.set(key, counts[i]!);
  }
}

const KINDS = [
  ["author", ["a"]],
  ["title", ["t", "o"]],
  ["subject", ["s"]],
] as const;

/** What most titles know each text as. */
async function recognise(cluster: Cluster, texts: readonly string[]): Promise<(KnownAs | null)[]> {
  if (texts.length === 0) return [];
  const keys = texts.map((text) =>
    KINDS.map(([name, kinds]) => ({ name, keys: kinds.flatMap((kind) => wholeKey(kind, text) ?? []) })),
  );
  const filters: Dsl = {};
  for (const key of keys.flat().flatMap((one) => one.keys)) filters[key] = { term: { key } };
  if (Object.keys(filters).length === 0) return texts.map(() => null);
  const [answer] = await ask(cluster, [{ size: 0, aggs: { known: { filters: { filters } } } }]);
  const { buckets } = answer!.aggregations!["known" as never] as {
    buckets: Record<string, { doc_count: number }>;
  };
  return keys.map((kinds) => {
    const counted = kinds.map(({ name, keys: of }) => ({
      name,
      count: of.reduce((sum, key) => sum + (buckets[key]?.doc_count ?? 0), 0),
    }));
    const best = counted.reduce((a, b) => (b.count > a.count ? b : a));
    return best.count > 0 ? best.name : null;
  });
}

async function findAlike(
  cluster: Cluster,
  text: string,
  limit: number,
  { boosts }: Asking,
): Promise<number[]> {
  const terms = wordTerms(text).map((term) => ({ term, fields: ["title", "author"] }));
  if (terms.length < 3) return [];
  // One wrong character spoils two pairs.
  const query = toDsl({ atLeast: terms, min: Math.max(1, terms.length - 2) }, boosts);
  const [answer] = await ask(cluster, [
    { query, size: limit, docvalue_fields: ["added"], stored_fields: "_none_" },
  ]);
  return answer!.hits.hits.map((hit) => hit.fields.added[0]);
}
