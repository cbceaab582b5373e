import type { Room } from "../kernel/room.ts";
import { noticesCommands, noticesQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { noticesJobs, noticesSchedule } from "./jobs.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "notices",
  enters: ["consortium", "people"],
  commands: noticesCommands,
  queries: noticesQueries,
  jobs: noticesJobs,
  schedule: noticesSchedule,
  views: ["notices.unread"],
  erasePerson,
};
