import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances } from "../../catalogue/index.ts";
import { localePaths, paramsOf, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import { listsOf } from "../../lists/index.ts";
import { instanceHref } from "../catalogue/record-view.ts";
import type { SiteDeps } from "../site-deps.ts";

const ID = /^[1-9]\d{0,14}$/;
const MOST_PICKED = 200;

/** Which list rows ticked in a list of results go into, in one language. */
export function registerPicked(app: App, deps: SiteDeps, language: Language): void {
  const path = `${localePaths[language]}/picked`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const ids = readIds(paramsOf(request).getAll("ids"));
    if (!request.session) return toSignIn(reply, language, pathWith(path, ids));
    const site = siteContext(request, reply, language, deps);
    const [instances, lists] = await Promise.all([
      getInstances(deps.db, ids),
      listsOf(deps.db, request.session.person.id),
    ]);
    const titles = instances.map(({ id, brief }) => {
      const run = runOf(brief.title.main, brief.languages, language);
      return { id, title: run.value, lang: run.lang, href: instanceHref(id, language) };
    });
    return sendPage(reply, site, createElement(deps.pages.PickedPage, { site, titles, lists }));
  });
}

function pathWith(path: string, ids: readonly number[]): string {
  return `${path}?${new URLSearchParams(ids.map((id) => ["ids", String(id)]))}`;
}

function readIds(words: readonly string[]): number[] {
  return [...new Set(words.filter((word) => ID.test(word)).map(Number))].slice(0, MOST_PICKED);
}
