import { createElement } from "react";
import type { DriftSite } from "../../../../web/reader/drifting/drift-parts.tsx";
import { atLabel, cardWords, getJourney, groupsOf, secretOf, sendCards } from "../../drifting/index.ts";
import { cardKinds } from "../../drifting/words.ts";
import { localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { networkKey } from "../../kernel/secrets.ts";
import type { Language } from "../../kernel/text.ts";
import { formatMoment } from "../../kernel/zones/dates.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Pages of travelling books in one language for whoever scans a label, and cards for holders; the open ones are the room's own. */
export function registerDriftPages(app: App, deps: SiteDeps, language: Language): void {
  registerViews(app, deps, language);
  registerCards(app, deps, language);
}

function driftSite(request: Request, reply: Reply, deps: SiteDeps, language: Language): DriftSite {
  return {
    ...siteContext(request, reply, language, deps),
    moment: (instant) => formatMoment(instant, language, deps.regionZone),
  };
}

function registerViews(app: App, deps: SiteDeps, language: Language): void {
  const { db, pages } = deps;
  const base = localePaths[language];
  app.get(`${base}/drift/find`, { schema: { hide: true } }, async (request, reply) => {
    const { code = "", secret = "" } = request.query as Record<string, string>;
    const parts = [code, ...(secret === "" ? [] : [secret])].map((part) => encodeURIComponent(part.trim()));
    return reply.redirect(`${base}/drift/${parts.join("/")}`, 303);
  });
  app.get(`${base}/drift/:code/:secret`, { schema: { hide: true } }, async (request, reply) => {
    const { code, secret } = request.params as { code: string; secret: string };
    const site = driftSite(request, reply, deps, language);
    const personId = request.session?.person.id ?? null;
    const actor = personId === null ? null : { personId };
    const [journey, network] = await Promise.all([
      getJourney(db, personId, code),
      networkKey(db, request.ip),
    ]);
    const label = await atLabel(db, code, { actor, secret, network });
    // The secret stands in this address: it is told to nobody the reader goes to from here.
    reply.header("referrer-policy", "no-referrer").header("cache-control", "no-store");
    return sendPage(reply, site, createElement(pages.FinderPage, { site, journey, secret, label }));
  });
}

function registerCards(app: App, deps: SiteDeps, language: Language): void {
  const { db } = deps;
  const base = localePaths[language];
  for (const kind of cardKinds)
    app.get(`${base}/drift/:code/${kind}.pdf`, { schema: { hide: true } }, async (request, reply) => {
      const { code } = request.params as { code: string };
      if (!request.session) return toSignIn(reply, language, `${base}/drift/${code}`);
      const journey = await getJourney(db, request.session.person.id, code);
      if (!journey.mayPrint) throw new Problem("journey-not-yours", 403);
      const { t, origin } = siteContext(request, reply, language, deps);
      const secret = await secretOf(db, journey.id);
      const { title, author, message } = journey;
      const address = `${origin}${base}/drift/${journey.code}/${secret}`;
      const card = { title, author, message, address, code: journey.code, secret: groupsOf(secret) };
      return await sendCards(reply, kind, [card], cardWords(t));
    });
}
