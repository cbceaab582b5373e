import { createElement } from "react";
import {
  addSteward,
  announce,
  announcementsOn,
  announcementWordsSchema,
  attachCircle,
  attachNest,
  campaignWordsSchema,
  changeOrganisation,
  closeHelpCase,
  decideOrganisation,
  detachCircle,
  detachNest,
  getHelpCase,
  helpCasesOf,
  helpCaseWordsSchema,
  helpMessageWordsSchema,
  listOrganisations,
  openHelpCase,
  organisationWordsSchema,
  proposeOrganisation,
  startCampaign,
  stepDown,
  waitingHelpCases,
  withdrawAnnouncement,
  writeToHelpCase,
} from "../../alliance/index.ts";
import { todayInRegion } from "../../consortium/index.ts";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import type { App, Request } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import { mayDo } from "../../people/index.ts";
import { toSignIn } from "../form-answer.ts";
import { formField } from "../form-field.ts";
import { localePaths } from "../locale.ts";
import { onOwnForm, type PostedForm, readForm } from "../own-form.ts";
import { sendPage, siteContext } from "../page-frame.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Forms of organisations, the help desk and the office in one language; the open pages are the room's own. */
export function registerAlliancePages(app: App, deps: SiteDeps, language: Language): void {
  registerStewardForms(app, deps, language);
  registerHelpDesk(app, deps, language);
  registerOffice(app, deps, language);
}

const dayIn = (language: Language) => (date: string) => formatDate(date, language);

function isOffice(request: Request): boolean {
  return request.session ? mayDo(request.session.actor, "consortium.manage", null) : false;
}

/** A form under the alliance: does `act` in one transaction, then shows `back` with the sentence `done`. */
function onForm(
  app: App,
  deps: SiteDeps,
  language: Language,
  path: string,
  back: (params: Record<string, string>) => string,
  done: string,
  act: (tx: Tx, form: PostedForm) => Promise<unknown>,
): void {
  const base = localePaths[language];
  onOwnForm(
    app,
    `${base}/alliance${path}`,
    language,
    (params) => `${base}/alliance${back(params)}`,
    async (form) => {
      await inTransaction(deps.db, (tx) => act(tx, form));
      return { key: done, params: {} };
    },
  );
}

const organisationPath = (params: Record<string, string>): string => `/organisations/${params.id}`;

function registerStewardForms(app: App, deps: SiteDeps, language: Language): void {
  const { clock } = deps;
  const steward = (
    path: string,
    done: string,
    act: (tx: Tx, form: PostedForm, id: string) => Promise<unknown>,
  ): void =>
    onForm(app, deps, language, `/organisations/:id${path}`, organisationPath, done, (tx, form) =>
      act(tx, form, form.params.id ?? ""),
    );
  onForm(
    app,
    deps,
    language,
    "/organisations",
    () => "",
    "alliance.done.proposed",
    (tx, { session, request }) =>
      proposeOrganisation(tx, session.actor, clock, readForm(organisationWordsSchema, request.body)),
  );
  steward("", "alliance.done.saved", (tx, { session, request }, id) =>
    changeOrganisation(tx, session.actor, clock, id, readForm(organisationWordsSchema, request.body)),
  );
  steward("/announcements", "alliance.done.announced", (tx, { session, request }, id) =>
    announce(tx, session.actor, clock, {
      ...readForm(announcementWordsSchema, request.body),
      organisationId: id,
    }),
  );
  steward("/campaigns", "alliance.done.started", (tx, { session, request }, id) =>
    startCampaign(tx, session.actor, clock, id, readForm(campaignWordsSchema, request.body)),
  );
  steward("/circles", "alliance.done.saved", (tx, { session, request }, id) =>
    attachCircle(tx, session.actor, clock, id, formField(request, "circleId")),
  );
  steward("/nests", "alliance.done.saved", (tx, { session, request }, id) =>
    attachNest(tx, session.actor, deps.clock, id, formField(request, "code")),
  );
  steward("/nests/:code/detach", "alliance.done.saved", (tx, { session, params }, id) =>
    detachNest(tx, session.actor, deps.clock, id, params.code!),
  );
  steward("/circles/:circleId/detach", "alliance.done.saved", (tx, { session, params }, id) =>
    detachCircle(tx, session.actor, id, params.circleId ?? ""),
  );
  steward("/stewards", "alliance.done.saved", (tx, { session, request }, id) =>
    addSteward(tx, session.actor, clock, id, formField(request, "login").trim()),
  );
  steward("/step-down", "alliance.done.saved", (tx, { session }, id) => stepDown(tx, session.actor, id));
  onForm(
    app,
    deps,
    language,
    "/announcements/:id/withdraw",
    () => "",
    "alliance.done.withdrawn",
    (tx, { session, params }) => withdrawAnnouncement(tx, session.actor, clock, params.id ?? ""),
  );
}

