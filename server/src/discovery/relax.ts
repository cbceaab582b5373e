import { hasHan } from "@commonshelf/cjk";
import { parseSearchBox, queryParts } from "./parse-search-box.ts";
import type { SearchFilter, SearchNode } from "./search-node.ts";
import type { Searcher } from "./searcher.ts";

/** A search that finds something, and what was given up for it. */
export type Relaxed = {
  /** The query that is left. */
  text: string;
  node: SearchNode;
  filters: SearchFilter[];
  total: number;
  /** What was given up: filters, that words stand together, single words. */
  dropped: { what: "filters" | "phrase" } | { what: "words"; words: string[] };
};

const MOST_PIECES = 6;

/**
 * When nothing is found: without the filters; the words of a phrase apart; without the word that tells least, that is
 * the one whose loss leaves most. The first step that finds something is the answer; null when none does.
 */
export function relax(searcher: Searcher, query: string, filters: SearchFilter[]): Relaxed | null {
  const count = (node: SearchNode, with_: SearchFilter[]): number =>
    searcher.search({ node, filters: with_, size: 1 }).total;
  const node = parseSearchBox(query);
  if (filters.length > 0) {
    const total = count(node, []);
    if (total > 0) return { text: query, node, filters: [], total, dropped: { what: "filters" } };
  }
  const apart = query.replace(/["“”《》]/g, " ").trim();
  if (apart !== query.trim() && apart !== "") {
    const loose = parseSearchBox(apart);
    const total = count(loose, []);
    if (total > 0) return { text: apart, node: loose, filters: [], total, dropped: { what: "phrase" } };
  }
  return withFewerWords(apart, count);
}

function withFewerWords(
  query: string,
  count: (node: SearchNode, filters: SearchFilter[]) => number,
): Relaxed | null {
  let text = query;
  const dropped: string[] = [];
  for (let step = 0; step < MOST_PIECES; step++) {
    const pieces = piecesOf(text);
    if (pieces.length < 2 || pieces.length > MOST_PIECES) return null;
    const choices = pieces.map((piece) => {
      const node = parseSearchBox(piece.without);
      return { ...piece, node, total: count(node, []) };
    });
    const best = choices.reduce((a, b) => (b.total > a.total ? b : a));
    if (best.total > 0)
      return {
        text: best.without,
        node: best.node,
        filters: [],
        total: best.total,
        dropped: { what: "words", words: [...dropped, best.text] },
      };
    const last = choices.at(-1)!;
    dropped.push(last.text);
    text = last.without;
  }
  return null;
}

/** Pieces that can be given up: words apart, or the halves of one long Chinese run. */
function piecesOf(text: string): { text: string; without: string }[] {
  const parts = queryParts(text);
  if (parts.length > 1) return parts.map((part) => ({ text: part.text, without: part.without }));
  const run = [...text];
  if (!hasHan(text) || run.length < 4) return [];
  const half = Math.ceil(run.length / 2);
  return [
    { text: run.slice(half).join(""), without: run.slice(0, half).join("") },
    { text: run.slice(0, half).join(""), without: run.slice(half).join("") },
  ];
}
