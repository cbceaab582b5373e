import type { Section, SectionStart } from "../object-formats/index.ts";

/** A section with the pages it holds, places in the order of pages from 1, and the sections inside it. */
export type SectionTree = Section & { last: number; inside: SectionTree[] };

/** The sections of pages in their order. Pure. */
export function sectionsOf(pages: readonly { starts: readonly SectionStart[] }[]): Section[] {
  return pages.flatMap(({ starts }, at) => starts.map((one) => ({ ...one, first: at + 1 })));
}

/**
 * Sections inside each other. One ends before the next that is not inside it begins; one that another takes the place of at
 * once holds no page (`last < first`). Pure.
 */
export function treeOf(sections: readonly Section[], pages: number): SectionTree[] {
  const top: SectionTree[] = [];
  const above: SectionTree[] = [];
  for (const one of sections) {
    while (above.length > 0 && above.at(-1)!.depth >= one.depth) above.pop()!.last = one.first - 1;
    const node: SectionTree = { ...one, last: pages, inside: [] };
    (above.at(-1)?.inside ?? top).push(node);
    above.push(node);
  }
  return top;
}

/** Which sections a page lies in, the outer ones first. Pure. */
export function sectionsAt(trees: readonly SectionTree[], place: number): SectionTree[] {
  const found = trees.find((one) => one.first <= place && place <= one.last);
  return found ? [found, ...sectionsAt(found.inside, place)] : [];
}
