import {
  articleTurned,
  figureBehindHan,
  figuresInDigits,
  fold,
  hasHan,
  kanaForms,
  type NumberMention,
  numberMentions,
  stem,
  type Token,
  tokens as tokensOf,
  umlautsSpelledOut,
} from "@commonshelf/cjk";
import type { Query } from "@commonshelf/postings";
import {
  foldedTokens,
  isCharacter,
  isSyllableLetter,
  joinedTerm,
  mentionTerm,
  readingPairs,
  wordTerms,
} from "../../terms.ts";
import type { SearchField } from "../../words.ts";

/** Nothing at all. */
export const NOTHING: Query = { ids: [] };
/** Words of one query that are looked at; the rest of a pasted page says nothing more. */
const MOST_RUNS = 32;
/** Pairs of characters of one run that are asked for; they tell any title from any other. */
const MOST_TERMS = 80;
const LONGEST_RUN = 160;
const MOST_CHARACTERS = 240;

const TEXT_FIELDS: Record<SearchField, string[]> = {
  any: ["title", "author", "subject", "publisher", "series", "note"],
  title: ["title"],
  author: ["author"],
  subject: ["subject"],
  publisher: ["publisher"],
  series: ["series"],
  note: ["note"],
  "call-number": ["key"],
};

/** Fields of the index that hold the words of a field. */
export function textFields(field: SearchField): string[] {
  return TEXT_FIELDS[field];
}

function characterFields(field: SearchField): string[] {
  return TEXT_FIELDS[field].filter((name) => name !== "key").map((name) => `character-${name}`);
}

/** Fields that hold a field's syllables. */
export function syllableFields(kind: "pinyin" | "roman", field: SearchField): string[] {
  if (field === "any") return [`${kind}-title`, `${kind}-author`, `${kind}-other`];
  if (field === "title" || field === "author") return [`${kind}-${field}`];
  return field === "note" || field === "call-number" ? [] : [`${kind}-other`];
}

const BETWEEN_RUNS = /[\s,;:!?()[\]{}"“”，。、；：！？（）《》〈〉【】「」·…—]+/u;
/** Runs of one script, in order: the units that must each be found. `红楼梦 hong` -> `红楼梦`, `hong`. */
export function runsOf(text: string): string[] {
  const runs: string[] = [];
  // Split before folding: folding drops what stands between Han characters.
  for (const piece of figuresInDigits(text.normalize("NFKC")).split(BETWEEN_RUNS)) {
    for (const run of piece.split(/((?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|ー|〇)+)/u))
      if (fold(run)) runs.push(run.slice(0, LONGEST_RUN));
  }
  let characters = 0;
  return runs.slice(0, MOST_RUNS).filter((run) => {
    characters += run.length;
    return characters - run.length < MOST_CHARACTERS;
  });
}

/** All of these; the one itself when there is only one, nothing when there is none. */
export function allOf(parts: readonly Query[]): Query {
  if (parts.length === 0) return NOTHING;
  return parts.length === 1 ? parts[0]! : { and: parts };
}

function bestOf(parts: readonly Query[]): Query {
  return parts.length === 1 ? parts[0]! : { best: parts };
}

const isHanRun = (run: string): boolean =>
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー〇]/u.test(run);

/** Each run in the field, as written or sounded; words of other scripts also as one with their neighbours (e mail, e-mail, email). */
export function matchRuns(runs: readonly string[], field: SearchField, romanLane: number): Query[] {
  const parts: Query[] = [];
  let others: string[] = [];
  const flush = (): void => {
    if (others.length > 0) parts.push(...matchWords(others, field));
    others = [];
  };
  for (const run of runs) {
    if (isHanRun(run)) {
      flush();
      parts.push(matchRun(run, field, romanLane));
    } else others.push(run);
  }
  flush();
  return parts;
}

/** Words in a row: each by itself or as one with the word before or behind it; characters of other scripts by pairs. */
function matchWords(runs: readonly string[], field: SearchField): Query[] {
  const fields = textFields(field);
  const pieces = runs.flatMap((run) => tokensOf(fold(run)));
  const spelled = runs.flatMap((run) => tokensOf(fold(umlautsSpelledOut(run) ?? run)));
  const parts: Query[] = [];
  for (let i = 0; i < pieces.length && parts.length < MOST_TERMS; i++) {
    const piece = pieces[i]!;
    if (isCharacter(piece)) {
      i = matchCharacters(pieces, i, field, parts);
      continue;
    }
    const [before, behind] = [pieces[i - 1], pieces[i + 1]];
    const others = [joined(before, piece), joined(piece, behind), articleTurned(piece.text)];
    if (spelled.length === pieces.length && spelled[i]!.text !== piece.text) others.push(stemOf(spelled[i]!));
    const terms = [stemOf(piece), ...others.filter((term) => term !== undefined)];
    const forms = terms.map((term): Query => ({ term, fields }));
    if (isSyllableLetter(piece)) forms.push({ term: piece.text, fields: characterFields(field) });
    // R and D is written R & D too, and then the two stand side by side.
    if (piece.text === "and" && before?.kind === "latin" && behind?.kind === "latin")
      forms.push({ phrase: [stemOf(before), stemOf(behind)], fields });
    parts.push(bestOf(forms));
  }
  if (runs.length > 1 || pieces.length < 3 || pieces.some(isCharacter)) return parts;
  return [{ best: [allOf(parts), { term: joinedTerm(pieces.map((piece) => piece.text)), fields }] }];
}

