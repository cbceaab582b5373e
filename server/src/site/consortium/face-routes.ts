import { createElement } from "react";
import { type FaceChoice, hoursOn, legibleAccent, type Member, newsOf } from "../../consortium/index.ts";
import { facetNames } from "../../discovery/words.ts";
import { localePaths, sendPage, siteContext, toSignIn } from "../../frame/index.ts";
import type { App, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { dateIn } from "../../kernel/time.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import { mayDo, type Session } from "../../people/index.ts";
import type { SiteDeps } from "../site-deps.ts";

const PLAIN: FaceChoice = {
  accent: "#a8352a",
  scope: "region",
  facetOrder: [],
  languages: [],
  intro: {},
  host: null,
};
const FACETS = facetNames.filter((name) => name !== "available");

/** The page where a member's administrator works on its face and news, in one language. */
export function registerFacePages(app: App, deps: SiteDeps, language: Language): void {
  const path = `${localePaths[language]}/face`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, path);
    // What was just changed is seen at once by who changed it; others see it within moments.
    await deps.faces.refresh();
    const member = await memberOf(deps, request.session, (request.query as { member?: unknown }).member);
    const site = siteContext(request, reply, language, deps);
    const face = deps.faces.byCode(member.code) ?? { ...PLAIN, logoHash: null };
    const today = dateIn(member.timeZone, deps.clock.now());
    const { light, dark } = legibleAccent(face.accent);
    const props = {
      site,
      member: { code: member.code, name: pick(member.name, language) },
      mayHost: mayDo(request.session.actor, "consortium.manage", null),
      face,
      facets: FACETS,
      used: { light: light.accent, dark: dark.accent },
      news: (await newsOf(deps.db, member.id, today, true)).map((one) => ({
        id: one.id,
        title: pick(one.title, language),
        days: `${formatDate(one.fromOn, language)} – ${formatDate(one.untilOn, language)}`,
      })),
    };
    return sendPage(reply, site, createElement(deps.pages.FacePage, props));
  });
}

/** The member whose face the person may change: `wanted` by its code, else their own. Refuses `forbidden` 403. */
async function memberOf(deps: SiteDeps, session: Session, wanted?: unknown): Promise<Member> {
  const { members } = await deps.directory();
  const own = members.find((member) => member.id === session.homeMemberId);
  const asked = members.filter((one) => one.code === wanted);
  const candidates = asked.length > 0 ? asked : own ? [own, ...members] : members;
  const member = candidates.find((one) => mayDo(session.actor, "member.manage", one.id));
  if (!member) throw new Problem("forbidden", 403);
  return member;
}

/** What a member tells on its own first page; null under the region's own face. */
export async function faceHome(
  deps: SiteDeps,
  request: Request,
  language: Language,
): Promise<{
  intro: string;
  hours: { branch: string; hours: string }[];
  news: { id: number; title: string; body: string }[];
} | null> {
  const face = deps.faces.faceOf(request);
  if (!face) return null;
  const directory = await deps.directory();
  const today = dateIn(directory.memberById.get(face.memberId)?.timeZone ?? "UTC", deps.clock.now());
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const [hours, news] = await Promise.all([
    hoursOn(deps.db, face.memberId, weekday),
    newsOf(deps.db, face.memberId, today),
  ]);
  return {
    intro: pick(face.intro, language),
    hours: hours.map(({ branchId, opens, closes }) => ({
      branch: pick(directory.branchById.get(branchId)?.name ?? {}, language),
      hours: `${opens}–${closes}`,
    })),
    news: news.map((one) => ({
      id: one.id,
      title: pick(one.title, language),
      body: pick(one.body, language),
    })),
  };
}
