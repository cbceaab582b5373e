import type { Room } from "../kernel/room.ts";
import { countUses } from "./counting.ts";
import { forgetOldCounts, takeStock } from "./figures.ts";
import { usesQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-uses",
  enters: ["consortium", "people", "collections"],
  queries: usesQueries,
  routes: countUses,
  jobs: (deps) => ({
    "object-uses-stock": () => takeStock(deps),
    "object-uses-forget": () => forgetOldCounts(deps),
  }),
  schedule: ["10 15 * * * object-uses-stock", "35 4 1 * * object-uses-forget"],
};
