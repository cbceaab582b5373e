import { createElement } from "react";
import { viewerOf } from "../audience/index.ts";
import { resolveInstance } from "../catalogue/index.ts";
import { regionZone, todayInRegion } from "../consortium/index.ts";
import type { Searcher } from "../discovery/index.ts";
import { coversPlace, createCovers, regionFiles } from "../files/index.ts";
import {
  createFaceDirectory,
  createMemberDirectory,
  LANGUAGE_COOKIE,
  loadPages,
  localePaths,
  mountForms,
  openGround,
  ownPath,
  paramsOf,
  preferredLanguage,
  RenderThread,
  registerFrame,
  registerRoomPages,
  rememberLanguage,
  sendPage,
  sendResults,
  siteAssets,
  siteContext,
  TEXT_SIZE_COOKIE,
  THEME_COOKIE,
  themeOf,
  YEAR_S,
} from "../frame/index.ts";
import { LEAST_COST } from "../kernel/http/budgets.ts";
import type { App, Reply, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Eraser } from "../kernel/room.ts";
import { type Language, languages } from "../kernel/text.ts";
import { noteZeroSearch, readTyped, saidIn } from "../phrasing/index.ts";
import { registerAccount } from "./account/account-routes.ts";
import { registerOwnData } from "./account/data-routes.ts";
import { registerPicked } from "./account/picked-routes.ts";
import { registerCovers } from "./catalogue/covers.ts";
import { registerCitationApi, registerExport } from "./catalogue/export-routes.ts";
import { registerFeeds } from "./catalogue/feed-routes.ts";
import { findInstance } from "./catalogue/instance-page.ts";
import { instanceHref } from "./catalogue/record-view.ts";
import { findRelated } from "./catalogue/related-titles.ts";
import { registerSitemaps } from "./catalogue/sitemap-routes.ts";
import { findWays } from "./catalogue/ways-facts.ts";
import { registerCirclePages } from "./circles/circle-routes.ts";
import { registerCommunityPages } from "./community/community-routes.ts";
import { findVoices } from "./community/voices-page.ts";
import { faceHome, registerFacePages } from "./consortium/face-routes.ts";
import { registerBrowsePages } from "./discovery/browse-routes.ts";
import { registerDiscoveryPages } from "./discovery/discovery-routes.ts";
import { pageCost } from "./discovery/search-cost.ts";
import { findResults } from "./discovery/search-page.ts";
import { PAGE_SIZE, parseSearchState, writeSearchState } from "./discovery/search-state.ts";
import { findShelf } from "./discovery/shelf-page.ts";
import { registerDriftPages } from "./drifting/drift-routes.ts";
import { createCopyCount, findHome } from "./home-page.ts";
import { registerNestPages } from "./nests/nest-routes.ts";
import { createPageReads } from "./page-reads.ts";
import { registerLoanPages } from "./peer-loans/loan-routes.ts";
import { activationAnswers, registerActivation } from "./people/activate-routes.ts";
import { joinAnswers, registerJoin } from "./people/join-routes.ts";
import { registerSecurity } from "./people/security-routes.ts";
import { registerSignIn, signInAnswers } from "./people/sign-in-routes.ts";
import { registerShelfPages } from "./shelves/copy-routes.ts";
import type { RoomPages, SiteDeps } from "./site-deps.ts";

/**
 * Mounts the readers' pages in three languages, their style sheet and islands, and the error pages. Register after
 * sessions, before listening: the pages are loaded and the assets built here.
 */
export async function registerSite(
  app: App,
  deps: RouteDeps & { erasers: readonly Eraser[] } & RoomPages & { searcher: Searcher },
): Promise<void> {
  const pages = await loadPages();
  const renderThread = new RenderThread({ covers: coversPlace(deps.config) }, (error) =>
    app.log.error({ err: error }, "the thread that writes pages ended"),
  );
  app.addHook("onListen", async () => renderThread.start());
  app.addHook("onClose", () => renderThread.stop());
  const site: SiteDeps = {
    ...deps,
    reads: createPageReads(deps.db),
    renderThread,
    pages,
    assets: await siteAssets(),
    covers: createCovers(deps.config),
    faces: await createFaceDirectory(deps.db, (error) => app.log.error({ err: error }, "faces not read")),
    directory: createMemberDirectory(deps.db, deps.clock),
    ground: deps.config.mapFile ? await openGround(deps.config.mapFile) : null,
    regionZone: await regionZone(deps.db),
    countCopies: createCopyCount(deps.db, deps.clock),
  };
  const files = regionFiles(deps.config);
  registerCitationApi(app, site);
  await app.register(async (scope) => {
    const inner = scope as unknown as App;
    registerFrame(app, inner, files, site);
    registerCovers(inner, site.covers, files);
    registerDoors(inner);
    registerSitemaps(inner, site);
    mountForms(inner, site, site.commands, {
      ...signInAnswers(site),
      ...joinAnswers(site),
      ...activationAnswers(site),
    });
    for (const language of languages) {
      registerHome(inner, site, language);
      registerFacePages(inner, site, language);
      registerSearch(inner, site, language);
      registerDiscoveryPages(inner, site, language);
      registerBrowsePages(inner, site, language);
      registerInstance(inner, site, language);
      registerExport(inner, site, language);
      registerPicked(inner, site, language);
      registerFeeds(inner, site, language);
      registerSignIn(inner, site, language);
      registerActivation(inner, site, language);
      registerJoin(inner, site, language);
      registerOwnData(inner, site, language);
      registerSecurity(inner, site, language);
      registerAccount(inner, site, language);
      const scope = { app: inner, deps: site, language };
      registerLoanPages(scope);
      registerShelfPages(scope);
      registerCirclePages(scope);
      registerCommunityPages(inner, site, language);
      registerNestPages(inner, site, language);
      registerDriftPages(inner, site, language);
      registerRoomPages(inner, site, language);
    }
  });
}

