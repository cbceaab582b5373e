import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import { paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody } from "../people/index.ts";
import { searchObjects } from "./objects.ts";
import { foundObjectsSchema, objectNarrowing } from "./schema.ts";

/** What one search over all collections costs, with its counts. */
const COST = 2;

const objects = queriesOf({})({
  name: "object-embeds.objects",
  summary: "Published objects of all special collections: words, narrowings, counts, page by page",
  path: "/objects",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({ ...paging, ...objectNarrowing }),
  output: foundObjectsSchema,
  refusals: [],
  cost: COST,
  run: async ({ db, clock, origin = "" }, _actor, _params, { cursor, ...question }) => {
    const place = z.tuple([z.union([z.literal(0), z.literal(1)]), z.number().int().nonnegative()]);
    const given = { origin, today: await todayInRegion(db, clock) };
    return await searchObjects(db, given, { ...question, after: readCursor(cursor, place) });
  },
});

/** What other systems read. */
export const embedQueries: readonly AnyQuery[] = [objects];
