import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./answers.ts";
import { wantedCommands } from "./commands.ts";
import { wantedJobs, wantedSchedule } from "./jobs.ts";
import { wantedPages } from "./pages.ts";
import { wantedQueries } from "./queries.ts";
import { wantedSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "wanted",
  enters: ["people", "notices", "moderation", "neighbours", "circles", "shelves"],
  commands: wantedCommands,
  queries: wantedQueries,
  pages: wantedPages,
  jobs: wantedJobs,
  schedule: wantedSchedule,
  subscribers: wantedSubscribers,
  erasePerson,
};
