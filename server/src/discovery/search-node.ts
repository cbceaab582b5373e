import type { Viewer } from "../audience/index.ts";
import type { Language } from "../kernel/text.ts";
import type { FacetName, ReadingName, SearchField, SortName } from "./words.ts";

/**
 * A query as a tree, the same for the search box, addresses, CQL and the API. Texts are as typed: the analyser folds
 * them, so every script finds the same.
 */
export type SearchNode =
  /** All words of the text, in any order, each in the field. */
  | { kind: "words"; field: SearchField; text: string }
  /** The words next to each other. */
  | { kind: "phrase"; field: SearchField; text: string }
  /** The whole field is this text. */
  | { kind: "exact"; field: "title" | "author" | "subject" | "series" | "call-number"; text: string }
  /** Any word. */
  | { kind: "any-word"; field: SearchField; text: string }
  /** A word that begins so. */
  | { kind: "prefix"; field: SearchField; text: string }
  /** ISBN or ISSN written in any way, current or cancelled. */
  | { kind: "identifier"; text: string }
  | { kind: "instance"; id: number }
  /** Editions of one work. */
  | { kind: "work"; id: number }
  | { kind: "year"; from?: number; to?: number }
  | { kind: "facet"; facet: FacetName; values: string[] }
  /** The title is written so. */
  | { kind: "script"; script: "Hans" | "Hant" }
  | { kind: "and"; nodes: SearchNode[] }
  | { kind: "or"; nodes: SearchNode[] }
  /** Only meaningful inside `and`. */
  | { kind: "not"; node: SearchNode }
  /** `node` decides what is found; what agrees with a hint comes first. */
  | { kind: "prefer"; node: SearchNode; hints: SearchNode[] }
  /** What was typed may mean several things: the first reading that finds something is meant. */
  | { kind: "first-of"; readings: Reading[] }
  | { kind: "everything" };

export type Reading = {
  as: ReadingName;
  node: SearchNode;
  /** It leaves titles out: finding nearly everything, it says nothing. */
  excludes?: boolean;
};

export type SearchFilter =
  | { facet: FacetName; values: string[]; exclude?: boolean }
  | { year: { from?: number; to?: number } };

/** One page of a search. */
export type SearchRequest = {
  node: SearchNode;
  filters?: SearchFilter[];
  sort?: SortName;
  /** 0 … 100; 0: only `total` is wanted. */
  size: number;
  /** Hits to skip; beyond 10,000 only `cursor` goes on. */
  offset?: number;
  cursor?: string;
  /** How many values per facet; 0 or absent: no facets. */
  facetSize?: number;
  /** How many classes, when it is not `facetSize`: a tree is shown by its branches. */
  classSize?: number;
  /** Of the reader: names and headings among the facets are shown in its script. */
  language?: Language;
  /** Who asks; absent: nobody in particular, who sees what is for everybody. */
  viewer?: Viewer;
  /** One hit per work: its best edition. Pages by `offset` only. */
  byWork?: boolean;
};

type SearchHit = { id: number; score: number };

export type SearchResult = {
  total: number;
  /** Works among them when asked for by work, else `total`. */
  works: number;
  hits: SearchHit[];
  cursor: string | null;
  facets: Record<string, { values: { value: string; label?: string; count: number }[]; distinct: number }>;
  /** Counts by year of publication; absent when no facets were asked for. */
  years: { from: number; to: number; count: number }[];
  /** The search ran out of time and shows what was found by then. */
  partial: boolean;
  /** The reading of the box that was taken, when there were several. */
  readAs: ReadingName | null;
};
