import type { Room } from "../kernel/room.ts";
import { claimTasks } from "./claims.ts";
import { insightQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "insight",
  enters: ["consortium", "people", "catalogue", "circulation", "stocktaking"],
  queries: insightQueries,
  tasks: claimTasks,
};
