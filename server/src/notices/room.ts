import type { Room } from "../kernel/room.ts";
import { noticesCommands, noticesQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { noticesJobs, noticesSchedule } from "./jobs.ts";
import { wordingCommands, wordingQueries } from "./wordings/doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "notices",
  enters: ["consortium", "people"],
  commands: [...noticesCommands, ...wordingCommands],
  queries: [...noticesQueries, ...wordingQueries],
  jobs: noticesJobs,
  schedule: noticesSchedule,
  views: ["notices.unread"],
  ofReader: { follows: ["notices.notice.person_id"], stays: ["notices.wish.person_id"] },
  erasePerson,
};
