import { emptySuggestTable, type SuggestTable, SuggestTableBuilder, suggest } from "@commonshelf/cjk";
import type { Db } from "../kernel/database.ts";
import { publicListTitles } from "../lists/index.ts";

/** A public list whose title begins as typed. */
export type ListSuggestion = { kind: "list"; text: string; titles: number; listId: string };

const KEPT_MS = 15_000;
/** The lists changed last; far more than a region keeps up with. */
const MOST_LISTS = 5000;
const SEPARATOR = "\u0000";

/**
 * Suggests public lists by title, in any script, pinyin or initials. The titles are read again every quarter of a
 * minute at most, behind the answer: a list made public is offered shortly after somebody begins to type.
 */
export function createListSuggestions(
  db: Db,
  report: (error: unknown) => void,
): (typed: string, limit: number) => ListSuggestion[] {
  let table: SuggestTable = emptySuggestTable();
  let readAt = Number.NEGATIVE_INFINITY;
  const read = async (): Promise<void> => {
    const builder = new SuggestTableBuilder();
    for (const list of await publicListTitles(db, MOST_LISTS))
      builder.add("title", list.title, list.titles, `${list.title}${SEPARATOR}${list.id}`);
    table = builder.build();
  };
  const refresh = (): void => {
    if (performance.now() - readAt < KEPT_MS) return;
    readAt = performance.now();
    read().catch(report);
  };
  refresh();
  return (typed, limit) => {
    refresh();
    return suggest(table, typed, limit).map(({ text, titles }) => {
      const [title = "", listId = ""] = text.split(SEPARATOR);
      return { kind: "list", text: title, titles, listId };
    });
  };
}
