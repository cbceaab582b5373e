import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { searchesOf } from "./saved-searches.ts";
import { savedSearchSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

/** Every read of this room. */
export const savedSearchQueries: readonly AnyQuery[] = [
  query({
    name: "saved-searches.mine",
    summary: "My saved searches",
    path: "/saved-searches",
    who: person,
    params: z.object({}),
    filter: z.strictObject({}),
    output: listOf(savedSearchSchema),
    refusals: [],
    run: async ({ db }, { personId }) => ({ items: await searchesOf(db, personId) }),
  }),
];
