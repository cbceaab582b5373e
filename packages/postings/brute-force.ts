import type { FacetRequest, Filter, Query, SearchOptions, SearchResult } from "./query.ts";
import { type DocInput, type FieldSchema, type IndexSchema, SORT_KEY_BYTES } from "./schema.ts";

/** The documents of a `bruteForce` index and the document frequencies to score with. */
export type BruteForce = {
  schema: IndexSchema;
  docs: Map<number, DocInput>;
  /** Overrides the exact document frequency, to follow an index that has not yet purged removed documents. */
  documentFrequency?: (term: string) => number;
  /** Terms of removed documents a prefix still stands for in such an index. */
  formerTerms?: (prefix: string) => string[];
};

/** The first of all hits with the same whole number in a column. */
function bestOfGroups(hits: Ranked[], column: string): Ranked[] {
  const met = new Set<number>();
  return hits.filter(({ doc }) => {
    const group = numberOf(doc, column);
    if (!Number.isInteger(group) || group < 0) return true;
    if (met.has(group)) return false;
    met.add(group);
    return true;
  });
}

type Match = { score: number } | null;
type Corpus = BruteForce & {
  averages: Map<string, number>;
  frequencies: Map<string, number>;
  expansions: Map<Query, { term: string; df: number }[]>;
};
type Ranked = { doc: DocInput; score: number; prior: number };

const K1 = 1.2;

/** Answers a search by looking at every document: what the real index must agree with. */
export function searchByBruteForce(
  index: BruteForce,
  query: Query,
  options: SearchOptions,
): Omit<SearchResult, "cursor" | "histograms" | "partial"> {
  const corpus: Corpus = {
    ...index,
    averages: fieldAverages(index),
    frequencies: new Map(),
    expansions: new Map(),
  };
  const matched: Ranked[] = [];
  for (const doc of index.docs.values()) {
    const match = matchDoc(corpus, query, doc, 1);
    const prior = options.prior ? numberOf(doc, options.prior.column) : 0;
    const known = Number.isNaN(prior) ? 0 : prior;
    const added = options.prior ? quantise(options.prior.factor * known) : 0;
    if (match) matched.push({ doc, score: match.score + added, prior: known });
  }
  const filters = options.filters ?? [];
  const hits = matched.filter(({ doc }) => passes(doc, filters));
  hits.sort((a, b) => compareRanked(a, b, options));
  const shown = options.collapse ? bestOfGroups(hits, options.collapse.column) : hits;
  const offset = options.offset ?? 0;
  const facets: SearchResult["facets"] = {};
  for (const request of options.facets ?? []) {
    const others = filters.filter((filter) => !("facet" in filter && filter.facet === request.name));
    const counted = matched.filter(({ doc }) => passes(doc, others)).map(({ doc }) => doc);
    facets[request.name] = countValues(counted, request);
  }
  return {
    total: hits.length,
    groups: shown.length,
    hits: options.countOnly
      ? []
      : shown.slice(offset, offset + options.limit).map(({ doc, score }) => ({ id: doc.id, score })),
    facets,
  };
}

function fieldAverages(index: BruteForce): Map<string, number> {
  const averages = new Map<string, number>();
  for (const field of index.schema.fields) {
    let sum = 0;
    let docs = 0;
    for (const doc of index.docs.values()) {
      const length = lengthOf(doc, field.name);
      sum += length;
      if (length > 0) docs++;
    }
    averages.set(field.name, docs === 0 ? 1 : sum / docs);
  }
  return averages;
}

function lengthOf(doc: DocInput, field: string): number {
  return (doc.fields[field] ?? []).filter((term) => term !== "").length;
}

function numberOf(doc: DocInput, column: string): number {
  return doc.numbers?.[column] ?? Number.NaN;
}

function quantise(score: number): number {
  return Math.round(score * 65_536) / 65_536;
}

function idf(corpus: Corpus, term: string): number {
  const df = frequencyOf(corpus, term);
  const total = Math.max(corpus.docs.size, df);
  return Math.log(1 + (total - df + 0.5) / (df + 0.5));
}

