import type { Room } from "../kernel/room.ts";
import { transportCommands } from "./commands.ts";
import { transportQueries } from "./queries.ts";
import { transportTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "transport",
  enters: ["consortium", "people", "catalogue", "targeting", "placement", "circulation"],
  commands: transportCommands,
  queries: transportQueries,
  tasks: transportTasks,
};
