import {
  functionCharacters,
  hasHan,
  isAskingWord,
  knownWords,
  runsOfScript,
  wordsIn,
} from "@commonshelf/cjk";
import { knownParts } from "./box-hints.ts";
import { countMany, type Searcher } from "./engines/contract.ts";
import { parseSearchBox, type QueryPart } from "./parse-search-box.ts";
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
const LONGEST_RUN = 40;
/** A word that so large a share of all titles has tells nothing. */
const TELLS_BELOW = 0.1;
/** A part of a longer word tells less by itself: 研究 of 研究生英语, 历史 of 唐朝历史. */
const PART_TELLS_BELOW = 0.03;
const SMALL_CATALOGUE = 50;
/** Which volume or edition of a book: 第八版, 上册, 3rd. It helps to tell one of several, and alone tells of no book. */
const EDITION =
  /^(?:第?[一二三四五六七八九十百\d]+[版卷册冊辑輯编編部]|[上中下][册冊卷]|\d{1,3}(?:st|nd|rd|th)?|edition|ed|volume|vol)$/iu;
const OF_AN_EDITION = 0.01;
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
  if (ranked.length === 0 || ranked[0]!.telling <= OF_AN_EDITION) return null;
  const kept = await findTogether(searcher, pieces, ranked);
  const text = pieces
    .filter((piece) => kept.has(piece))
    .map((piece) => piece.text)
    .join(" ");
  const words = droppedWords(pieces, kept);
  // The text is read anew where it leads to, so what is told must be what it finds.
  const node = parseSearchBox(text);
  const [total = 0] = await countMany(searcher, [{ node }]);
  if (total === 0) return null;
  // A title and its author typed as one, 三体刘慈欣: nothing is given up but that they stand together.
  const dropped = words.length > 0 ? { what: "words" as const, words } : { what: "phrase" as const };
  return { text, node, filters: [], total, dropped };
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
  const wholes = (await knownParts(searcher, query))
    .filter(({ part }) => !part.negated)
    .map(({ part, text }) =>
      text === part.text ? pieceOf(part) : { part: text, text, node: wordsNode(text) },
    );
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
      : knownWords((word) => known.has(word), run).map((text) => ({
          part: weighed[i]!.part,
          text,
          node: wordsNode(text),
        })),
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
    const isPart = piece.text !== piece.part && hasHan(piece.text);
    const share = isPart ? PART_TELLS_BELOW : TELLS_BELOW;
    return {
      ...piece,
      total,
      telling: tellingOf(piece.text, { total, most: size * share, size }, known[i] !== null),
    };
  });
}

function tellingOf(
  text: string,
  { total, most, size }: { total: number; most: number; size: number },
  isKnown: boolean,
): number {
  const isCommon = size > SMALL_CATALOGUE && total > most;
  const characters = [...text];
  const isEmpty = hasHan(text) && characters.every((one) => functionCharacters.has(one));
  if (total === 0 || isCommon || isEmpty || isAskingWord(text)) return 0;
  if (characters.length === 1) return 0;
  if (EDITION.test(text)) return OF_AN_EDITION;
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
