import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import {
  createListSuggestions,
  orWithout,
  type Searcher,
  suggestHeadings,
  suggestionSchema,
  suggestTitles,
} from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { type Language, languages } from "../kernel/text.ts";

type Suggestion = z.output<typeof suggestionSchema>;

/** Fewer letters begin too many names. */
const SHORTEST = 2;
const MOST_ALIASES = 2;

/** What is offered while somebody types. */
export function registerSuggest(app: App, deps: RouteDeps & { searcher: Searcher }): void {
  const listsBeginning = createListSuggestions(deps.db, (error) =>
    app.log.error({ err: error }, "lists not read"),
  );
  app.get(
    "/api/v1/suggest",
    {
      schema: {
        summary:
          "Headings that begin as typed or hold its words, what readers also call books, and public lists, in any script, pinyin or initials",
        tags: ["discovery"],
        querystring: z.object({
          q: z.string().max(100).default(""),
          size: z.coerce.number().int().min(1).max(20).default(5).describe("Most of each kind"),
          language: z.enum(languages).optional().describe("Of the reader: headings are given in its script"),
        }),
        response: { 200: listOf(suggestionSchema), ...refusals(400) },
      },
    },
    async (request, reply) => {
      const { q, size, language } = request.query;
      reply.header("cache-control", "public, max-age=60");
      const [called, headings, lists] = await Promise.all([
        orWithout(suggestCalled(deps, q, size, language), []),
        orWithout(suggestHeadings(deps, q, size, language), []),
        listsBeginning(q, size),
      ]);
      return { items: [...withCalled(called, headings, size), ...lists] };
    },
  );
}

/** Titles meant by names that begin as typed: csa -> CSAPP, 深入理解计算机系统. The name itself first, then shorter ones. */
async function suggestCalled(
  deps: { db: Db; searcher: Searcher },
  typed: string,
  size: number,
  language: Language | undefined,
): Promise<Suggestion[]> {
  const key = foldKey(typed);
  if ([...key].length < SHORTEST) return [];
  const { rows } = await sql<{ said: string; means: string }>`
    select a.said, a.means from phrasing.alias a where starts_with(a.key, ${key})
    order by length(a.key), a.key limit ${MOST_ALIASES}`.execute(deps.db);
  const found = await Promise.all(rows.map(({ means }) => suggestTitles(deps, means, size, language)));
  return found.flatMap((titles, i) => titles.map((title) => ({ ...title, said: rows[i]!.said })));
}

/** The headings, with what books are called before other titles; a title comes once, at most `size` of them. */
function withCalled(called: Suggestion[], headings: Suggestion[], size: number): Suggestion[] {
  if (called.length === 0) return headings;
  const titles = [...called, ...headings.filter(({ kind }) => kind === "title")];
  const keys = titles.map(({ text }) => foldKey(text));
  const once = titles.filter((_, i) => keys.indexOf(keys[i]!) === i).slice(0, size);
  return [...once, ...headings.filter(({ kind }) => kind !== "title")];
}
