import type { Suggestion } from "@commonshelf/cjk";
import { Problem } from "../../kernel/problem.ts";
import type { Recipe } from "../ranking.ts";
import type { SearchRequest, SearchResult } from "../search-node.ts";

/**
 * What every search engine gives, in this process or elsewhere: site, API, SRU and alerts ask by it and know no engine.
 * Questions and answers are plain data that can be sent over a wire; what is asked several times is asked in one batch.
 * Every promise may be refused by `search-unavailable` 503: the engine cannot be asked now. `testing-contract-suite.ts` says what
 * an engine must do.
 */
export type Searcher = {
  /**
   * One page of a search. Refuses `cursor-invalid` 400 for a cursor that is none or belongs to another order,
   * `query-too-long` 400 for what it will not look for.
   */
  search(request: SearchRequest): Promise<SearchResult>;
  /** Several searches by one question; answers stand in the order of the requests. One refused refuses all. */
  searchMany(requests: readonly SearchRequest[]): Promise<SearchResult[]>;
  /** The first hits of a search with how each score came about, by the recipe in force or another one. */
  explain(
    request: Pick<SearchRequest, "node" | "filters" | "size" | "viewer">,
    recipe?: Recipe,
  ): Promise<ExplainedHit[]>;
  /** What each whole text is best known as: a name, a title, a heading; null when it is none of them. */
  recognise(texts: readonly string[]): Promise<(KnownAs | null)[]>;
  /** Ids of titles that share most pairs of characters of a Chinese text with it in their title or a name. */
  alike(text: string, limit: number): Promise<number[]>;
  /** Headings that begin as typed, in whatever script, the heaviest of each kind first. */
  suggest(typed: string, perKind: number): Promise<Suggestion[]>;
  /** For each row of letters the headings that are read so as a whole (pinyin, Latin), the heaviest first. */
  readSo(letters: readonly string[], limit: number): Promise<Suggestion[][]>;
  /** For each Latin word whether titles or names have it, and the words they have that are one letter off. */
  wordsLike(words: readonly string[]): Promise<WordsLike[]>;
  /** Titles that can be found now. */
  size(): Promise<number>;
};

export type KnownAs = "title" | "author" | "subject";

/** `near`: most frequent first; empty for a word that is known. */
type WordsLike = { known: boolean; near: Suggestion[] };

/** How a hit's score came about, as a tree; `figures`: whatever numbers the engine reckons with. */
type Explanation = {
  what: string;
  score: number;
  figures?: Readonly<Record<string, number>>;
  parts?: readonly Explanation[];
};

/** A hit and the tree of what its score is made of. */
export type ExplainedHit = { id: number; score: number; explanation: Explanation };

/** What keeps an engine's index in agreement with the catalogue; told of changes by the outbox. */
export type CatalogueFollower = {
  /** Brings those of these instances up to date whose present version is not the indexed one. */
  follow(ids: readonly number[]): Promise<void>;
  /** Brings these instances up to date, whatever their version. */
  update(ids: readonly number[]): Promise<void>;
  /** Sets which members have a copy of these instances on the shelf, as the items are now. */
  updateAvailability(ids: readonly number[]): Promise<void>;
  /** Takes over an index that another process has built anew. */
  adoptSnapshot(): Promise<void>;
};

/** The refusal of an engine that cannot be asked now; pages that only show something more beside go on without. */
export function searchUnavailable(): Problem {
  return new Problem("search-unavailable", 503);
}

/** `work`, or `without` when the engine cannot be asked: for what a page can do without. Other failures stay failures. */
export async function orWithout<T>(work: Promise<T>, without: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && error.code === "search-unavailable") return without;
    throw error;
  }
}

/** Titles each of several searches finds, by one question, none of them shown. */
export async function countMany(
  searcher: Pick<Searcher, "searchMany">,
  requests: readonly Omit<SearchRequest, "size">[],
): Promise<number[]> {
  if (requests.length === 0) return [];
  const results = await searcher.searchMany(requests.map((request) => ({ ...request, size: 0 })));
  return results.map((result) => result.total);
}
