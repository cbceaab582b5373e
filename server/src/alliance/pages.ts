import { findCircles } from "../circles/index.ts";
import { todayInRegion } from "../consortium/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { mayDo } from "../people/index.ts";
import { announcementsOn, campaignsOn } from "./announcements.ts";
import { noFigures, organisationFigures, regionFigures } from "./figures.ts";
import { nestsOf } from "./organisation-nests.ts";
import { circlesOf, getOrganisation, isSteward, listOrganisations } from "./organisations.ts";
import { organisationKinds } from "./words.ts";

const front = page({
  path: "/alliance",
  component: "AlliancePage",
  find: async ({ db, clock, site, actor }) => {
    const today = await todayInRegion(db, clock);
    const [region, organisations, figures, announcements, campaigns] = await Promise.all([
      regionFigures(db),
      listOrganisations(db),
      organisationFigures(db),
      announcementsOn(db, today),
      campaignsOn(db, today),
    ]);
    return {
      day: (date: string) => formatDate(date, site.language),
      region,
      organisations: organisations.map((one) => ({ ...one, figures: figures.get(one.id) ?? noFigures })),
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
      organisationFigures(db),
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
      figures: figures.get(id) ?? null,
      circles,
      nests,
      announcements,
      campaigns,
      steward: steward ? { kinds: organisationKinds, ownCircles } : null,
    };
  },
});

/** Who belongs to the alliance, and one of its organisations. */
export const alliancePages: readonly ReaderPage[] = [front, organisation];
