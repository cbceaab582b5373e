import { functionCharacters, hasHan } from "@commonshelf/cjk";
import { countMany, type Searcher } from "./engines/contract.ts";
import { parseSearchBox, type QueryPart, queryParts } from "./parse-search-box.ts";
import type { SearchFilter, SearchNode } from "./search-node.ts";

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
const AROUND = new Set(
  (
    "关于 有关 关於 的书 书籍 图书 什么 怎么 如何 为什么 推荐 一本 哪些 方面 相关 想借 想找 想看 有没有 没有 可以 现在 就能 一些 适合 " +
    "關於 有關 的書 書籍 圖書 什麼 怎麼 為什麼 推薦 想找 沒有 現在 適合 " +
    "a an the of on in at by for to and or from with about after before since set into that which who what how is are be can do " +
    "I me my you it this these those some any please want need looking find read borrow recommend book books title titles " +
    "something anything things thing published written available"
  ).split(" "),
);

/**
 * When nothing is found: without the filters; the words of a phrase apart; with fewer words. What is kept of the words is
 * what tells most, the rarest that still find something together; Chinese is cut at words the catalogue knows. The first
 * step that finds something is the answer; null when none does, or when what is left would tell nothing.
 */
export async function relax(
  searcher: Searcher,
  query: string,
  filters: SearchFilter[],
): Promise<Relaxed | null> {
  const apart = query.replace(/["“”《》]/g, " ").trim();
  const steps: Omit<Relaxed, "total" | "filters">[] = [];
  if (filters.length > 0)
    steps.push({ text: query, node: parseSearchBox(query), dropped: { what: "filters" } });
  if (apart !== query.trim() && apart !== "")
    steps.push({ text: apart, node: parseSearchBox(apart), dropped: { what: "phrase" } });
  const totals = await countMany(searcher, steps);
  const first = totals.findIndex((total) => total > 0);
  if (first >= 0) return { ...steps[first]!, filters: [], total: totals[first]! };
  return await withTellingWords(searcher, apart);
}

/** A word or field of its own. `part`: what it was cut from. */
type Piece = { part: string; text: string; node: SearchNode };
/** `telling`: how much it tells; 0: nothing. */
type Weighed = Piece & { total: number; telling: number };

async function withTellingWords(searcher: Searcher, query: string): Promise<Relaxed | null> {
  const size = await searcher.size();
  const pieces = await findPieces(searcher, query, size);
  if (pieces.length < 2) return null;
  const ranked = pieces.filter((piece) => piece.telling > 0).sort((a, b) => b.telling - a.telling);
  if (ranked.length === 0) return null;
  const kept = await findTogether(searcher, pieces, ranked);
  const text = pieces
    .filter((piece) => kept.has(piece))
    .map((piece) => piece.text)
    .join(" ");
  const words = droppedWords(pieces, kept);
  if (words.length === 0) return null;
  // The text is read anew where it leads to, so what is told must be what it finds.
  const node = parseSearchBox(text);
  const [total = 0] = await countMany(searcher, [{ node }]);
  return total > 0 ? { text, node, filters: [], total, dropped: { what: "words", words } } : null;
}

/** So many pieces are tried together by one question; mostly one of the first is in the way. */
const TRIED_AT_ONCE = 4;

/** The pieces that find something together: one after the other is added, and left out again when nothing has it too. */
async function findTogether(
  searcher: Searcher,
  pieces: readonly Weighed[],
  ranked: readonly Weighed[],
): Promise<Set<Weighed>> {
  const kept = new Set<Weighed>(ranked.slice(0, 1));
  for (let at = 1; at < ranked.length; ) {
    const tried = ranked.slice(at, at + TRIED_AT_ONCE);
    const totals = await countMany(
      searcher,
      tried.map((_, i) => {
        const more = new Set(tried.slice(0, i + 1));
        const nodes = pieces.filter((one) => kept.has(one) || more.has(one)).map((one) => one.node);
        return { node: { kind: "and" as const, nodes } };
      }),
    );
    const fails = totals.indexOf(0);
    for (const piece of tried.slice(0, fails < 0 ? tried.length : fails)) kept.add(piece);
    at += fails < 0 ? tried.length : fails + 1;
  }
  return kept;
}

/** The pieces of a query with how much each tells; a Chinese run that finds nothing in the words the catalogue knows. */
async function findPieces(searcher: Searcher, query: string, size: number): Promise<Weighed[]> {
  const wholes = queryParts(query)
    .filter((part) => !part.negated)
    .map(pieceOf);
  const weighed = await weigh(searcher, wholes, size);
  const runs = weighed.map((piece) =>
    piece.total > 0 || !isWords(piece) || !hasHan(piece.text) ? null : piece.text.slice(0, LONGEST_RUN),
  );
  const candidates = [
    ...new Set(runs.flatMap((run) => (run === null ? [] : runsOfScript(run).flatMap(wordsIn)))),
  ];
  const found = candidates.length > 0 ? await searcher.recognise(candidates) : [];
  const known = new Set(candidates.filter((_, i) => found[i] !== null));
  const cut = runs.map((run, i) =>
    run === null
      ? []
      : runsOfScript(run)
          .flatMap((one) => (hasHan(one) ? knownWords((word) => known.has(word), one) : [one]))
          .map((text) => ({ part: weighed[i]!.part, text, node: wordsNode(text) })),
  );
  const parts = await weigh(searcher, cut.flat(), size);
  let at = 0;
  return weighed
    .flatMap((piece, i) => {
      if (runs[i] === null) return [piece];
      at += cut[i]!.length;
      return parts.slice(at - cut[i]!.length, at);
    })
    .slice(0, MOST_PIECES);
}

function pieceOf(part: QueryPart): Piece {
  const { text } = part;
  if (part.form === "group") return { part: text, text: `(${text})`, node: parseSearchBox(`(${text})`) };
  if (part.field === "identifier") return { part: text, text, node: { kind: "identifier", text } };
  if (part.field !== "any" && part.field !== "year")
    return { part: text, text, node: { kind: "words", field: part.field, text } };
  return { part: text, text, node: wordsNode(text) };
}

const wordsNode = (text: string): SearchNode => ({ kind: "words", field: "any", text });

const isWords = ({ node }: Piece): boolean => node.kind === "words" && node.field === "any";

/** The rarer and the longer a word, the more it tells; a heading or a title more than a mere word. */
async function weigh(searcher: Searcher, pieces: readonly Piece[], size: number): Promise<Weighed[]> {
  if (pieces.length === 0) return [];
  const [totals, known] = await Promise.all([
    countMany(searcher, pieces),
    searcher.recognise(pieces.map((piece) => piece.text)),
  ]);
  return pieces.map((piece, i) => {
    const total = totals[i]!;
    return { ...piece, total, telling: tellingOf(piece.text, total, size, known[i] !== null) };
  });
}

const isAround = (text: string): boolean => AROUND.has(text) || AROUND.has(text.toLowerCase());

function tellingOf(text: string, total: number, size: number, isKnown: boolean): number {
  const isCommon = size > SMALL_CATALOGUE && total > size * TELLS_BELOW;
  const characters = [...text];
  const isEmpty = hasHan(text) && characters.every((one) => functionCharacters.has(one));
  if (total === 0 || isCommon || isEmpty || isAround(text)) return 0;
  if (characters.length === 1) return 0;
  const rarity = Math.log(1 + size / total);
  const length = hasHan(text) ? Math.min(4, characters.length) / 2 : 1;
  return rarity * length * (isKnown ? 1.5 : 1);
}

/** What is told as given up, as it was typed: pieces of a word that stand side by side are one again. */
function droppedWords(pieces: readonly Piece[], kept: ReadonlySet<Piece>): string[] {
  const words: string[] = [];
  pieces.forEach((piece, i) => {
    if (kept.has(piece)) return;
    const before = pieces[i - 1];
    const goesOn = before?.part === piece.part && !kept.has(before);
    words.push(goesOn ? words.pop() + piece.text : piece.text);
  });
  return [...new Set(words)];
}

/** Chinese and what stands between it: words of other scripts are not cut. */
const runsOfScript = (run: string): string[] => run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [];

/** All words a run may be cut into, as far as the catalogue must be asked whether it knows them. */
function wordsIn(run: string): string[] {
  const characters = [...run];
  if (characters.length < 3) return [];
  const words: string[] = [];
  for (let start = 0; start < characters.length; start++)
    for (let end = start + 2; end <= Math.min(characters.length, start + LONGEST_WORD); end++)
      words.push(characters.slice(start, end).join(""));
  return words;
}

const KNOWN = 1;
const PAIR = 1.6;
const SINGLE = 1.1;

/** A run cut into the fewest words the catalogue knows as titles, names or headings; what is between them in pairs. */
export function knownWords(isKnown: (word: string) => boolean, run: string): string[] {
  const characters = [...run];
  const count = characters.length;
  if (count < 3) return [run];
  const costs: number[] = new Array(count + 1).fill(0);
  const ends: number[] = new Array(count + 1).fill(count);
  for (let start = count - 1; start >= 0; start--) {
    costs[start] = Number.POSITIVE_INFINITY;
    for (let end = start + 1; end <= Math.min(count, start + LONGEST_WORD); end++) {
      if (end - start === count) continue;
      const cost = costs[end]! + costOf(isKnown, characters.slice(start, end).join(""), end - start);
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

function costOf(isKnown: (word: string) => boolean, word: string, length: number): number {
  if (length === 1) return SINGLE;
  if (AROUND.has(word) || isKnown(word)) return KNOWN;
  return length === 2 ? PAIR : Number.POSITIVE_INFINITY;
}
