import { emptySuggestTable, type SuggestTable, SuggestTableBuilder, suggest } from "@commonshelf/cjk";
import type { Db } from "../kernel/database.ts";
import { publicListsMark, publicListTitles } from "../lists/index.ts";

/** A public list whose title begins as typed. */
export type ListSuggestion = { kind: "list"; text: string; titles: number; listId: string };

const KEPT_MS = 1000;
/** The lists changed last; far more than a region keeps up with. */
const MOST_LISTS = 5000;
const SEPARATOR = "\u0000";

/**
 * Suggests public lists by title, in any script, pinyin or initials. While somebody types, each process asks every
 * second at most whether a list changed, and then reads the titles anew before it answers.
 */
export function createListSuggestions(
  db: Db,
  report: (error: unknown) => void,
): (typed: string, limit: number) => Promise<ListSuggestion[]> {
  let table: SuggestTable = emptySuggestTable();
  let built = "";
  let readAt = Number.NEGATIVE_INFINITY;
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    const found = await publicListsMark(db);
    if (found === built) return;
    const builder = new SuggestTableBuilder();
    for (const list of await publicListTitles(db, MOST_LISTS))
      builder.add("title", list.title, list.titles, `${list.title}${SEPARATOR}${list.id}`);
    table = builder.build();
    built = found;
  };
  return async (typed, limit) => {
    if (performance.now() - readAt > KEPT_MS) {
      readAt = performance.now();
      reading = read().catch(report);
    }
    await reading;
    return suggest(table, typed, limit).map(({ text, titles }) => {
      const [title = "", listId = ""] = text.split(SEPARATOR);
      return { kind: "list", text: title, titles, listId };
    });
  };
}
