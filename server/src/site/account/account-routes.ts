import { createElement } from "react";
import { localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";
import { findAccount } from "./account-page.ts";

/** The reader's own page in one language. */
export function registerAccount(app: App, deps: SiteDeps, language: Language): void {
  const account = `${localePaths[language]}/account`;
  app.get(account, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, account);
    const site = siteContext(request, reply, language, deps);
    const props = await findAccount(deps, site, await deps.directory(), request.session);
    return sendPage(reply, site, createElement(deps.pages.AccountPage, props));
  });
}
