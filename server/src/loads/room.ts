import type { Searcher } from "../discovery/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";
import { bulkCommands, bulkQueries } from "./bulk/doors.ts";
import { contributionQueries, registerContributions } from "./contributions/doors.ts";
import { loadCommands, loadQueries } from "./doors.ts";
import { exportCommands, exportQueries, registerExports } from "./export/doors.ts";
import { erasePerson } from "./export/exports.ts";
import { loadJobs } from "./jobs.ts";
import { macroCommands, macroQueries } from "./macros/doors.ts";
import { importProfileCommands, importProfileQueries } from "./profiles/import-profiles.ts";
import { itemProfileCommands, itemProfileQueries } from "./profiles/item-profiles.ts";
import { stagingCommands, stagingQueries } from "./staging/doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room<RouteDeps & { searcher: Searcher }> = {
  name: "loads",
  enters: [
    "feeds",
    "consortium",
    "people",
    "audience",
    "catalogue",
    "circulation",
    "cataloguing",
    "lists",
    "discovery",
  ],
  commands: [
    ...loadCommands,
    ...exportCommands,
    ...bulkCommands,
    ...stagingCommands,
    ...itemProfileCommands,
    ...importProfileCommands,
    ...macroCommands,
  ],
  queries: [
    ...loadQueries,
    ...contributionQueries,
    ...exportQueries,
    ...bulkQueries,
    ...stagingQueries,
    ...itemProfileQueries,
    ...importProfileQueries,
    ...macroQueries,
  ],
  routes: (app, deps) => {
    registerExports(app, deps);
    registerContributions(app, deps);
  },
  jobs: loadJobs,
  lanes: {
    "import-file": "loads",
    "undo-load": "loads",
    "bulk-preview": "loads",
    "bulk-change": "loads",
    "export-records": "long",
  },
  schedule: ["40 3 * * * discard-staged", "45 3 * * * forget-exports", "20 18 * * * exports-due"],
  erasePerson,
};
