import type { Room } from "../kernel/room.ts";
import { consortiumCommands } from "./administration/commands.ts";
import { faceCommands } from "./administration/face-commands.ts";
import { consortiumQueries } from "./administration/queries.ts";
import { consortiumSetUp } from "./administration/set-up.ts";
import { consortiumJobs, consortiumSchedule } from "./jobs.ts";
import { registerConsortium } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "consortium",
  enters: ["files"],
  commands: [...consortiumCommands, ...faceCommands],
  queries: consortiumQueries,
  setUp: consortiumSetUp,
  routes: registerConsortium,
  jobs: consortiumJobs,
  schedule: consortiumSchedule,
  views: ["consortium.member_fact", "consortium.branch_fact", "consortium.branch_line"],
};
