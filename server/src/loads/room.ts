import type { Room } from "../kernel/room.ts";
import { loadCommands, loadQueries } from "./doors.ts";
import { loadJobs } from "./jobs.ts";
import { itemProfileCommands, itemProfileQueries } from "./profiles/item-profiles.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "loads",
  enters: ["consortium", "people", "catalogue", "circulation"],
  commands: [...loadCommands, ...itemProfileCommands],
  queries: [...loadQueries, ...itemProfileQueries],
  jobs: loadJobs,
};
