import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson } from "../people/index.ts";
import { claimsFor } from "./finds.ts";
import { getJourney, journeysOf, journeysUnderWay } from "./journey-views.ts";
import { claimSchema, journeyLineSchema, journeySchema } from "./schema.ts";
import { thoughtsOfJourney } from "./thoughts.ts";

const tags = ["drifting"];
const codeParams = z.object({ code: z.string().max(20) });

/** Mounts what is read of travelling books by everybody. */
export function registerDrifting(app: App, { db }: RouteDeps): void {
  const list = listOf(journeyLineSchema);
  app.get(
    "/api/v1/drift",
    { schema: { summary: "Books on their way, the latest news first", tags, response: { 200: list } } },
    async () => ({ items: await journeysUnderWay(db) }),
  );
  app.get(
    "/api/v1/drift/mine",
    {
      schema: {
        summary: "Journeys I started, hold, or am to have",
        tags,
        response: { 200: list, ...refusals(401) },
      },
    },
    async (request) => ({ items: await journeysOf(db, requirePerson(request).personId) }),
  );
  app.get(
    "/api/v1/drift/:code",
    {
      config: { refusals: { "journey-unknown": 404 } },
      schema: {
        summary: "A journey by the code on its label: timeline, squares on the map, thoughts",
        tags,
        params: codeParams,
        response: {
          200: journeySchema.extend({ claims: z.array(claimSchema) }).meta({ id: "OpenedJourney" }),
          ...refusals(404),
        },
      },
    },
    async (request) => {
      const personId = request.session?.person.id ?? null;
      const journey = await getJourney(db, personId, request.params.code);
      const claims = personId === null ? [] : await claimsFor(db, personId, journey.id);
      return { ...journey, claims, thoughts: await thoughtsOfJourney(db, journey.id, personId) };
    },
  );
}
