import { hasHan, languageOfScript, scriptOf } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { KnownAs, Searcher } from "./engines/contract.ts";
import { type QueryPart, queryParts } from "./parse-search-box.ts";
import type { SearchNode } from "./search-node.ts";
import { romanReadings } from "./terms.ts";

/** Scripts of the pages. */
const SCRIPTS: Partial<Record<Language, "Hans" | "Hant">> = { "zh-Hans": "Hans", "zh-Hant": "Hant" };
const INITIALS = /^[a-z]{2,8}$/;
const VOWELS = /[aeiouy]/;

/** Kinds of writing, as readers say them, and the headings that catalogues give what is written so, in any script. */
const WRITINGS: readonly { said: RegExp; headings: readonly string[] }[] = [
  {
    said: /^(?:小[说說]集?|novels?|fiction)$/iu,
    headings: [
      "小说",
      "长篇小说",
      "中篇小说",
      "短篇小说",
      "小说集",
      "章回小说",
      "科学幻想小说",
      "novels",
      "fiction",
      "short stories",
    ],
  },
  {
    said: /^(?:[诗詩]|[诗詩]歌|[诗詩]集|poems?|poetry)$/iu,
    headings: ["诗歌", "诗集", "新诗", "古典诗歌", "poetry"],
  },
  {
    said: /^(?:散文|散文集|[随隨][笔筆]|essays?)$/iu,
    headings: ["散文", "散文集", "随笔", "杂文", "杂文集", "essays"],
  },
  {
    said: /^(?:[戏戲][剧劇]|[话話][剧劇]|[剧劇]本|plays?|drama)$/iu,
    headings: ["戏剧", "话剧", "话剧剧本", "剧本", "戏曲", "drama"],
  },
];

/** A word of the box that is a kind of writing: what is written so comes before what is written about it. */
export function writingHints(q: string): SearchNode[] {
  const words = queryParts(q).filter((part) => part.field === "any" && !part.negated);
  const found = WRITINGS.find(({ said }) => words.some(({ text }) => said.test(text)));
  if (!found) return [];
  const nodes = found.headings.map((text): SearchNode => ({ kind: "exact", field: "subject", text }));
  return [{ kind: "or", nodes }];
}

/**
 * What puts equal hits in their order: those in the language of what was typed, or, when Latin letters leave it open, of the
 * reader, of these in its script; then those that can be had now. Pinyin and initials are Chinese.
 */
export function languageHints(q: string, language?: Language): SearchNode[] {
  const typed = scriptOf(q);
  const found = languageOfScript(typed) ?? latinLanguage(q, language);
  const now: SearchNode = { kind: "facet", facet: "available", values: ["now"] };
  if (!found) return [now];
  const script = typed === "Hans" || typed === "Hant" ? typed : SCRIPTS[language ?? "en"];
  const written: SearchNode[] = found === "chi" && script ? [{ kind: "script", script }] : [];
  return [{ kind: "facet", facet: "language", values: [found] }, ...written, now];
}

function latinLanguage(q: string, language: Language | undefined): string | undefined {
  const typed = q.trim().toLowerCase();
  const isSounded = romanReadings(typed).length > 0 || (INITIALS.test(typed) && !VOWELS.test(typed));
  if (isSounded && language !== "en") return "chi";
  if (isSounded && INITIALS.test(typed) && !VOWELS.test(typed)) return "chi";
  return language === "en" && /\p{Script=Latin}/u.test(q) ? "eng" : undefined;
}

/** A piece of a query, or Latin words side by side that are one title, name or heading. */
type KnownPart = {
  /** Of several words the first. */
  part: QueryPart;
  text: string;
  known: KnownAs | null;
  /** Words without a field or a sign. */
  isPlain: boolean;
  /** The query that is left without it. */
  without: string;
};

const MOST_JOINED = 6;
const MOST_WORDS = 16;

const isPlain = ({ field, form, negated }: QueryPart): boolean =>
  field === "any" && form === "words" && !negated;
const joined = (parts: readonly QueryPart[]): string => parts.map(({ text }) => text).join(" ");

/**
 * The pieces of a query with what each is known as; Latin words side by side that the catalogue knows as one thing are one:
 * `linear algebra done right axler` -> the title `linear algebra done right`, and `axler`. One question to the engine.
 */
export async function knownParts(searcher: Searcher, query: string): Promise<KnownPart[]> {
  const parts = queryParts(query);
  const spans = parts.flatMap((_, start) =>
    [start + 1, ...endsFrom(parts, start)].map((end) => ({ start, end })),
  );
  const found = await searcher.recognise(spans.map(({ start, end }) => joined(parts.slice(start, end))));
  const knownAs = (start: number, end: number): KnownAs | null =>
    found[spans.findIndex((span) => span.start === start && span.end === end)] ?? null;
  const known: KnownPart[] = [];
  for (let at = 0; at < parts.length; ) {
    const start = at;
    const end = endsFrom(parts, start).findLast((one) => knownAs(start, one) !== null) ?? start + 1;
    const text = joined(parts.slice(start, end));
    const part = parts[start]!;
    const without = end - start === 1 ? part.without : query.replace(/\s+/g, " ").replace(text, " ");
    known.push({
      part,
      text,
      known: knownAs(start, end),
      isPlain: isPlain(part),
      without: without.replace(/\s+/g, " ").trim(),
    });
    at = end;
  }
  return known;
}

/** Where runs of two and more plain Latin words end that begin at a place. */
function endsFrom(parts: readonly QueryPart[], start: number): number[] {
  if (parts.length > MOST_WORDS) return [];
  const ends: number[] = [];
  for (let at = start; at < Math.min(parts.length, start + MOST_JOINED); at++) {
    if (!isPlain(parts[at]!) || hasHan(parts[at]!.text)) break;
    if (at > start) ends.push(at + 1);
  }
  return ends;
}
