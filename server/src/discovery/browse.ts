import {
  type BrowseRequest,
  type CountTitles,
  type HeadingScan,
  headingsAround,
  type PlaceInList,
  pageOf,
} from "../browse-lists/index.ts";
import type { BrowsePage } from "../browse-lists/schema.ts";
import type { Db } from "../kernel/database.ts";
import { countMany, orWithout, type Searcher } from "./engines/contract.ts";

/** One page of a browse list, each line with what a search for it finds. */
export function browse(db: Db, searcher: Searcher, request: BrowseRequest): Promise<BrowsePage> {
  return pageOf(db, countBy(searcher), request);
}

/** Headings around a text, for protocols, each with what a search for it finds. */
export function scanHeadings(db: Db, searcher: Searcher, place: PlaceInList): Promise<HeadingScan> {
  return headingsAround(db, countBy(searcher), place);
}

/**
 * Titles that the search behind each heading finds: those described by it in any script, romanised records too; one
 * question for all. Call numbers are counted by the list itself; so is a heading the index has not heard of yet, and
 * every one while the index cannot be asked.
 */
function countBy(searcher: Searcher): CountTitles {
  return async (kind, headings) => {
    if (kind === "call-number") return headings.map((heading) => heading.titles);
    const asked = headings.map(({ display }) => ({
      node: { kind: "exact" as const, field: kind, text: display },
    }));
    const totals = await orWithout(countMany(searcher, asked), []);
    return headings.map((heading, i) => totals[i] || heading.titles);
  };
}
