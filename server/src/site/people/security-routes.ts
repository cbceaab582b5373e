import { createElement } from "react";
import { localePaths, ownPath, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { formatMoment } from "../../kernel/zones/dates.ts";
import { lookUpsOf, type Session, signingIn } from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Where the reader is signed in, who looked them up, their password, and proving once more who they are, in one language. */
export function registerSecurity(app: App, deps: SiteDeps, language: Language): void {
  const { db, pages } = deps;
  const path = `${localePaths[language]}/account/security`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, path);
    const site = siteContext(request, reply, language, deps);
    const props = await securityProps(deps, request.session, language);
    return sendPage(reply, site, createElement(pages.SecurityPage, { site, ...props }));
  });
  app.get(`${localePaths[language]}/account/confirm`, { schema: { hide: true } }, async (request, reply) => {
    const next = ownPath((request.query as { next?: unknown }).next, language);
    if (!request.session) return toSignIn(reply, language, next);
    const { id } = request.session.person;
    const byPassword = await signingIn.hasPassword(db, id);
    const byCode = (await signingIn.contactsOf(db, id)).length > 0;
    const site = siteContext(request, reply, language, deps);
    return sendPage(reply, site, createElement(pages.ConfirmPage, { site, next, byPassword, byCode }));
  });
}

async function securityProps(deps: SiteDeps, session: Session, language: Language) {
  const directory = await deps.directory();
  const home = session.homeMemberId === null ? undefined : directory.memberById.get(session.homeMemberId);
  const zone = home?.timeZone ?? deps.regionZone;
  const when = (text: string): string => formatMoment(text, language, zone);
  const sessions = await signingIn.ownSessions(deps.db, deps.clock, session.actor);
  const lookUps = await lookUpsOf(deps.db, session.person.id);
  return {
    hasPassword: await signingIn.hasPassword(deps.db, session.person.id),
    sessions: sessions.map((one) => ({ ...one, since: when(one.createdAt), seen: when(one.seenAt) })),
    lookUps: lookUps.map(({ at, by, memberId, branchId, reason }) => {
      const member = memberId === null ? undefined : directory.memberById.get(memberId);
      const branch = branchId === null ? undefined : directory.branchById.get(branchId);
      const places = [pick(member?.name ?? {}, language), pick(branch?.name ?? {}, language)];
      return { at: when(at), by, reason, where: places.filter((place) => place !== "").join(" · ") };
    }),
  };
}
