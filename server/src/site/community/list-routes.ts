import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances, resolveInstance } from "../../catalogue/index.ts";
import { instanceIn, localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { getList, listHref, listsHolding, listsOf } from "../../lists/index.ts";
import { coverFacts, instanceHref } from "../catalogue/record-view.ts";
import type { SiteDeps } from "../site-deps.ts";
import { findList } from "./list-page.ts";

/** What the site composes of lists in one language: one list with where its titles are, and the way of a title into them. */
export function registerListPages(app: App, deps: SiteDeps, language: Language): void {
  registerOneList(app, deps, language);
  registerAddToList(app, deps, language);
}

function registerOneList(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/list/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { key: given, page } = request.query as Record<string, unknown>;
    const key = typeof given === "string" && given !== "" ? given : null;
    const list = await getList(deps.db, request.session?.person.id ?? null, id, key);
    const site = siteContext(request, reply, language, deps);
    const viewer = {
      language,
      directory: await deps.directory(),
      homeMemberId: request.session?.homeMemberId ?? null,
      personId: request.session?.person.id ?? null,
    };
    const props = await findList(
      deps.db,
      site,
      viewer,
      list,
      key,
      typeof page === "string" ? page : undefined,
    );
    return sendPage(reply, site, createElement(deps.pages.ListPage, props));
  });
}

function registerAddToList(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const path = `${base}/instance/:id/list`;
  const back = (params: Record<string, string>): string =>
    `${base}/instance/${encodeURIComponent(params.id!)}/list`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const params = request.params as Record<string, string>;
    if (!request.session) return toSignIn(reply, language, back(params));
    const id = await resolveInstance(deps.db, instanceIn(params));
    const instance = id === undefined ? undefined : (await getInstances(deps.db, [id]))[0];
    if (!instance) throw new Problem("instance-unknown", 404);
    const personId = request.session.person.id;
    const [lists, holding] = await Promise.all([
      listsOf(deps.db, personId),
      listsHolding(deps.db, personId, instance.id),
    ]);
    const site = siteContext(request, reply, language, deps);
    const props = {
      site,
      instanceId: instance.id,
      href: instanceHref(instance.id, language),
      title: runOf(instance.brief.title.main, instance.brief.languages, language),
      cover: coverFacts(instance.brief, language),
      lists: lists.map((list) => ({
        id: list.id,
        title: list.title,
        isIn: holding.includes(list.id),
        href: listHref(site, list),
      })),
    };
    return sendPage(reply, site, createElement(deps.pages.AddToListPage, props));
  });
}
