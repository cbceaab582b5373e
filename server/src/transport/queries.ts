import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, staff } from "../people/index.ts";
import { moveSchema } from "../placement/schema.ts";
import { listCrates, readCrate } from "./crates.ts";
import { movesHere } from "./moves.ts";
import { destinationsOf } from "./packing.ts";
import { refusalTable } from "./refusals.ts";
import { listRoutes } from "./routes.ts";
import {
  crateFileSchema,
  crateSchema,
  cratesFilterSchema,
  destinationSchema,
  lateTransitSchema,
  routeSchema,
  searchSchema,
} from "./schema.ts";
import { lateTransits, listSearches } from "./searches.ts";

const query = queriesOf(refusalTable);
const none = z.object({});
const asked = z.strictObject({});

const crates = query({
  name: "transport.crates",
  summary: "Crates of this branch: being packed, leaving, coming, or past",
  path: "/transport/crates",
  who: desk,
  params: none,
  filter: cratesFilterSchema,
  output: pageOf(crateSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, filter) => await listCrates(db, clock, actor.place, filter),
});

const crate = query({
  name: "transport.crate",
  summary: "A crate by the code on its label: its manifest, and the hands it went through",
  path: "/transport/crates/:code",
  who: desk,
  params: z.object({ code: z.string().trim().max(20) }),
  filter: asked,
  output: crateFileSchema,
  refusals: ["crate-unknown"],
  run: async ({ db, clock }, _actor, { code }) => await readCrate(db, clock, code.toUpperCase()),
});

const destinations = query({
  name: "transport.destinations",
  summary: "Where items of this branch wait to be packed for",
  path: "/transport/destinations",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(destinationSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await destinationsOf(db, actor.place) }),
});

const moves = query({
  name: "transport.moves",
  summary: "What stands here and belongs somewhere else by now: fetch it and scan it",
  path: "/desk/moves",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(moveSchema),
  refusals: [],
  run: async ({ db, clock }, actor) => ({ items: await movesHere(db, clock, actor.place) }),
});

const late = query({
  name: "transport.late-transits",
  summary: "Items on their way to or from here for longer than the road takes, the longest first",
  path: "/transport/late",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(lateTransitSchema),
  refusals: [],
  run: async ({ db, clock }, actor) => ({ items: await lateTransits(db, clock, actor.place) }),
});

const searches = query({
  name: "transport.searches",
  summary: "Searches at either end of a way that concern this desk, the newest first",
  path: "/transport/searches",
  who: desk,
  params: none,
  filter: z.strictObject(paging),
  output: pageOf(searchSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, filter) => await listSearches(db, actor, clock, filter),
});

const routes = query({
  name: "transport.routes",
  summary: "Courier routes of the region",
  path: "/transport/routes",
  who: staff("circulation.desk", "somewhere"),
  params: none,
  filter: asked,
  output: listOf(routeSchema),
  refusals: [],
  run: async ({ db }) => ({ items: await listRoutes(db) }),
});

/** What is asked about crates, searches and routes. */
export const transportQueries: readonly AnyQuery[] = [
  crates,
  crate,
  destinations,
  moves,
  late,
  searches,
  routes,
];