function registerHelpDesk(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  app.get(`${base}/alliance/help`, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, request.url);
    const site = siteContext(request, reply, language, deps);
    const cases = await helpCasesOf(db, request.session.person.id);
    return sendPage(
      reply,
      site,
      createElement(deps.pages.HelpDeskPage, { site, day: dayIn(language), cases }),
    );
  });
  app.get(`${base}/alliance/help/:id`, { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!request.session) return toSignIn(reply, language, `${base}/alliance/help`);
    const site = siteContext(request, reply, language, deps);
    const helpCase = await getHelpCase(db, request.session.actor, id);
    return sendPage(
      reply,
      site,
      createElement(deps.pages.HelpCasePage, { site, day: dayIn(language), helpCase }),
    );
  });
  const casePath = (params: Record<string, string>): string => `/help/${params.id}`;
  onForm(
    app,
    deps,
    language,
    "/help",
    () => "/help",
    "alliance.done.asked",
    (tx, { session, request }) =>
      openHelpCase(tx, session.actor, clock, readForm(helpCaseWordsSchema, request.body)),
  );
  onForm(app, deps, language, "/help/:id/messages", casePath, "alliance.done.asked", (tx, form) =>
    writeToHelpCase(
      tx,
      form.session.actor,
      clock,
      form.params.id ?? "",
      readForm(helpMessageWordsSchema, form.request.body).body,
    ),
  );
  onForm(app, deps, language, "/help/:id/close", casePath, "alliance.done.closed", (tx, form) =>
    closeHelpCase(tx, form.session.actor, clock, form.params.id ?? ""),
  );
}

function registerOffice(app: App, deps: SiteDeps, language: Language): void {
  const { db, clock } = deps;
  const base = localePaths[language];
  app.get(`${base}/alliance/office`, { schema: { hide: true } }, async (request, reply) => {
    if (!request.session) return toSignIn(reply, language, `${base}/alliance/office`);
    if (!isOffice(request)) throw new Problem("forbidden", 403);
    const site = siteContext(request, reply, language, deps);
    const [waiting, cases, announcements] = await Promise.all([
      listOrganisations(db, true),
      waitingHelpCases(db, request.session.actor),
      announcementsOn(db, await todayInRegion(deps.db, deps.clock)),
    ]);
    const regional = announcements.filter((one) => one.organisation === null);
    const props = { site, day: dayIn(language), waiting, cases, announcements: regional };
    return sendPage(reply, site, createElement(deps.pages.OfficePage, props));
  });
  onForm(
    app,
    deps,
    language,
    "/organisations/:id/decision",
    () => "/office",
    "alliance.done.decided",
    (tx, { session, params, request }) =>
      decideOrganisation(
        tx,
        session.actor,
        clock,
        params.id ?? "",
        formField(request, "decision") === "admit" ? "admit" : "refuse",
        formField(request, "reason").slice(0, 500),
      ),
  );
  onForm(
    app,
    deps,
    language,
    "/announcements",
    () => "/office",
    "alliance.done.announced",
    (tx, { session, request }) =>
      announce(tx, session.actor, clock, {
        ...readForm(announcementWordsSchema, request.body),
        organisationId: null,
      }),
  );
}
