import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody, person, staff } from "../people/index.ts";
import { announcementsOn, campaignsOn } from "./announcements.ts";
import { noFigures } from "./figures.ts";
import { getHelpCase, helpCasesOf, waitingHelpCases } from "./help-desk.ts";
import { readFigures } from "./kept-figures.ts";
import { getOrganisation, listOrganisations } from "./organisations.ts";
import { refusalTable } from "./refusals.ts";
import {
  announcementSchema,
  campaignSchema,
  figuresSchema,
  helpCaseSchema,
  helpMessageSchema,
  organisationSchema,
  savedSchema,
} from "./schema.ts";

const query = queriesOf(refusalTable);
const office = staff("consortium.manage", "everywhere");
const nothing = z.object({});
const noFilter = z.strictObject({});
const filter = z.strictObject(paging);
const ofId = z.object({ id: z.string().max(60) });
/** Where a list of cases goes on: when the last one changed, and its id. */
const casePlace = z.tuple([z.iso.datetime(), z.uuid()]);

const overview = query({
  name: "alliance.overview",
  summary: "Member organisations of the alliance with their figures, and those of the region",
  path: "/alliance",
  who: anybody,
  params: nothing,
  filter: noFilter,
  output: z
    .object({
      region: figuresSchema.extend({ organisations: z.number().int(), circles: z.number().int() }),
      saved: savedSchema,
      items: z.array(
        organisationSchema.omit({ reason: true, state: true }).extend({ figures: figuresSchema }),
      ),
    })
    .meta({ id: "AllianceOverview" }),
  refusals: [],
  run: async ({ db }) => {
    const [{ region, saved, organisations: figures }, organisations] = await Promise.all([
      readFigures(db),
      listOrganisations(db),
    ]);
    const items = organisations.map(({ reason: _reason, state: _state, ...one }) => ({
      ...one,
      figures: figures[one.id] ?? noFigures,
    }));
    return { region, saved, items };
  },
});

const organisation = query({
  name: "alliance.organisation",
  summary: "An organisation; one that is not admitted yet only for who proposed it",
  path: "/alliance/organisations/:id",
  who: anybody,
  params: ofId,
  filter: noFilter,
  output: organisationSchema,
  refusals: ["organisation-unknown"],
  run: ({ db }, actor, { id }) => getOrganisation(db, actor?.personId ?? null, id),
});

const waiting = query({
  name: "alliance.proposed",
  summary: "Organisations that ask to join, the longest waiting first",
  path: "/alliance/proposed-organisations",
  who: office,
  params: nothing,
  filter: noFilter,
  output: listOf(organisationSchema),
  refusals: [],
  run: async ({ db }) => ({ items: await listOrganisations(db, true) }),
});

const announcements = query({
  name: "alliance.announcements",
  summary: "What holds today: announcements, newest first, and campaigns, the next to end first",
  path: "/announcements",
  who: anybody,
  params: nothing,
  filter: noFilter,
  output: z
    .object({
      announcements: z.array(announcementSchema.omit({ waits: true })),
      campaigns: z.array(campaignSchema.omit({ waits: true })),
    })
    .meta({ id: "AllianceAnnouncements" }),
  refusals: [],
  run: async ({ db, clock }) => {
    const today = await todayInRegion(db, clock);
    const [told, calls] = await Promise.all([announcementsOn(db, today), campaignsOn(db, today)]);
    return {
      announcements: told.map(({ waits: _waits, ...one }) => one),
      campaigns: calls.map(({ waits: _waits, ...one }) => one),
    };
  },
});

const myCases = query({
  name: "alliance.my-cases",
  summary: "My cases at the service centre, the last changed first",
  path: "/alliance/help-cases",
  who: person,
  params: nothing,
  filter,
  output: pageOf(helpCaseSchema),
  refusals: ["cursor-invalid"],
  run: async ({ db }, { personId }, _params, { limit, cursor }) =>
    cutPage(
      await helpCasesOf(db, personId, { limit: limit + 1, after: readCursor(cursor, casePlace) }),
      limit,
      (one) => [one.changedAt, one.id],
    ),
});

const waitingCases = query({
  name: "alliance.waiting-cases",
  summary: "Cases that wait for the office, the longest waiting first",
  path: "/alliance/waiting-cases",
  who: office,
  params: nothing,
  filter,
  output: pageOf(helpCaseSchema),
  refusals: ["cursor-invalid"],
  run: async ({ db }, _actor, _params, { limit, cursor }) =>
    cutPage(
      await waitingHelpCases(db, { limit: limit + 1, after: readCursor(cursor, casePlace) }),
      limit,
      (one) => [one.changedAt, one.id],
    ),
});

const helpCase = query({
  name: "alliance.case",
  summary: "A case with its words, for the reader whose it is and for the office",
  path: "/alliance/help-cases/:id",
  who: person,
  params: ofId,
  filter: noFilter,
  output: helpCaseSchema
    .extend({ isOwn: z.boolean(), messages: z.array(helpMessageSchema) })
    .meta({ id: "OpenedHelpCase" }),
  refusals: ["case-unknown"],
  run: ({ db }, actor, { id }) => getHelpCase(db, actor, id),
});

/** Every list and record of this room. */
export const allianceQueries: readonly AnyQuery[] = [
  overview,
  organisation,
  waiting,
  announcements,
  myCases,
  waitingCases,
  helpCase,
];
