import { languageOfScript, scriptOf } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import { queryParts } from "./parse-search-box.ts";
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
