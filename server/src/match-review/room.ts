import type { Room } from "../kernel/room.ts";
import { aliasCommands, aliasQueries } from "./alias-doors.ts";
import { reviewCommands, reviewQueries } from "./commands.ts";
import { groupingCommands, groupingQueries } from "./grouping-doors.ts";
import { rematchPublishers } from "./rematch.ts";
import { reviewTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "match-review",
  enters: ["consortium", "people", "matching", "audience", "catalogue"],
  commands: [...reviewCommands, ...groupingCommands, ...aliasCommands],
  queries: [...reviewQueries, ...groupingQueries, ...aliasQueries],
  jobs: ({ pool }) => ({
    "rematch-publishers": async (payload) => {
      await rematchPublishers(pool, (payload as { names: string[] }).names);
    },
  }),
  lanes: { "rematch-publishers": "long" },
  tasks: reviewTasks,
};
