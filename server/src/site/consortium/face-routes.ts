import { createElement } from "react";
import { z } from "zod";
import {
  addNews,
  type FaceChoice,
  hoursOn,
  legibleAccent,
  type Member,
  newsOf,
  removeNews,
  setFace,
  setLogo,
} from "../../consortium/index.ts";
import { facetNames } from "../../discovery/words.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, Reply, Request } from "../../kernel/http.ts";
import { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "../../kernel/images/uploaded-photo.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Language, type LocalText, languages, pick } from "../../kernel/text.ts";
import { dateIn } from "../../kernel/time.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import { mayDo, type Session } from "../../people/index.ts";
import { answer, toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { onOwnForm, type PostedForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
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
const newsDays = z.object({ fromOn: z.iso.date(), untilOn: z.iso.date() });

/** The page where a member's administrator works on its face and news, in one language. */
export function registerFacePages(app: App, deps: SiteDeps, language: Language): void {
  const path = `${localePaths[language]}/face`;
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, path);
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
  const onFace = (
    tail: string,
    done: string,
    act: (form: PostedForm, member: Member) => Promise<unknown>,
  ): void =>
    onOwnForm(
      app,
      path + tail,
      language,
      () => path,
      async (form) => {
        await act(form, await memberOf(deps, form.session, formField(form.request, "member")));
        await deps.faces.refresh();
        return { key: done, params: {} };
      },
    );
  onFace("", "face.done", ({ session, request }, member) => {
    const kept = deps.faces.byCode(member.code)?.host ?? null;
    const choice = readChoice(request, kept);
    return inTransaction(deps.db, (tx) => setFace(tx, session.actor, member.id, choice, hostsOf(deps)));
  });
  onFace("/news", "face.done", ({ session, request }, member) => {
    const days = readForm(newsDays, request.body);
    const news = {
      memberId: member.id,
      title: texts(request, "title"),
      body: texts(request, "body"),
      ...days,
    };
    return inTransaction(deps.db, (tx) => addNews(tx, session.actor, news));
  });
  onFace("/news/:id/remove", "face.done", ({ session, params }, member) =>
    inTransaction(deps.db, (tx) => removeNews(tx, session.actor, member.id, Number(params.id) || 0)),
  );
  // A form with a file carries its token after the file: where it comes from is what counts.
  app.post(
    `${path}/logo`,
    { schema: { hide: true }, config: { csrf: "origin", uploadBytes: PHOTO_REQUEST_BYTES } },
    async (request, reply) => takeLogo(deps, request, reply, language, path),
  );
}

async function takeLogo(
  deps: SiteDeps,
  request: Request,
  reply: Reply,
  language: Language,
  path: string,
): Promise<Reply> {
  const { session } = request;
  if (!session) return toSignIn(reply, language, path);
  return answer(reply, path, async () => {
    const member = await memberOf(deps, session);
    await setLogo(deps, session.actor, member.id, () => readUploadedPhoto(request));
    await deps.faces.refresh();
    return { key: "face.done", params: {} };
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

/** Hosts at which the region itself is reached. */
function hostsOf({ config }: SiteDeps): string[] {
  return ["localhost", ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : [])];
}

/** `kept`: the host name it has, for forms that do not ask for one. */
function readChoice(request: Request, kept: string | null): FaceChoice {
  const asked = (request.body as Record<string, unknown> | null)?.languages;
  const chosen = languages.filter((one) => [asked].flat().includes(one));
  const isAsked = typeof (request.body as Record<string, unknown> | null)?.host === "string";
  const host = formField(request, "host").trim().toLowerCase();
  return {
    accent: formField(request, "accent"),
    scope: formField(request, "scope") === "own" ? "own" : "region",
    facetOrder: formField(request, "facetOrder")
      .split(/[\s,]+/)
      .filter((name) => (FACETS as string[]).includes(name)),
    languages: chosen.length === languages.length ? [] : chosen,
    intro: texts(request, "intro"),
    host: isAsked ? host || null : kept,
  };
}

function texts(request: Request, name: string): LocalText {
  const found: LocalText = {};
  for (const language of languages) {
    const text = formField(request, `${name}-${language}`).trim().slice(0, 1000);
    if (text !== "") found[language] = text;
  }
  return found;
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
