import { createElement } from "react";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import { getInstances, resolveInstance } from "../../catalogue/index.ts";
import { profileOf, voicesOf } from "../../community/index.ts";
import { instanceIn, localePaths, sendPage, siteContext } from "../../frame/index.ts";
import type { App } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { coverFacts, instanceHref } from "../catalogue/record-view.ts";
import type { SiteDeps } from "../site-deps.ts";
import { ownFacts, voicesFacts } from "./voices-page.ts";

const PAGE = 50;

/** What readers say about a title, and the forms of one's own, in one language. */
export function registerVoicePages(app: App, deps: SiteDeps, language: Language): void {
  const base = localePaths[language];
  app.get(`${base}/instance/:id/reviews`, { schema: { hide: true } }, async (request, reply) => {
    const params = request.params as Record<string, string>;
    const id = await resolveInstance(deps.db, instanceIn(params));
    const instance = id === undefined ? undefined : (await getInstances(deps.db, [id]))[0];
    if (!instance) throw new Problem("instance-unknown", 404);
    const href = instanceHref(instance.id, language);
    if (String(instance.id) !== params.id) return reply.redirect(`${href}/reviews`, 301);
    const personId = request.session?.person.id ?? null;
    const { cursor } = request.query as Record<string, unknown>;
    const [voices, profile] = await Promise.all([
      voicesOf(deps.db, instance.id, personId, {
        limit: PAGE,
        cursor: typeof cursor === "string" ? cursor : undefined,
      }),
      personId === null ? null : profileOf(deps.db, personId),
    ]);
    const site = siteContext(request, reply, language, deps);
    const props = {
      site,
      href,
      title: runOf(instance.brief.title.main, instance.brief.languages, language),
      cover: coverFacts(instance.brief, language),
      voices: voicesFacts(site, instance.id, voices),
      older: voices.next === null ? null : `${href}/reviews?cursor=${encodeURIComponent(voices.next)}`,
      own: voices.own ? ownFacts(site, voices.own, profile?.displayName ?? null) : null,
    };
    return sendPage(reply, site, createElement(deps.pages.ReviewsPage, props));
  });
}