function stemOf(piece: Token): string {
  return piece.kind === "latin" ? stem(piece.text) : piece.text;
}

function joined(first: Token | undefined, second: Token | undefined): string | undefined {
  if (!first || !second || isCharacter(first) || isCharacter(second)) return undefined;
  if (first.kind === "number" && second.kind === "number") return undefined;
  return joinedTerm([first.text, second.text]);
}

/** Characters from `at` on, to where they end: by pairs, one alone by itself. Returns the last one's place. */
function matchCharacters(pieces: readonly Token[], at: number, field: SearchField, parts: Query[]): number {
  let end = at;
  while (end + 1 < pieces.length && isCharacter(pieces[end + 1]!)) end++;
  parts.push(...charactersQuery(pieces.slice(at, end + 1), field));
  return end;
}

function charactersQuery(pieces: readonly Token[], field: SearchField): Query[] {
  const characters = pieces.map((piece) => piece.text);
  if (characters.length === 1) return [{ term: fold(characters[0]!), fields: characterFields(field) }];
  const pairs = new Set(characters.slice(1).map((character, i) => characters[i]! + character));
  return [...pairs].slice(0, MOST_TERMS).map((term): Query => ({ term, fields: textFields(field) }));
}

/** One run of Han or kana in the texts as written, or, for Han, in records that have only the romanised form. */
function matchRun(run: string, field: SearchField, romanLane: number): Query {
  const pieces = foldedTokens(run);
  if (pieces.length === 0) return NOTHING;
  const literal = bestOf(kanaForms(run).map((text) => allOf(charactersQuery(foldedTokens(text), field))));
  const roman = syllableFields("roman", field);
  if (pieces.length === 1 || !hasHan(run) || roman.length === 0) return literal;
  const pairs = [...new Map(readingPairs("x:", run).map((pair) => [pair.join(" "), pair])).values()];
  if (pairs.length === 0) return literal;
  const sounded = pairs
    .slice(0, MOST_TERMS)
    .map((variants) => bestOf(variants.map((term): Query => ({ term, fields: roman }))));
  return { best: [literal, { and: sounded, weight: romanLane }] };
}

/**
 * The text with the numbers it speaks of found in any writing: 第七版 also as 7th ed., 二〇〇八 as 2008. Null when it speaks
 * of none.
 */
export function matchNumbers(text: string, field: SearchField, romanLane: number): Query | null {
  const plain = text.normalize("NFKC");
  const mentions = numberMentions(plain).filter((mention) => mention.isMarked);
  if (mentions.length === 0 || mentions.length > MOST_RUNS) return null;
  const parts: Query[] = [];
  let at = 0;
  const rest = (until: number): void => {
    parts.push(...matchRuns(runsOf(plain.slice(at, until)), field, romanLane));
  };
  for (const mention of mentions) {
    rest(mention.start);
    parts.push(matchMention(mention, field, romanLane));
    at = mention.end;
  }
  rest(plain.length);
  return allOf(parts);
}

/**
 * The text with the Han figure it ends with taken for the number of a volume: 三體三 finds 三体Ⅲ. None when it ends otherwise, or
 * in a field where no volumes are.
 */
export function matchFigureBehind(text: string, field: SearchField, romanLane: number): Query[] {
  const behind = field === "any" || field === "title" ? figureBehindHan(text) : undefined;
  if (!behind) return [];
  const { before, value } = behind;
  const figure: Query = {
    best: [
      { term: mentionTerm({ kind: "volume", value }), fields: ["title", "note"] },
      { term: String(value), fields: ["title"] },
    ],
  };
  return [allOf([...matchRuns(runsOf(before), field, romanLane), figure])];
}

/** A number in digits, wherever the record writes it: editions and volumes often stand in notes. */
function matchMention(mention: NumberMention, field: SearchField, romanLane: number): Query {
  const fields = [...new Set([...textFields(field), ...(mention.kind === "number" ? [] : ["note"])])];
  const asWritten = allOf(matchRuns(runsOf(mention.text), field, romanLane));
  return { best: [{ term: mentionTerm(mention), fields }, asWritten] };
}

/** Terms of a text that may be asked for as a phrase: without single characters at its ends, which the index has in pairs only. */
export function phraseTerms(text: string): readonly string[] {
  return wordTerms(text).slice(0, MOST_TERMS);
}
