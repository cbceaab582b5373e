import { createElement } from "react";
import { getInstances } from "../../catalogue/index.ts";
import {
  changeSearch,
  deleteSearch,
  type Frequency,
  feedOf,
  frequencies,
  renewFeedKey,
  saveSearch,
  searchByStopKey,
  searchesOf,
  stopAlert,
} from "../../community/index.ts";
import { newSearchSchema } from "../../community/schema.ts";
import { filtersOf, readQuestion } from "../../discovery/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { feedEntry, writeAtom } from "../catalogue/feed.ts";
import { parseSearchState, type SearchState, writeSearchState } from "../discovery/search-state.ts";
import { toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { onOwnForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";
import { dayOf } from "./list-page.ts";

/** Saved searches in one language: keep one, be told, follow the feed, stop from a mail. */
export function registerSavedSearchPages(app: App, deps: SiteDeps, language: Language): void {
  registerOwnSearches(app, deps, language);
  registerSaving(app, deps, language);
  registerStop(app, deps, language);
  registerFeed(app, deps, language);
}

/** The search an address asks, whatever page and order it was looked at in. */
function lasting(address: string): SearchState {
  return { ...parseSearchState(new URLSearchParams(address)), page: 1, sort: "relevance", grouped: true };
}

function frequencyIn(request: Request): Frequency {
  return frequencies.find((frequency) => frequency === formField(request, "frequency")) ?? "off";
}

function registerOwnSearches(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const page = `${base}/account/saved-searches`;
  app.get(page, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, page);
    const searches = await searchesOf(deps.db, request.session.person.id);
    const site = siteContext(request, reply, language, deps);
    const props = {
      site,
      mail: Boolean(deps.config.smtp && deps.config.publicUrl && request.session.person.email),
      searches: searches.map((search) => ({
        id: search.id,
        name: search.name,
        href: `${base}/search?${search.query}`,
        frequency: search.frequency,
        found: search.found,
        lastRun: search.lastRunAt === null ? null : dayOf(site, search.lastRunAt),
        feed: `${site.origin}${base}/feeds/${search.feedKey}.atom`,
      })),
    };
    return sendPage(reply, site, createElement(deps.pages.SavedSearchesPage, props));
  });
  const back = (): string => page;
  onOwnForm(app, `${page}/:id`, language, back, async ({ session, params, request }) => {
    const frequency = frequencyIn(request);
    await inTransaction(deps.db, (tx) =>
      changeSearch(tx, session.actor, deps.clock, params.id!, { frequency }),
    );
    return { key: "community.saved", params: {} };
  });
  onOwnForm(app, `${page}/:id/delete`, language, back, async ({ session, params }) => {
    await inTransaction(deps.db, (tx) => deleteSearch(tx, session.actor, params.id!));
    return { key: "community.search.deleted", params: {} };
  });
  onOwnForm(app, `${page}/:id/feed-key`, language, back, async ({ session, params }) => {
    await inTransaction(deps.db, (tx) => renewFeedKey(tx, session.actor, params.id!));
    return { key: "community.feed.renewed", params: {} };
  });
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
  onOwnForm(
    app,
    page,
    language,
    () => page,
    async ({ session, request }) => {
      const state = lasting(formField(request, "query"));
      const asked = readQuestion(state);
      if ("diagnostic" in asked) throw new Problem("query-unread", 400);
      const words = readForm(newSearchSchema, {
        name: formField(request, "name"),
        query: writeSearchState(state),
        frequency: frequencyIn(request),
      });
      const kept = { node: asked.node, filters: filtersOf(state) };
      await inTransaction(deps.db, (tx) =>
        saveSearch(tx, session.actor, deps.clock, { ...words, request: kept }),
      );
      return { key: "community.search.saved", params: {} };
    },
  );
}

/** Where a mail's last address leads. Only the button changes anything: mail scanners follow every link. */
function registerStop(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/alerts/:key`, { schema: { hide: true } }, async (request, reply) => {
    const { key } = request.params as { key: string };
    const { name, frequency } = await searchByStopKey(deps.db, key);
    const site = siteContext(request, reply, language, deps);
    const action = `${base}/alerts/${encodeURIComponent(key)}`;
    const props = { site, name, action, stopped: frequency === "off" };
    return sendPage(reply, site, createElement(deps.pages.StopAlertPage, props));
  });
  app.post(
    `${base}/alerts/:key`,
    { schema: { hide: true }, config: { csrf: "none" } },
    async (request, reply) => {
      const { key } = request.params as { key: string };
      await inTransaction(deps.db, (tx) => stopAlert(tx, key));
      return reply.redirect(`${base}/alerts/${encodeURIComponent(key)}`, 303);
    },
  );
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
