import type { Room } from "../kernel/room.ts";
import { reviewCommands, reviewQueries } from "./commands.ts";
import { groupingCommands, groupingQueries } from "./grouping-doors.ts";
import { reviewTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "match-review",
  enters: ["consortium", "people", "matching", "audience", "catalogue"],
  commands: [...reviewCommands, ...groupingCommands],
  queries: [...reviewQueries, ...groupingQueries],
  tasks: reviewTasks,
};
