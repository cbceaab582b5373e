import { DEEPEST_SECTION, LONGEST_SECTION, type SectionKind } from "./words.ts";

/** A section as it begins at a page: how deep it stands, what it is, what it is called. */
export type SectionStart = { depth: number; kind: SectionKind; label: string };
/** The same with the page it begins at, from 1. It ends where the next begins that is not inside it. */
export type Section = SectionStart & { first: number };

const NUMBER = "[\\d０-９一二三四五六七八九十百千廿卅〇零首上中下末之全甲乙丙丁元亨利貞贞ivxlcdm]";
/** What sections are called, and so what they are, in Chinese by the counted word, in English by the first. */
const NAMES: readonly (readonly [SectionKind, RegExp])[] = (
  [
    ["case", "函", "case|tao"],
    ["volume", "[册冊]", "vol(?:ume)?|band|tome"],
    ["juan", "卷", "juan|book|fasc(?:icle)?"],
    ["piece", "篇", "piece"],
    ["chapter", "[章回]", "chapter|kapitel|chapitre"],
    ["section", "[节節]", "section|abschnitt"],
    ["issue", "[期号號]", "issue|no|number|heft"],
  ] as const
).map(([kind, sign, word]) => [
  kind,
  new RegExp(`^第?${NUMBER}+${sign}|^${sign}${NUMBER}|${sign}$|^(?:${word})\\b`, "i"),
]);

/** What a section is by its name: 卷一 is a 卷, `Vol. 2` a volume; what says nothing is a part. */
export function kindOfSection(label: string): SectionKind {
  return NAMES.find(([, pattern]) => pattern.test(label.trim()))?.[0] ?? "part";
}

/** Depths without gaps: a section stands at most one deeper than the one before it. */
function evened<S extends { depth: number }>(sections: readonly S[]): S[] {
  let before = -1;
  return sections.map((one) => {
    before = Math.max(0, Math.min(one.depth, before + 1, DEEPEST_SECTION));
    return { ...one, depth: before };
  });
}

const LINE = /^([\s\u3000]*)([-–—›>]*)\s*(.*?)(?:[\s.…·:：@]+(\d{1,5}))?$/u;
const widthOf = (blank: string): number =>
  [...blank].reduce((sum, sign) => sum + (sign === "\t" ? 4 : sign === "\u3000" ? 2 : 1), 0);

/**
 * Sections as a cell of a table says them, one a line or parted by `;`: its name and the number of the page it begins at
 * (`卷一 3`), deeper ones indented or after hyphens (`- 序 3`). One without a number begins where the next does.
 */
export function readSections(cell: string): Section[] {
  const found: { depth: number; label: string; first: number | null }[] = [];
  const indents: number[] = [];
  for (const line of cell.split(/\r?\n|[;；|｜]/)) {
    const [, blank = "", signs = "", label = "", number] = LINE.exec(line.trimEnd()) ?? [];
    if (label.trim() === "") continue;
    const width = widthOf(blank);
    while (indents.length > 0 && indents.at(-1)! >= width) indents.pop();
    indents.push(width);
    const depth = signs.length > 0 ? signs.length : indents.length - 1;
    const first = number === undefined ? null : Number(number);
    found.push({ depth, label: label.trim().slice(0, LONGEST_SECTION), first });
  }
  let next: number | null = null;
  const placed = found.toReversed().flatMap(({ first, depth, label }) => {
    next = first ?? next;
    return next === null || next < 1 ? [] : [{ depth, kind: kindOfSection(label), label, first: next }];
  });
  return evened(placed.reverse());
}

/** Sections as a cell says them, for readers of records: `readSections` reads them again. */
export function writeSections(
  sections: readonly { depth: number; label: string; first: number }[],
): string[] {
  return sections.map(({ depth, label, first }) => {
    const plain = label.replace(/[\s;；|｜]+/g, " ").replace(/^[-–—›>\s]+/, "");
    return `${"-".repeat(depth)} ${plain.trim()} @ ${first}`.trim();
  });
}

/**
 * Sections that folders say: files below folders of their own (`卷一/001.jpg`, `卷二/001.jpg`) begin one at each. What all
 * files have in common says nothing, and one folder around everything neither.
 */
export function sectionsOfPaths(paths: readonly string[]): Section[] {
  const folders = paths.map((path) => path.split("/").slice(0, -1));
  const [first = []] = folders;
  let common = 0;
  while (common < first.length && folders.every((one) => one[common] === first[common])) common++;
  const found: Section[] = [];
  let before: string[] = [];
  for (const [at, folder] of folders.entries()) {
    const own = folder.slice(common);
    let same = 0;
    while (same < own.length && own[same] === before[same]) same++;
    for (const [depth, name] of own.entries())
      if (depth >= same) {
        const label = name.slice(0, LONGEST_SECTION);
        found.push({ depth, kind: kindOfSection(label), label, first: at + 1 });
      }
    before = own;
  }
  return evened(found);
}

/** Which sections begin at each of `count` pages; what would begin after the last or before one that came is put right. */
export function startsAt(sections: readonly Section[], count: number): SectionStart[][] {
  const pages: SectionStart[][] = Array.from({ length: count }, () => []);
  let reached = 1;
  for (const { first, depth, kind, label } of evened(sections)) {
    reached = Math.max(reached, first);
    pages[reached - 1]?.push({ depth, kind, label });
  }
  return pages;
}
