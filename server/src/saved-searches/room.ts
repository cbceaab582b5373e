import type { Searcher } from "../discovery/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";
import { alertJobs, alertSchedule } from "./alert-runs.ts";
import { savedSearchCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { savedSearchPages } from "./pages.ts";
import { savedSearchQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room<RouteDeps & { searcher: Searcher }> = {
  name: "saved-searches",
  enters: ["people", "notices", "catalogue", "discovery"],
  commands: savedSearchCommands,
  queries: savedSearchQueries,
  pages: savedSearchPages,
  jobs: alertJobs,
  lanes: { "discovery-alerts": "long" },
  schedule: alertSchedule,
  erasePerson,
};
