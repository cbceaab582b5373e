import type { Room } from "../kernel/room.ts";
import { consortiumCommands } from "./administration/commands.ts";
import { consortiumQueries } from "./administration/queries.ts";
import { consortiumJobs, consortiumSchedule } from "./jobs.ts";
import { registerConsortium } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "consortium",
  enters: [],
  commands: consortiumCommands,
  queries: consortiumQueries,
  routes: registerConsortium,
  jobs: consortiumJobs,
  schedule: consortiumSchedule,
  views: ["consortium.member_fact"],
};
