import type { ReactElement } from "react";
import type { Flash } from "../../../web/reader/frame/site-context.ts";
import type { SharingSite } from "../../../web/reader/sharing/frame.tsx";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { formKeyOf, withoutDoorFields } from "../kernel/doors.ts";
import type { App, Reply, Request } from "../kernel/http.ts";
import { runOnce } from "../kernel/once.ts";
import type { Language } from "../kernel/text.ts";
import { formatDate, formatMoment } from "../kernel/zones/dates.ts";
import { type Sharer, sharerOf } from "../neighbours/index.ts";
import type { Session } from "../people/index.ts";
import { problemMessage, refusalIn } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { formField } from "./form-field.ts";
import { localePaths } from "./locale.ts";
import { sendPage, siteContext } from "./page-frame.ts";
import type { SiteDeps } from "./site-deps.ts";

/** What a page of sharing is found with. */
export type SharingVisit = {
  request: Request;
  session: Session;
  actor: Actor;
  me: Sharer;
  site: SharingSite;
  query: Record<string, string | undefined>;
  params: Record<string, string>;
};

/** One language's pages of sharing. */
export type SharingScope = { app: App; deps: SiteDeps; language: Language };

/** Mounts a page for whoever is signed in; everybody else is led to signing in and back. */
export function onPage(
  scope: SharingScope,
  path: string,
  find: (visit: SharingVisit) => Promise<ReactElement>,
): void {
  const { app, deps, language } = scope;
  const base = localePaths[language];
  app.get(`${base}/sharing${path}`, { schema: { hide: true } }, async (request, reply) => {
    const { session } = request;
    if (!session) return toSignIn(reply, language, request.url);
    const personId = session.person.id;
    const me = await sharerOf(deps.db, personId);
    const site: SharingSite = {
      ...siteContext(request, reply, language, deps),
      day: (date) => formatDate(date, language),
      moment: (instant) => formatMoment(instant, language, me.timeZone),
      deposits: deps.config.deposits !== "off",
    };
    const page = await find({
      request,
      session,
      actor: session.actor,
      me,
      site,
      query: request.query as SharingVisit["query"],
      params: request.params as SharingVisit["params"],
    });
    return sendPage(reply, site, page);
  });
}

/** What a form has to say afterwards, and where to go; `back` absent: where it came from. */
export type Done = { key: string; params?: Flash["params"]; back?: string };

/** What a form was sent with. */
export type SharingPost = {
  request: Request;
  actor: Actor;
  params: Record<string, string>;
  field(name: string): string;
  fields(name: string): string[];
};

/**
 * Mounts a form: it runs once per key in one transaction, then leads back to a page that tells what came of it.
 * `before` runs in a transaction of its own, whatever comes of the rest.
 */
export function onForm(
  scope: SharingScope,
  path: string,
  back: (params: Record<string, string>) => string,
  act: (tx: Tx, post: SharingPost) => Promise<Done>,
  before?: (tx: Tx, post: SharingPost) => Promise<() => void>,
): void {
  const { app, deps, language } = scope;
  const base = `${localePaths[language]}/sharing`;
  app.post(
    `${base}${path}`,
    { schema: { hide: true }, config: { keepsOwnKey: true } },
    async (request, reply) => {
      const params = request.params as Record<string, string>;
      const here = `${base}${back(params)}`;
      if (!request.session) return toSignIn(reply, language, here);
      const post: SharingPost = {
        request,
        actor: request.session.actor,
        params,
        field: (name) => formField(request, name),
        fields: (name) => formFields(request, name),
      };
      try {
        if (before) (await inTransaction(deps.db, (tx) => before(tx, post)))();
        const name = `form ${path}`;
        const input = [params, withoutDoorFields(request.body)];
        const key = formKeyOf(request, name, input);
        const done = await inTransaction(deps.db, (tx) =>
          runOnce(tx, post.actor, deps.clock, { key, name, input }, () => act(tx, post)),
        );
        leaveFlash(reply, { tone: "done", key: done.key, params: done.params ?? {} });
        return reply.redirect(done.back === undefined ? here : `${base}${done.back}`, 303);
      } catch (error) {
        leaveFlash(reply, { tone: "refused", ...problemMessage(refusalIn(error)) });
        return reply.redirect(here, 303);
      }
    },
  );
}

function formFields(request: Request, name: string): string[] {
  const value = ((request.body ?? {}) as Record<string, unknown>)[name];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((one): one is string => typeof one === "string");
}

function toSignIn(reply: Reply, language: Language, next: string): Reply {
  return reply.redirect(`${localePaths[language]}/sign-in?next=${encodeURIComponent(next)}`, 303);
}
