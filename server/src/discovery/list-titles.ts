import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { queriesOf } from "../kernel/query.ts";
import { entriesOf, getList } from "../lists/index.ts";
import { givenKey, listParams } from "../lists/schema.ts";
import { anybody } from "../people/index.ts";
import { searchItems } from "./routes.ts";
import { searchItemSchema } from "./schema.ts";

const query = queriesOf({ "list-unknown": 404 });

/** A list's titles as rows of results. */
export const listTitles = query({
  name: "discovery.list-titles",
  summary: "The titles of a list in their order, with live availability",
  path: "/lists/:id/titles",
  who: anybody,
  params: listParams,
  filter: z.strictObject({ key: givenKey.optional() }),
  output: listOf(searchItemSchema),
  refusals: ["list-unknown"],
  run: async ({ db }, actor, { id }, { key }) => {
    const list = await getList(db, actor?.personId ?? null, id, key ?? null);
    const ids = (await entriesOf(db, list.id)).map((entry) => entry.instanceId);
    return { items: await searchItems(db, ids, new Map()) };
  },
});
