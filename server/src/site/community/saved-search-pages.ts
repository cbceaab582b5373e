import { createElement } from "react";
import { getInstances } from "../../catalogue/index.ts";
import { filtersOf, readQuestion } from "../../discovery/index.ts";
import { writeAtom } from "../../feeds/index.ts";
import { localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { feedOf } from "../../saved-searches/index.ts";
import { feedEntry } from "../catalogue/feed.ts";
import { parseSearchState, type SearchState, writeSearchState } from "../discovery/search-state.ts";
import type { SiteDeps } from "../site-deps.ts";

/** What the site composes of saved searches in one language: the way of a search into them, and what each found as a feed. */
export function registerSavedSearchPages(app: App, deps: SiteDeps, language: Language): void {
  registerSaving(app, deps, language);
  registerFeed(app, deps, language);
}

/** The search an address asks, whatever page and order it was looked at in. */
function lasting(address: string): SearchState {
  return { ...parseSearchState(new URLSearchParams(address)), page: 1, sort: "relevance", grouped: true };
}

function registerSaving(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const page = `${base}/account/saved-searches`;
  app.get(`${page}/new`, { schema: { hide: true } }, async (request, reply) => {
    const state = lasting(request.url.split("?", 2)[1] ?? "");
    const query = writeSearchState(state);
    if (!request.session) return toSignIn(reply, language, `${page}/new?${query}`);
    const asked = readQuestion(state);
    if ("diagnostic" in asked) throw new Problem("query-unread", 400);
    const { total } = await deps.searcher.search({ node: asked.node, filters: filtersOf(state), size: 0 });
    const site = siteContext(request, reply, language, deps);
    const name = state.q || state.cql || site.t("community.search.all");
    const props = { site, query, name: name.slice(0, 200), href: `${base}/search?${query}`, total };
    return sendPage(reply, site, createElement(deps.pages.SaveSearchPage, props));
  });
}

/** What a saved search found, as Atom (RFC 4287) under a secret address. */
function registerFeed(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/feeds/:file`, { schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string };
    const key = /^([\w-]{1,60})\.atom$/.exec(file)?.[1];
    if (key === undefined) throw new Problem("not-found", 404);
    const found = await feedOf(deps.db, key);
    const instances = await getInstances(
      deps.db,
      found.entries.map((entry) => entry.instanceId),
    );
    const at = new Map(found.entries.map((entry) => [entry.instanceId, new Date(entry.foundAt)]));
    const site = siteContext(request, reply, language, deps);
    const feed = writeAtom({
      id: `urn:uuid:${found.id}`,
      title: found.name,
      siteName: site.t("site.name"),
      language,
      self: `${site.origin}${base}/feeds/${file}`,
      page: `${site.origin}${base}/search?${found.query}`,
      updated: new Date(found.updatedAt),
      entries: instances.map((instance) => {
        const href = `${site.origin}${base}/instance/${instance.id}`;
        const moment = at.get(instance.id)!;
        return feedEntry(instance.brief, {
          id: href,
          href,
          published: moment,
          updated: moment,
        });
      }),
    });
    return reply
      .type("application/atom+xml; charset=utf-8")
      .header("cache-control", "private, max-age=600")
      .header("x-robots-tag", "noindex")
      .send(feed);
  });
}
