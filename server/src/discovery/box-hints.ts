import { languageOfScript, scriptOf } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { SearchNode } from "./search-node.ts";
import { romanReadings } from "./terms.ts";

/** Scripts of the pages. */
const SCRIPTS: Partial<Record<Language, "Hans" | "Hant">> = { "zh-Hans": "Hans", "zh-Hant": "Hant" };
const INITIALS = /^[a-z]{2,8}$/;
const VOWELS = /[aeiouy]/;

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
