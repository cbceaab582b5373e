import { createElement } from "react";
import { confirmPath, localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import { isFresh, signingIn } from "../../people/index.ts";
import { exportPerson } from "../../privacy/index.ts";
import type { SiteDeps } from "../site-deps.ts";

/**
 * What is kept about the reader, in one language: a copy of it, and being forgotten. Both are for somebody who has just
 * proved who they are; others are led to do it first.
 */
export function registerOwnData(app: App, deps: SiteDeps, language: Language): void {
  const { db, pages } = deps;
  const page = `${localePaths[language]}/account/data`;
  app.get(page, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, page);
    const contacts = await signingIn.contactsOf(db, request.session.person.id);
    const site = siteContext(request, reply, language, deps);
    return sendPage(reply, site, createElement(pages.OwnDataPage, { site, contacts }));
  });
  app.get(`${page}/copy`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, page);
    if (!isFresh(session, deps.clock)) return reply.redirect(confirmPath(language, `${page}/copy`), 303);
    reply.header("content-disposition", 'attachment; filename="commonshelf-data.json"');
    return reply.send(await exportPerson(db, session.person.id, deps.clock.now()));
  });
}
