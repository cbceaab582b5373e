import { createElement } from "react";
import { viewerOf } from "../../audience/index.ts";
import { localePaths, paramsOf, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { findMarc } from "../catalogue/marc-page.ts";
import { findWork } from "../catalogue/work-page.ts";
import type { SiteDeps } from "../site-deps.ts";
import { cqlOfLines, findExpert } from "./expert-page.ts";
import { findFacetValues, searchableFacets } from "./facet-values-page.ts";
import { pageCost } from "./search-cost.ts";
import { parseSearchState } from "./search-state.ts";

/** Looking through a facet counts many values. */
const FIND_COST = 3;
const ID = /^[1-9]\d{0,14}$/;

/** What surrounds the results: values inside a facet, the expert form, the editions of a work. */
export function registerDiscoveryPages(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  registerFacetValues(app, deps, language);

  app.get(`${base}/expert`, { schema: { hide: true } }, async (request, reply) => {
    const site = siteContext(request, reply, language, deps);
    const props = findExpert(site, paramsOf(request));
    const cql = cqlOfLines(props.rows);
    if (cql) return reply.redirect(`${base}/search?${new URLSearchParams({ cql })}`, 302);
    return sendPage(reply, site, createElement(deps.pages.ExpertPage, props));
  });

  app.get(`${base}/work/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const site = siteContext(request, reply, language, deps);
    const props = ID.test(id) ? await findWork(deps.db, site, Number(id)) : undefined;
    if (!props) throw new Problem("work-unknown", 404);
    if (props.editions.length === 1) return reply.redirect(props.editions[0]!.href, 302);
    return sendPage(reply, site, createElement(deps.pages.WorkPage, props));
  });

  app.get(`${base}/instance/:id/marc`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const site = siteContext(request, reply, language, deps);
    if (!site.session) return toSignIn(reply, language, site.here);
    if (!site.session.isStaff) throw new Problem("forbidden", 403);
    const sight = viewerOf(request.session?.actor);
    const directory = await deps.directory();
    const props = ID.test(id)
      ? await findMarc(deps.db, site, directory, { instanceId: Number(id), sight })
      : undefined;
    if (!props) throw new Problem("instance-unknown", 404);
    return sendPage(reply, site, createElement(deps.pages.MarcPage, props));
  });
}

function registerFacetValues(app: App, deps: SiteDeps, language: Language): void {
  for (const facet of searchableFacets)
    app.get(
      `${localePaths[language]}/search/values/${facet}`,
      { schema: { hide: true }, config: { isPage: true, cost: pageCost(FIND_COST) } },
      async (request, reply) => {
        const params = paramsOf(request);
        const find = (params.get("find") ?? "").trim().slice(0, 100);
        const state = parseSearchState(params);
        const site = siteContext(request, reply, language, deps);
        const props = await findFacetValues(deps.searcher, site, await deps.directory(), state, facet, find);
        return sendPage(reply, site, createElement(deps.pages.FacetValuesPage, props));
      },
    );
}