const INSTANCE_ID = /^[1-9]\d{0,14}$/;

function registerInstance(app: App, deps: SiteDeps, language: Language): void {
  app.get(`${localePaths[language]}/instance/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const sight = viewerOf(request.session?.actor);
    const found = INSTANCE_ID.test(id) ? await resolveInstance(deps.db, Number(id), sight) : undefined;
    if (found === undefined) throw new Problem("instance-unknown", 404);
    if (String(found) !== id) return reply.redirect(instanceHref(found, language), 301);
    rememberLanguage(request, reply, language);
    const site = siteContext(request, reply, language, deps);
    const viewer = {
      language,
      directory: await deps.directory(),
      homeMemberId: request.session?.homeMemberId ?? null,
      personId: request.session?.person.id ?? null,
      sight,
      today: await todayInRegion(deps.db, deps.clock),
    };
    const [props, ways, related, shelf, voices] = await Promise.all([
      findInstance(deps.db, site, viewer, found),
      findWays(deps, site, viewer, found),
      findRelated(deps, viewer, site.base, found),
      findShelf(deps.db, site, viewer, found, null),
      findVoices(deps.db, site, found, viewer.personId),
    ]);
    if (!props) throw new Problem("instance-unknown", 404);
    return sendPage(
      reply,
      site,
      createElement(deps.pages.InstancePage, { ...props, ways, related, shelf, voices }),
    );
  });
}

/** `/` leads to a language; `/theme` remembers a look, and how large the words are. */
function registerDoors(app: App): void {
  app.get("/", { schema: { hide: true } }, async (request, reply): Promise<Reply> => {
    const language = preferredLanguage(request.cookies[LANGUAGE_COOKIE], request.headers["accept-language"]);
    return reply
      .header("vary", "cookie, accept-language")
      .header("cache-control", "private, max-age=0")
      .redirect(`${localePaths[language]}/`, 302);
  });
  for (const language of languages)
    app.get(localePaths[language], { schema: { hide: true } }, async (_request, reply) =>
      reply.redirect(`${localePaths[language]}/`, 301),
    );
  app.post("/theme", { schema: { hide: true }, config: { csrf: "origin" } }, async (request, reply) => {
    const form = (request.body ?? {}) as Record<string, unknown>;
    const { theme, size } = form;
    const cookie = { path: "/", sameSite: "lax", maxAge: YEAR_S } as const;
    if (size === undefined)
      reply.setCookie(THEME_COOKIE, themeOf(typeof theme === "string" ? theme : undefined), cookie);
    else reply.setCookie(TEXT_SIZE_COOKIE, size === "large" ? "large" : "usual", cookie);
    return reply.redirect(ownPath(form.back, "zh-Hans"), 303);
  });
}

function registerHome(app: App, deps: SiteDeps, language: Language): void {
  app.get(`${localePaths[language]}/`, { schema: { hide: true } }, async (request, reply) => {
    rememberLanguage(request, reply, language);
    const site = siteContext(request, reply, language, deps);
    const [props, own] = await Promise.all([
      findHome(deps, site, await deps.directory(), {
        personId: request.session?.person.id ?? null,
        homeMemberId: request.session?.homeMemberId ?? null,
        faceCode: site.face?.code,
      }),
      faceHome(deps, request, language),
    ]);
    return sendPage(reply, site, createElement(deps.pages.HomePage, { ...props, own }));
  });
}

function registerSearch(app: App, deps: SiteDeps, language: Language): void {
  const config = { isPage: true, cost: pageCost(LEAST_COST) };
  app.get(`${localePaths[language]}/search`, { schema: { hide: true }, config }, async (request, reply) => {
    rememberLanguage(request, reply, language);
    const params = paramsOf(request);
    const state = parseSearchState(params);
    const { session } = request;
    const leave = deps.renderThread.enter();
    try {
      const sight = viewerOf(session?.actor);
      const asker = {
        homeMemberId: session?.homeMemberId ?? null,
        personId: session?.person.id ?? null,
        sight,
      };
      const asked = { said: state.q, language, memberId: asker.homeMemberId };
      const isFresh = params.size === 1 && state.q !== "";
      const directory = await deps.directory();
      const libraries = directory.members.map(({ code, name }) => ({ code, names: Object.values(name) }));
      const reading = isFresh ? await readTyped(deps, { ...asked, libraries }) : null;
      if (reading instanceof URLSearchParams)
        return reply.redirect(`${localePaths[language]}/search?${reading}`, 302);
      const site = siteContext(request, reply, language, deps);
      const finds = state.page === 1 && state.q !== "" ? (deps.findStrips ?? []) : [];
      const beside = Promise.all(finds.map((find) => find(deps.db, state.q, site)));
      const props = await findResults(
        deps,
        site,
        directory,
        { ...asker, core: reading?.core ?? null },
        state,
      );
      const last = Math.max(1, Math.ceil(props.works / PAGE_SIZE));
      if (state.page > last)
        return reply.redirect(`${site.base}/search?${writeSearchState({ ...state, page: last })}`, 302);
      if (isFresh && props.total === 0) await noteZeroSearch(deps.db, deps.clock, asked);
      return await sendResults(reply, deps, {
        ...props,
        ...(reading ? { said: state.q, saidAs: "words" } : saidIn(params)),
        strips: (await beside).filter((one) => one !== null),
      });
    } finally {
      leave();
    }
  });
}
