import { scriptOf } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { SearchNode } from "./search-node.ts";
import { romanReadings } from "./terms.ts";

/** Languages (ISO 639-2/B) of what is typed in a script. */
const BY_SCRIPT: Partial<Record<ReturnType<typeof scriptOf>, string>> = {
  Hans: "chi",
  Hant: "chi",
  Hani: "chi",
  Jpan: "jpn",
  Kore: "kor",
};
const INITIALS = /^[a-z]{2,8}$/;
const VOWELS = /[aeiouy]/;

/**
 * What puts equal hits in their order: those in the language of what was typed, or, when Latin letters leave it open, of the
 * reader; then those that can be had now. Pinyin and initials are Chinese.
 */
export function languageHints(q: string, language?: Language): SearchNode[] {
  const found = BY_SCRIPT[scriptOf(q)] ?? latinLanguage(q, language);
  const now: SearchNode = { kind: "facet", facet: "available", values: ["now"] };
  return found ? [{ kind: "facet", facet: "language", values: [found] }, now] : [now];
}

function latinLanguage(q: string, language: Language | undefined): string | undefined {
  const typed = q.trim().toLowerCase();
  const isSounded = romanReadings(typed).length > 0 || (INITIALS.test(typed) && !VOWELS.test(typed));
  if (isSounded && language !== "en") return "chi";
  if (isSounded && INITIALS.test(typed) && !VOWELS.test(typed)) return "chi";
  return language === "en" && /\p{Script=Latin}/u.test(q) ? "eng" : undefined;
}
