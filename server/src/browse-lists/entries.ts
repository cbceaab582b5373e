import { callNumberKey, hasHan, schemeOf } from "@commonshelf/cjk";
import { type HeldCallNumber, type InstanceBrief, markFiling } from "../catalogue/index.ts";
import { headingKey, latinLetters, romanLetters } from "./heading-key.ts";
import type { BrowseKind } from "./words.ts";

const LONGEST_TEXT = 240;
const MOST_VARIANTS = 8;
/** A member's shelf of this number is the one shelf of the whole region. */
export const REGION = 0;

/** What an instance gives to the lists: a heading (`target` null), or a form that leads to one. */
export type BrowseEntry = [kind: BrowseKind, key: string, text: string, target: string | null];

/** Where an instance stands on one member's shelves, or on the region's. */
export type ShelfMark = { memberId: number; callNumber: string; key: Buffer };

/** The headings and leading forms of an instance, each folded form once. */
export function browseEntries(brief: InstanceBrief, callNumbers: readonly HeldCallNumber[]): BrowseEntry[] {
  const entries = new Map<string, BrowseEntry>();
  const mark = markFiling(brief);
  const add = (kind: BrowseKind, text: string, target: string | null): string | undefined => {
    const key = headingKey(kind, text);
    if (key === "" || key === target) return undefined;
    const known = entries.get(`${kind} ${key}`);
    if (!known || (known[3] !== null && target === null))
      entries.set(`${kind} ${key}`, [kind, key, text.slice(0, LONGEST_TEXT).toWellFormed(), target]);
    return key;
  };
  const addWithForms = (kind: BrowseKind, value: string, forms: readonly string[]): void => {
    const main = add(kind, value, null);
    if (main !== undefined) for (const form of forms.slice(0, MOST_VARIANTS)) add(kind, form, main);
  };
  for (const person of brief.contributors) addWithForms("author", person.value, person.forms);
  for (const subject of brief.subjects) addWithForms("subject", subject.value, subject.forms);
  addWithForms("title", mark(brief.title.main), titleForms(brief).map(mark));
  for (const mark of shelfMarks(brief, callNumbers)) add("call-number", mark.callNumber, null);
  return [...entries.values()];
}

/** Other titles that would be looked for elsewhere: not those filed where the title itself stands. */
function titleForms(brief: InstanceBrief): string[] {
  const letters = latinLetters("title", brief.title.main);
  const forms = [brief.parallelTitle?.main ?? "", ...brief.otherTitles].filter(Boolean);
  return forms.filter((form) => {
    if (hasHan(form) && !hasHan(brief.title.main)) return true;
    const filed = [latinLetters("title", form), ...romanLetters(form)];
    return !filed.some((own) => own.subarray(0, letters.length).equals(letters));
  });
}

function classNumbersOf(brief: InstanceBrief): string[] {
  return brief.classNumbers.slice(0, 1).map((c) => c.value);
}

const SCHEME_RANK = { clc: 0, ddc: 1, lcc: 2, other: 3 } as const;

/** One place per holding member (its first call number), and one in the region: by the scheme most of it shelves by. */
export function shelfMarks(brief: InstanceBrief, callNumbers: readonly HeldCallNumber[]): ShelfMark[] {
  const marks: ShelfMark[] = [];
  const mark = (memberId: number, callNumber: string): void => {
    const text = callNumber.slice(0, LONGEST_TEXT).toWellFormed();
    marks.push({ memberId, callNumber: text, key: callNumberKey(text) });
  };
  const seen = new Set<number>();
  for (const { memberId, callNumber } of callNumbers) {
    if (seen.has(memberId)) continue;
    seen.add(memberId);
    mark(memberId, callNumber);
  }
  const ranked = callNumbers
    .map((c) => c.callNumber)
    .sort((a, b) => SCHEME_RANK[schemeOf(a)] - SCHEME_RANK[schemeOf(b)]);
  const chosen = ranked[0] ?? classNumbersOf(brief)[0];
  if (chosen !== undefined) mark(REGION, chosen);
  return marks;
}
