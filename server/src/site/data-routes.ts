import { createElement } from "react";
import type { App } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import { clearSessionCookie, contactsOf } from "../people/index.ts";
import { eraseOneself } from "../privacy/index.ts";
import { answer, toSignIn } from "./form-answer.ts";
import { formField } from "./form-field.ts";
import { localePaths } from "./locale.ts";
import { sendPage, siteContext } from "./page-frame.ts";
import type { SiteDeps } from "./site-deps.ts";

/** What is kept about the reader, in one language: a copy of it, and being forgotten. */
export function registerOwnData(app: App, deps: SiteDeps, language: Language): void {
  const { db, pages } = deps;
  const base = localePaths[language];
  const page = `${base}/account/data`;
  app.get(page, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, page);
    const contacts = await contactsOf(db, request.session.person.id);
    const site = siteContext(request, reply, language, deps);
    return sendPage(reply, site, createElement(pages.OwnDataPage, { site, contacts }));
  });
  app.post(`${page}/forget`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, page);
    let next = page;
    return await answer(
      reply,
      () => next,
      async () => {
        if (formField(request, "sure") !== "1") throw new Problem("form-incomplete", 422);
        await eraseOneself(deps, session.actor);
        clearSessionCookie(reply);
        next = `${base}/`;
        return { key: "data.forget.done", params: {} };
      },
    );
  });
}
