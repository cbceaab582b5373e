import { findCircles } from "../circles/index.ts";
import { todayInRegion } from "../consortium/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { mayDo, person, staff } from "../people/index.ts";
import { announcementsOn, campaignsOn } from "./announcements.ts";
import { noFigures } from "./figures.ts";
import { getHelpCase, helpCasesOf, waitingHelpCases } from "./help-desk.ts";
import { readFigures } from "./kept-figures.ts";
import { nestsOf } from "./organisation-nests.ts";
import { circlesOf, getOrganisation, isSteward, listOrganisations } from "./organisations.ts";
import { assumed } from "./saved.ts";
import { organisationKinds } from "./words.ts";

const front = page({
  path: "/alliance",
  component: "AlliancePage",
  find: async ({ db, clock, site, actor }) => {
    const today = await todayInRegion(db, clock);
    const [{ region, saved, organisations: figures }, organisations, announcements, campaigns] =
      await Promise.all([
        readFigures(db),
        listOrganisations(db),
        announcementsOn(db, today),
        campaignsOn(db, today),
      ]);
    return {
      day: (date: string) => formatDate(date, site.language),
      region,
      saved: { ...saved, assumed },
      organisations: organisations.map((one) => ({ ...one, figures: figures[one.id] ?? noFigures })),
      announcements,
      campaigns,
      kinds: organisationKinds,
      isOffice: actor !== null && mayDo(actor, "consortium.manage", null),
    };
  },
});

const organisation = page({
  path: "/alliance/organisations/:id",
  component: "OrganisationPage",
  find: async ({ db, clock, site, actor, params }) => {
    const id = params.id!;
    const personId = actor?.personId ?? null;
    const one = await getOrganisation(db, personId, id);
    const today = await todayInRegion(db, clock);
    const steward = personId !== null && one.state === "member" && (await isSteward(db, personId, id));
    const [figures, circles, nests, announcements, campaigns] = await Promise.all([
      readFigures(db),
      circlesOf(db, id),
      nestsOf(db, id),
      announcementsOn(db, today, id, steward),
      campaignsOn(db, today, id, steward),
    ]);
    const own = steward && personId !== null ? await findCircles(db, personId, { mine: true }) : [];
    const taken = new Set(circles.map((circle) => circle.id));
    const ownCircles = own.filter((circle) => circle.isSteward && !taken.has(circle.id));
    return {
      day: (date: string) => formatDate(date, site.language),
      organisation: one,
      figures: figures.organisations[id] ?? null,
      circles,
      nests,
      announcements,
      campaigns,
      steward: steward ? { kinds: organisationKinds, ownCircles } : null,
    };
  },
});

const helpDesk = page({
  path: "/alliance/help",
  component: "HelpDeskPage",
  find: async ({ db, site, actor }) => {
    const { personId } = person.admit(actor, {});
    return { day: (date: string) => formatDate(date, site.language), cases: await helpCasesOf(db, personId) };
  },
});

const helpCase = page({
  path: "/alliance/help/:id",
  component: "HelpCasePage",
  find: async ({ db, site, actor, params }) => ({
    day: (date: string) => formatDate(date, site.language),
    helpCase: await getHelpCase(db, person.admit(actor, {}), params.id!),
  }),
});

const office = page({
  path: "/alliance/office",
  component: "OfficePage",
  find: async ({ db, clock, site, actor }) => {
    staff("consortium.manage", "everywhere").admit(actor, {});
    const [waiting, cases, announcements] = await Promise.all([
      listOrganisations(db, true),
      waitingHelpCases(db),
      announcementsOn(db, await todayInRegion(db, clock)),
    ]);
    return {
      day: (date: string) => formatDate(date, site.language),
      waiting,
      cases,
      announcements: announcements.filter((one) => one.organisation === null),
    };
  },
});

/** The alliance, one of its organisations, the help desk and the office. */
export const alliancePages: readonly ReaderPage[] = [front, organisation, helpDesk, helpCase, office];
