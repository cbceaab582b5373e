import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { dateIn } from "../kernel/time.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { wordsFromQuery } from "./search-words.ts";
import { suggestionsOf } from "./suggestion-lists.ts";

const suggestions = page({
  path: "/suggestions",
  component: "SuggestionsPage",
  find: async ({ db, site, actor, homeMemberId, query }) => ({
    asked: (query.q ?? "").slice(0, 300),
    words: wordsFromQuery(query.q ?? ""),
    mayAsk: homeMemberId !== null,
    own: actor === null ? [] : await suggestionsOf(db, actor.personId),
    day: (instant: string) => formatDate(dateIn(site.zone, new Date(instant)), site.language),
  }),
});

/** Asking for a book, and what became of what was asked for. */
export const acquisitionPages: readonly ReaderPage[] = [suggestions];