function frequencyOf(corpus: Corpus, term: string): number {
  if (corpus.documentFrequency) return corpus.documentFrequency(term);
  const known = corpus.frequencies.get(term);
  if (known !== undefined) return known;
  let df = 0;
  for (const doc of corpus.docs.values())
    if (Object.values(doc.fields).some((terms) => terms.includes(term))) df++;
  corpus.frequencies.set(term, df);
  return df;
}

function chosen(corpus: Corpus, fields: readonly string[] | undefined): FieldSchema[] {
  return corpus.schema.fields.filter((field) => fields === undefined || fields.includes(field.name));
}

/** BM25F over the fields, with `tf` telling how often each field has what is looked for. */
function scoreOf(
  corpus: Corpus,
  doc: DocInput,
  fields: FieldSchema[],
  weightedIdf: number,
  tf: (field: FieldSchema) => number,
): Match {
  let sum = 0;
  let found = false;
  for (const field of [...fields].reverse()) {
    const count = tf(field);
    if (count === 0) continue;
    found = true;
    const b = field.lengthNorm ?? 0;
    const average = corpus.averages.get(field.name) ?? 1;
    const length = lengthOf(doc, field.name);
    sum += b === 0 ? field.weight * count : (field.weight * count) / (1 - b + (b / average) * length);
  }
  return found ? { score: quantise((weightedIdf * (K1 + 1) * sum) / (sum + K1)) } : null;
}

function countIn(doc: DocInput, field: string, term: string): number {
  let count = 0;
  for (const each of doc.fields[field] ?? []) if (each === term && term !== "") count++;
  return count;
}

function phraseCount(doc: DocInput, field: FieldSchema, phrase: readonly string[]): number {
  const terms = doc.fields[field.name] ?? [];
  const words = phrase.filter((term) => term !== "");
  if (words.length === 0) return 0;
  if (!field.positions) return Math.min(...words.map((term) => countIn(doc, field.name, term)));
  let count = 0;
  for (let start = -phrase.length; start < terms.length; start++)
    if (phrase.every((term, i) => term === "" || terms[start + i] === term)) count++;
  return count;
}

function matchDoc(corpus: Corpus, query: Query, doc: DocInput, weight: number): Match {
  const own = "weight" in query && query.weight !== undefined ? weight * query.weight : weight;
  const match = (inner: Query): Match => matchDoc(corpus, inner, doc, own);
  const yes = (is: boolean): Match => (is ? { score: 0 } : null);
  if ("all" in query) return { score: 0 };
  if ("term" in query)
    return scoreOf(corpus, doc, chosen(corpus, query.fields), own * idf(corpus, query.term), (field) =>
      countIn(doc, field.name, query.term),
    );
  if ("phrase" in query) {
    let sum = 0;
    for (const term of query.phrase) if (term !== "") sum += idf(corpus, term);
    return scoreOf(corpus, doc, chosen(corpus, query.fields), own * sum, (field) =>
      phraseCount(doc, field, query.phrase),
    );
  }
  if ("prefix" in query) return matchPrefix(corpus, query, doc, own);
  if ("and" in query) {
    let score = 0;
    for (const part of query.and) {
      if ("not" in part) {
        if (match(part.not)) return null;
        continue;
      }
      const each = match(part);
      if (!each) return null;
      score += each.score;
    }
    return { score };
  }
  if ("best" in query || "or" in query || "atLeast" in query) {
    const parts = "best" in query ? query.best : "or" in query ? query.or : query.atLeast;
    const scores = parts.map(match).flatMap((each) => (each ? [each.score] : []));
    if (scores.length < ("min" in query ? Math.max(1, query.min) : 1)) return null;
    return { score: "best" in query ? Math.max(...scores) : scores.reduce((a, b) => a + b, 0) };
  }
  if ("must" in query) {
    const must = match(query.must);
    return must && { score: query.should.reduce((sum, each) => sum + (match(each)?.score ?? 0), must.score) };
  }
  if ("facet" in query)
    return yes((doc.facets?.[query.facet] ?? []).some((each) => query.values.includes(each)));
  if ("range" in query) return yes(inRange(doc, query));
  if ("ids" in query) return yes(query.ids.includes(doc.id));
  if ("constant" in query) return match(query.constant) && { score: quantise(own * query.score) };
  throw new Error("not is only meaningful inside and");
}

