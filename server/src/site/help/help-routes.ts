import { createElement } from "react";
import { ranking, recipeKeys } from "../../discovery/index.ts";
import type { App } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import { localePaths } from "../locale.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";

/** The readers' help and the librarians' page on ranking, in one language; the weights shown are those in force. */
export function registerHelp(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/help`, { schema: { hide: true } }, async (request, reply) => {
    const site = siteContext(request, reply, language, deps);
    return sendPage(reply, site, createElement(deps.pages.HelpPage, { site }));
  });
  app.get(`${base}/help/ranking`, { schema: { hide: true } }, async (request, reply) => {
    const site = siteContext(request, reply, language, deps);
    const weights = recipeKeys.map((name) => ({ name, weight: ranking[name] }));
    return sendPage(reply, site, createElement(deps.pages.RankingHelpPage, { site, weights }));
  });
}
