import { sql } from "kysely";
import { getInstances } from "../../catalogue/index.ts";
import type { Feed } from "../../feeds/index.ts";
import { sendFeed } from "../../feeds/index.ts";
import { localePaths, paramsOf } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { type App, originOf } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import { translator } from "../../messages/index.ts";
import {
  parseSearchState,
  type SearchState,
  searchRequestOf,
  writeSearchState,
} from "../discovery/search-state.ts";
import type { SiteDeps } from "../site-deps.ts";
import { feedEntry } from "./feed.ts";
import { instanceHref } from "./record-view.ts";

/** Titles in a feed: a day's cataloguing of a busy region. */
const ENTRIES = 50;
const FEED_COST = 4;
/** The year the ids of entries were coined in; it never changes (RFC 4151). */
const TAG_YEAR = 2026;

/**
 * Mounts `/en/search.atom` and `/en/search.rss` with the parameters of the results page: what a search finds, newest
 * first. Answers 304 to who has it already.
 */
export function registerFeeds(app: App, deps: SiteDeps, language: Language): void {
  for (const format of ["atom", "rss"] as const) {
    app.get(
      `${localePaths[language]}/search.${format}`,
      { schema: { hide: true }, config: { cost: FEED_COST } },
      async (request, reply) => {
        const origin = originOf(request, deps.config);
        const state = parseSearchState(paramsOf(request));
        const feed = await findFeed(deps, feedState(state), { language, origin, format });
        return sendFeed(request, reply, feed, format);
      },
    );
  }
}

/** The state a feed follows: each edition on its own, the newest first, from the first page. */
function feedState(state: SearchState): SearchState {
  return { ...state, sort: "added", grouped: false, page: 1 };
}

/** Address of the feed that follows a results page. */
export function feedHref(base: string, state: SearchState, format: "atom" | "rss"): string {
  const query = writeSearchState({ ...state, sort: "relevance", grouped: true, page: 1 });
  return `${base}/search.${format}${query ? `?${query}` : ""}`;
}

type FeedPlace = { language: Language; origin: string; format: "atom" | "rss" };

async function findFeed(
  deps: Pick<SiteDeps, "db" | "searcher">,
  state: SearchState,
  { language, origin, format }: FeedPlace,
): Promise<Feed> {
  const t = translator(language);
  const base = localePaths[language];
  const { hits } = await deps.searcher.search({
    ...searchRequestOf(state),
    size: ENTRIES,
    offset: 0,
    facetSize: 0,
  });
  const ids = hits.map((hit) => hit.id);
  const [instances, dates] = await Promise.all([getInstances(deps.db, ids), instanceDates(deps.db, ids)]);
  const authority = new URL(origin).hostname;
  const entries = instances.map((instance) => {
    const known = dates.get(instance.id);
    return feedEntry(instance.brief, {
      id: `tag:${authority},${TAG_YEAR}:instance/${instance.id}`,
      href: origin + instanceHref(instance.id, language),
      published: known?.created ?? new Date(0),
      updated: known?.changed ?? new Date(0),
    });
  });
  const query = writeSearchState({ ...state, sort: "relevance", grouped: true });
  const words = state.q || state.cql;
  return {
    id: `tag:${authority},${TAG_YEAR}:search${base}${query ? `?${query}` : ""}`,
    title: words ? t("cite.feed.title", { query: words }) : t("cite.feed.title-all"),
    siteName: t("site.name"),
    language,
    self: origin + feedHref(base, state, format),
    page: `${origin}${base}/search?${writeSearchState({ ...state, grouped: true })}`,
    updated: new Date(Math.max(0, ...entries.map((entry) => entry.updated.getTime()))),
    entries,
  };
}

/** When instances came and when their descriptions last changed. */
async function instanceDates(db: Db, ids: number[]): Promise<Map<number, { created: Date; changed: Date }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; created_at: Date; changed_at: Date }>`
    select i.id, i.created_at, i.changed_at from catalogue.instance_trail i where i.id = any(${ids}::bigint[])`.execute(
    db,
  );
  return new Map(
    rows.map((row) => [row.id, { created: new Date(row.created_at), changed: new Date(row.changed_at) }]),
  );
}
