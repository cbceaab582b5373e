import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances, resolveInstance } from "../../catalogue/index.ts";
import {
  addEntries,
  createList,
  getList,
  invitedTo,
  type ListKind,
  listsHolding,
  listsOf,
  publicLists,
} from "../../community/index.ts";
import { newListSchema } from "../../community/schema.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { coverFacts, instanceHref } from "../catalogue/record-view.ts";
import { toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { instanceIn, onOwnForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";
import { registerListForms } from "./list-forms.ts";
import { findList, findListEdit, listHref, listLine } from "./list-page.ts";

const LONGEST_WORD = 200;
const LAST_PAGE = 10;

/** Lists in one language: one's own, the public ones, one list, and the way of a title into them. */
export function registerListPages(app: App, deps: SiteDeps, language: Language): void {
  registerOverviews(app, deps, language);
  registerOneList(app, deps, language);
  registerAddToList(app, deps, language);
  registerListForms(app, deps, language);
}

function queryOf(request: Request, name: string): string {
  const value = (request.query as Record<string, unknown>)[name];
  return typeof value === "string" ? value : "";
}

function pageIn(request: Request): number {
  return Math.min(LAST_PAGE, Math.max(1, Number.parseInt(queryOf(request, "page"), 10) || 1));
}

function registerOverviews(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/account/lists`, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, `${base}/account/lists`);
    const site = siteContext(request, reply, language, deps);
    const lists = await listsOf(deps.db, request.session.person.id);
    const props = { site, lists: lists.map((list) => listLine(site, list)) };
    return sendPage(reply, site, createElement(deps.pages.MyListsPage, props));
  });
  app.get(`${base}/lists`, { schema: { hide: true } }, async (request, reply) => {
    const site = siteContext(request, reply, language, deps);
    const q = queryOf(request, "q").trim().slice(0, LONGEST_WORD);
    const asked = queryOf(request, "kind");
    const kind: ListKind | undefined = asked === "course" || asked === "list" ? asked : undefined;
    const before = queryOf(request, "before");
    const words = {
      q,
      ...(kind ? { kind } : {}),
      ...(Number.isNaN(Date.parse(before)) ? {} : { before }),
    };
    const lists = await publicLists(deps.db, words, request.session?.person.id ?? null);
    const last = lists.at(-1);
    const more = new URLSearchParams({ q, kind: kind ?? "", before: last?.changedAt ?? "" });
    const props = {
      site,
      q,
      kind: kind ?? "",
      lists: lists.map((list) => listLine(site, list)),
      next: lists.length >= 50 ? `${base}/lists?${more}` : null,
    };
    return sendPage(reply, site, createElement(deps.pages.PublicListsPage, props));
  });
}

function registerOneList(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/list/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const key = queryOf(request, "key") || null;
    const list = await getList(deps.db, request.session?.person.id ?? null, id, key);
    const site = siteContext(request, reply, language, deps);
    const viewer = {
      language,
      directory: await deps.directory(),
      homeMemberId: request.session?.homeMemberId ?? null,
      personId: request.session?.person.id ?? null,
    };
    const props = await findList(deps.db, site, viewer, list, key, pageIn(request));
    return sendPage(reply, site, createElement(deps.pages.ListPage, props));
  });
  app.get(`${base}/list/:id/edit`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!request.session) return toSignIn(reply, language, `${base}/list/${encodeURIComponent(id)}/edit`);
    const personId = request.session.person.id;
    const list = await getList(deps.db, personId, id);
    if (list.rights === "reader") throw new Problem("list-not-yours", 403);
    const site = siteContext(request, reply, language, deps);
    const props = await findListEdit(deps.db, site, list, personId, pageIn(request));
    return sendPage(reply, site, createElement(deps.pages.ListEditPage, props));
  });
  app.get(`${base}/list/:id/join`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const key = queryOf(request, "key");
    const here = `${base}/list/${encodeURIComponent(id)}/join?key=${encodeURIComponent(key)}`;
    const { title } = await invitedTo(deps.db, id, key);
    if (!request.session) return toSignIn(reply, language, here);
    const site = siteContext(request, reply, language, deps);
    return sendPage(reply, site, createElement(deps.pages.JoinListPage, { site, title, action: here }));
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
  onOwnForm(app, path, language, back, async ({ session, params, request }) => {
    const listId = formField(request, "list");
    const list = await inTransaction(deps.db, async (tx) => {
      await addEntries(tx, session.actor, deps.clock, listId, [instanceIn(params)]);
      return await getList(tx, session.person.id, listId);
    });
    return { key: "community.added-to", params: { title: list.title } };
  });
  app.post(`${base}/account/lists`, { schema: { hide: true } }, async (request, reply) => {
    const overview = `${base}/account/lists`;
    const { session } = request;
    if (!session) return toSignIn(reply, language, overview);
    const words = readForm(newListSchema, {
      title: formField(request, "title"),
      kind: formField(request, "kind") === "course" ? "course" : "list",
    });
    const instance = formField(request, "instance");
    const list = await inTransaction(deps.db, async (tx) => {
      const made = await createList(tx, session.actor, deps.clock, words);
      const first = instance === "" ? [] : [instanceIn({ id: instance })];
      await addEntries(tx, session.actor, deps.clock, made.id, first);
      return made;
    });
    return reply.redirect(`${base}/list/${list.id}/edit`, 303);
  });
}
