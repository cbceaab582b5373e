import { functionCharacters, hasHan } from "@commonshelf/cjk";
import { parseSearchBox, type QueryPart, queryParts } from "./parse-search-box.ts";
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

const MOST_PIECES = 12;
const LONGEST_WORD = 8;
const LONGEST_RUN = 40;
/** A word that so large a share of all titles has tells nothing. */
const TELLS_BELOW = 0.1;
const SMALL_CATALOGUE = 50;
/** Words around what is looked for, in questions typed as one talks. */
const AROUND = new Set([
  "关于",
  "有关",
  "关於",
  "的书",
  "书籍",
  "图书",
  "什么",
  "怎么",
  "如何",
  "为什么",
  "推荐",
  "一本",
  "哪些",
  "方面",
  "相关",
]);

/**
 * When nothing is found: without the filters; the words of a phrase apart; with fewer words. What is kept of the words is
 * what tells most, the rarest that still find something together; Chinese is cut at words the catalogue knows. The first
 * step that finds something is the answer; null when none does, or when what is left would tell nothing.
 */
export function relax(searcher: Searcher, query: string, filters: SearchFilter[]): Relaxed | null {
  const count = (node: SearchNode): number => searcher.count(node);
  const node = parseSearchBox(query);
  if (filters.length > 0) {
    const total = count(node);
    if (total > 0) return { text: query, node, filters: [], total, dropped: { what: "filters" } };
  }
  const apart = query.replace(/["“”《》]/g, " ").trim();
  if (apart !== query.trim() && apart !== "") {
    const loose = parseSearchBox(apart);
    const total = count(loose);
    if (total > 0) return { text: apart, node: loose, filters: [], total, dropped: { what: "phrase" } };
  }
  return withTellingWords(searcher, apart);
}

type Piece = { part: string; text: string; node: SearchNode; total: number; telling: number };

function withTellingWords(searcher: Searcher, query: string): Relaxed | null {
  const parts = queryParts(query).filter((part) => !part.negated);
  const pieces = parts.flatMap((part) => piecesOf(searcher, part)).slice(0, MOST_PIECES);
  if (pieces.length < 2) return null;
  const ranked = pieces.filter((piece) => piece.telling > 0).sort((a, b) => b.telling - a.telling);
  if (ranked.length === 0) return null;
  const kept = new Set<Piece>();
  let best: { node: SearchNode; total: number } | null = null;
  for (const piece of ranked) {
    const nodes = pieces.filter((one) => kept.has(one) || one === piece).map((one) => one.node);
    const node: SearchNode = nodes.length === 1 ? nodes[0]! : { kind: "and", nodes };
    const total = nodes.length === 1 ? piece.total : searcher.count(node);
    if (total === 0) continue;
    kept.add(piece);
    best = { node, total };
  }
  if (best === null) return null;
  const text = pieces
    .filter((piece) => kept.has(piece))
    .map((piece) => piece.text)
    .join(" ");
  const words = droppedWords(pieces, kept);
  if (words.length === 0) return null;
  // The text is read anew where it leads to, so what is told must be what it finds.
  const node = parseSearchBox(text);
  const total = searcher.count(node);
  return total > 0 ? { text, node, filters: [], total, dropped: { what: "words", words } } : null;
}

/** How much a word tells: the rarer and the longer the more, a heading or a title more than a mere word; 0: nothing. */
function tellingOf(searcher: Searcher, text: string, total: number): number {
  const { size } = searcher;
  const isCommon = size > SMALL_CATALOGUE && total > size * TELLS_BELOW;
  const characters = [...text];
  const isEmpty = hasHan(text) && characters.every((one) => functionCharacters.has(one));
  if (total === 0 || isCommon || isEmpty || AROUND.has(text)) return 0;
  if (hasHan(text) && characters.length === 1) return 0;
  const rarity = Math.log(1 + size / total);
  const length = hasHan(text) ? Math.min(4, characters.length) / 2 : 1;
  return rarity * length * (searcher.recognise(text) === null ? 1 : 1.5);
}

/** What is told as given up: the pieces of a word in their order, together where nothing of the word is kept. */
function droppedWords(pieces: readonly Piece[], kept: ReadonlySet<Piece>): string[] {
  const isKept = new Set(pieces.filter((piece) => kept.has(piece)).map((piece) => piece.part));
  const words = pieces
    .filter((piece) => !kept.has(piece))
    .map((piece) => (isKept.has(piece.part) ? piece.text : piece.part));
  return [...new Set(words)];
}

/** A word or field of its own; a Chinese run that finds nothing in the words the catalogue knows. */
function piecesOf(searcher: Searcher, part: QueryPart): Piece[] {
  const piece = (text: string, node: SearchNode): Piece => {
    const total = searcher.count(node);
    return { part: part.text, text, node, total, telling: tellingOf(searcher, text, total) };
  };
  if (part.field === "identifier") return [piece(part.text, { kind: "identifier", text: part.text })];
  if (part.field !== "any" && part.field !== "year")
    return [piece(part.text, { kind: "words", field: part.field, text: part.text })];
  const whole = piece(part.text, wordsNode(part.text));
  if (whole.total > 0 || !hasHan(part.text)) return [whole];
  return knownWords(searcher, part.text.slice(0, LONGEST_RUN)).map((text) => piece(text, wordsNode(text)));
}

const wordsNode = (text: string): SearchNode => ({ kind: "words", field: "any", text });

const KNOWN = 1;
const PAIR = 1.6;
const SINGLE = 1.1;

/** A run cut into the fewest words the catalogue knows as titles, names or headings; what is between them in pairs. */
export function knownWords(searcher: Pick<Searcher, "recognise">, run: string): string[] {
  const characters = [...run];
  const count = characters.length;
  if (count < 3) return [run];
  const costs: number[] = new Array(count + 1).fill(0);
  const ends: number[] = new Array(count + 1).fill(count);
  for (let start = count - 1; start >= 0; start--) {
    costs[start] = Number.POSITIVE_INFINITY;
    for (let end = start + 1; end <= Math.min(count, start + LONGEST_WORD); end++) {
      if (end - start === count) continue;
      const cost = costs[end]! + costOf(searcher, characters.slice(start, end).join(""), end - start);
      if (cost >= costs[start]!) continue;
      costs[start] = cost;
      ends[start] = end;
    }
  }
  const words: string[] = [];
  for (let start = 0; start < count; start = ends[start]!)
    words.push(characters.slice(start, ends[start]!).join(""));
  return words;
}

function costOf(searcher: Pick<Searcher, "recognise">, word: string, length: number): number {
  if (length === 1) return SINGLE;
  if (AROUND.has(word) || searcher.recognise(word) !== null) return KNOWN;
  return length === 2 ? PAIR : Number.POSITIVE_INFINITY;
}
