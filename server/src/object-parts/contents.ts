import type { ContentsLine } from "../../../web/reader/collections/contents.tsx";
import type { OpenObject } from "../collections/index.ts";
import type { Db } from "../kernel/database.ts";
import { directionOf } from "./arrangements.ts";
import { type SectionTree, sectionsAt, sectionsOf, treeOf } from "./sections.ts";

/** A page as a table of contents leads to it. */
export type ContentsPage = { href: string | null; label: string };

/**
 * The table of contents of an object. `pageAt`: the page a place (from 1) is opened at, or the next that can be; `now`: the
 * place that is open. Pure.
 */
export function contentsOf(
  pages: OpenObject["pages"],
  pageAt: (place: number) => ContentsPage | undefined,
  now?: number,
): ContentsLine[] {
  const trees = treeOf(sectionsOf(pages), pages.length);
  const open = new Set(now === undefined ? [] : sectionsAt(trees, now));
  const lineOf = (one: SectionTree): ContentsLine => {
    const page = pageAt(one.first);
    return {
      label: one.label,
      href: page?.href ?? null,
      page: page?.label ?? "",
      pages: Math.max(0, one.last - one.first + 1),
      current: open.has(one),
      inside: one.inside.map(lineOf),
    };
  };
  return trees.map(lineOf);
}

/** An object as its own pages are turned: in its own direction, or its collection's. */
export async function turnedAs(db: Db, open: OpenObject): Promise<OpenObject> {
  const direction = await directionOf(db, open.object.id);
  if (direction === null) return open;
  return { ...open, config: { ...open.config, rightToLeft: direction === "right-to-left" } };
}
