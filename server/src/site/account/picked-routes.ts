import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances } from "../../catalogue/index.ts";
import { addEntries, createList, listsOf } from "../../community/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { instanceHref } from "../catalogue/record-view.ts";
import { answer, toSignIn } from "../form-answer.ts";
import { formField, paramsOf } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";

const ID = /^[1-9]\d{0,14}$/;
const MOST_PICKED = 200;
const LONGEST_TITLE = 200;

/** Puts rows ticked in a list of results into one of the reader's lists, in one language. */
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
  app.post(path, { schema: { hide: true } }, async (request, reply) => {
    const ids = readIds(postedIds(request));
    if (!request.session) return toSignIn(reply, language, pathWith(path, ids));
    const { actor } = request.session;
    return answer(reply, `${localePaths[language]}/account/lists`, async () => {
      if (ids.length === 0) throw new Problem("export-empty", 400);
      const title = formField(request, "title").trim().slice(0, LONGEST_TITLE);
      const listId = formField(request, "list");
      if (listId === "" && title === "") throw new Problem("form-incomplete", 422);
      return await inTransaction(deps.db, async (tx) => {
        const id = listId || (await createList(tx, actor, deps.clock, { title })).id;
        const { added } = await addEntries(tx, actor, deps.clock, id, ids);
        return { key: "picked.added", params: { count: added } };
      });
    });
  });
}

function pathWith(path: string, ids: readonly number[]): string {
  return `${path}?${new URLSearchParams(ids.map((id) => ["ids", String(id)]))}`;
}

function readIds(words: readonly string[]): number[] {
  return [...new Set(words.filter((word) => ID.test(word)).map(Number))].slice(0, MOST_PICKED);
}

function postedIds(request: Request): string[] {
  const value = (request.body as Record<string, unknown> | null)?.ids;
  return [value].flat().filter((one): one is string => typeof one === "string");
}