type PrefixQuery = Extract<Query, { prefix: string }>;

/** The most frequent terms a prefix stands for, found once per search. */
function expand(corpus: Corpus, query: PrefixQuery): { term: string; df: number }[] {
  const known = corpus.expansions.get(query);
  if (known) return known;
  const terms = new Set<string>(corpus.formerTerms?.(query.prefix));
  for (const each of corpus.docs.values())
    for (const field of corpus.schema.fields)
      if (field.prefixable)
        for (const term of each.fields[field.name] ?? [])
          if (term !== "" && term.startsWith(query.prefix)) terms.add(term);
  const frequent = [...terms].map((term) => ({ term, df: frequencyOf(corpus, term) }));
  frequent.sort((a, b) => b.df - a.df || Buffer.compare(Buffer.from(a.term), Buffer.from(b.term)));
  const chosenTerms = frequent.slice(0, query.limit);
  corpus.expansions.set(query, chosenTerms);
  return chosenTerms;
}

function matchPrefix(corpus: Corpus, query: PrefixQuery, doc: DocInput, weight: number): Match {
  const fields = chosen(corpus, query.fields).filter((field) => field.prefixable);
  const terms = expand(corpus, query);
  const first = terms[0];
  if (!first) return null;
  const shared = weight * idf(corpus, first.term);
  let best: Match = null;
  for (const { term } of terms) {
    const each = scoreOf(corpus, doc, fields, shared, (field) => countIn(doc, field.name, term));
    if (each && (best === null || each.score > best.score)) best = each;
  }
  return best;
}

function inRange(
  doc: DocInput,
  range: { range: string; until?: string; from?: number; to?: number },
): boolean {
  const ends = numberOf(doc, range.until ?? range.range);
  return ends >= (range.from ?? -Infinity) && numberOf(doc, range.range) <= (range.to ?? Infinity);
}

function passes(doc: DocInput, filters: readonly Filter[]): boolean {
  const wanted = new Map<string, boolean>();
  for (const filter of filters) {
    if ("range" in filter) {
      if (!inRange(doc, filter)) return false;
      continue;
    }
    const has = (doc.facets?.[filter.facet] ?? []).some((each) => filter.values.includes(each));
    if (filter.exclude) {
      if (has) return false;
    } else wanted.set(filter.facet, (wanted.get(filter.facet) ?? false) || has);
  }
  return [...wanted.values()].every((has) => has);
}

function countValues(docs: DocInput[], request: FacetRequest): SearchResult["facets"][string] {
  const counts = new Map<string, number>();
  for (const doc of docs)
    for (const value of new Set(doc.facets?.[request.name] ?? []))
      if (value.startsWith(request.only ?? "")) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts].map(([value, count]) => ({ value, count }));
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, request.limit), distinct: values.length };
}

function compareRanked(a: Ranked, b: Ranked, options: SearchOptions): number {
  const by = options.sort?.by ?? "score";
  const sign = (options.sort?.descending ?? by === "score") ? -1 : 1;
  const byId = a.doc.id - b.doc.id;
  if (by === "score") return sign * (a.score - b.score) || sign * (a.prior - b.prior) || byId;
  const keyA = sortKeyOf(a.doc, by);
  const keyB = sortKeyOf(b.doc, by);
  if (keyA === null || keyB === null) return Number(keyA === null) - Number(keyB === null) || byId;
  if (typeof keyA === "number" && typeof keyB === "number") return sign * (keyA - keyB) || byId;
  return sign * Buffer.compare(keyA as Buffer, keyB as Buffer) || byId;
}

function sortKeyOf(doc: DocInput, by: string): number | Buffer | null {
  const number = doc.numbers?.[by];
  if (number !== undefined) return Number.isNaN(number) ? null : number;
  const key = doc.sortKeys?.[by];
  if (!key) return null;
  const padded = Buffer.alloc(SORT_KEY_BYTES);
  padded.set(key.subarray(0, SORT_KEY_BYTES));
  return padded.every((byte) => byte === 0) ? null : padded;
}
