import type { ReactElement } from "react";
import type { SharingSite } from "../../../web/reader/frame/readers/frame.tsx";
import { localePaths, sendPage, siteContext, toSignIn } from "../frame/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { App, Request } from "../kernel/http.ts";
import type { Language } from "../kernel/text.ts";
import { formatDate, formatMoment } from "../kernel/zones/dates.ts";
import { type Sharer, sharerOf } from "../neighbours/index.ts";
import type { Session } from "../people/index.ts";
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
