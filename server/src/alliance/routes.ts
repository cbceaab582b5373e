import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { announcementsOn, campaignsOn } from "./announcements.ts";
import { noFigures, organisationFigures, regionFigures } from "./figures.ts";
import { listOrganisations } from "./organisations.ts";
import { figuresSchema, organisationSchema } from "./schema.ts";

const tags = ["alliance"];
const organisation = z.object({ id: z.string(), name: z.string() });

/** Mounts the public side of the alliance under /api/v1: who belongs to it, what it comes to, what it tells. */
export function registerAlliance(app: App, deps: RouteDeps): void {
  const { db, clock } = deps;
  app.get(
    "/api/v1/alliance",
    {
      schema: {
        summary: "Member organisations of the alliance with their figures, and those of the region",
        tags,
        response: {
          200: z.object({
            region: figuresSchema.extend({ organisations: z.number().int(), circles: z.number().int() }),
            items: z.array(
              organisationSchema.omit({ reason: true, state: true }).extend({ figures: figuresSchema }),
            ),
          }),
        },
      },
    },
    async () => {
      const [region, organisations, figures] = await Promise.all([
        regionFigures(db),
        listOrganisations(db),
        organisationFigures(db),
      ]);
      return {
        region,
        items: organisations.map(({ reason: _reason, state: _state, ...one }) => ({
          ...one,
          figures: figures.get(one.id) ?? noFigures,
        })),
      };
    },
  );
  app.get(
    "/api/v1/announcements",
    {
      schema: {
        summary: "What holds today: announcements, newest first, and campaigns, the next to end first",
        tags,
        response: {
          200: z.object({
            announcements: z.array(
              z.object({
                id: z.string(),
                organisation: organisation.nullable(),
                title: z.string(),
                body: z.string(),
                publishedAt: z.string(),
                until: z.string(),
              }),
            ),
            campaigns: z.array(
              z.object({
                id: z.string(),
                organisation,
                title: z.string(),
                about: z.string(),
                startsOn: z.string(),
                endsOn: z.string(),
              }),
            ),
          }),
          ...refusals(400),
        },
      },
    },
    async () => {
      const today = await todayInRegion(db, clock);
      const [announcements, campaigns] = await Promise.all([
        announcementsOn(db, today),
        campaignsOn(db, today),
      ]);
      return { announcements, campaigns };
    },
  );
}
