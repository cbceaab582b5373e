import { createElement } from "react";
import { findOnShelf } from "../../browse-lists/index.ts";
import { resolveInstance } from "../../catalogue/index.ts";
import { localePaths, paramsOf, sendPage, siteContext } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";
import { browseHref, findBrowsePage, parseBrowseState } from "./browse-page.ts";
import { findShelf, shelfHref } from "./shelf-page.ts";

const INSTANCE_ID = /^[1-9]\d{0,14}$/;

/** Mounts the browse lists and the shelves of one language. */
export function registerBrowsePages(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  const options = { schema: { hide: true } };
  app.get(`${base}/browse`, options, async (_request, reply) =>
    reply.redirect(browseHref(base, { kind: "author", order: "pinyin" }), 302),
  );
  app.get(`${base}/browse/:kind`, options, async (request, reply) => {
    const { kind } = request.params as { kind: string };
    const state = parseBrowseState(kind, paramsOf(request));
    if (!state) throw new Problem("page-unknown", 404);
    const site = siteContext(request, reply, language, deps);
    return sendPage(
      reply,
      site,
      createElement(deps.pages.BrowsePage, await findBrowsePage(deps, site, state)),
    );
  });
  app.get(`${base}/shelf`, options, async (request, reply) => {
    const callNumber = paramsOf(request).get("at") ?? "";
    const found = await findOnShelf(deps.db, callNumber);
    if (!found)
      return reply.redirect(browseHref(base, { kind: "call-number", order: "pinyin", at: callNumber }), 302);
    const { memberById } = await deps.directory();
    const code = found.memberId === null ? "all" : (memberById.get(found.memberId)?.code ?? "all");
    return reply.redirect(shelfHref(base, found.instanceId, code), 302);
  });
  app.get(`${base}/shelf/:id`, options, async (request, reply) => {
    const { id } = request.params as { id: string };
    const library = paramsOf(request).get("library");
    const instanceId = INSTANCE_ID.test(id) ? await resolveInstance(deps.db, Number(id)) : undefined;
    if (instanceId === undefined) throw new Problem("instance-unknown", 404);
    if (String(instanceId) !== id) return reply.redirect(shelfHref(base, instanceId, library), 301);
    const site = siteContext(request, reply, language, deps);
    const viewer = {
      language,
      directory: await deps.directory(),
      homeMemberId: request.session?.homeMemberId ?? null,
    };
    const shelf = await findShelf(deps.db, site, viewer, instanceId, library);
    if (!shelf) throw new Problem("shelf-unknown", 404);
    return sendPage(reply, site, createElement(deps.pages.ShelfPage, { site, shelf }));
  });
}
