import { z } from "zod";
import { demandRole, getCollection, worker } from "../collections/index.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { ledgerOf, usesOf } from "./figures.ts";
import { refusalTable } from "./refusals.ts";
import { collectionUsesSchema, ledgerSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const uses = query({
  name: "object-uses.collection",
  summary: "How often objects of a collection were looked at, month by month, and which most",
  path: "/collections/:slug/uses",
  who: worker,
  params: z.object({ slug: z.string().max(60) }),
  filter: z.strictObject({}),
  output: collectionUsesSchema,
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => {
    const collection = await getCollection(db, slug);
    await demandRole(db, actor, collection, "contributor");
    return await usesOf(db, collection.id);
  },
});

const ledger = query({
  name: "object-uses.ledger",
  summary: "What each library gave to the joint base of special collections and took from it in a month",
  path: "/joint-base-ledger",
  who: staff("catalogue.edit", "somewhere"),
  params: z.object({}),
  filter: z.strictObject({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/) }),
  output: ledgerSchema,
  refusals: [],
  run: async (deps, _actor, _params, { month }) => await ledgerOf(deps, month),
});

/** What is asked about uses. */
export const usesQueries: readonly AnyQuery[] = [uses, ledger];
