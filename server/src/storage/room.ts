import type { Room } from "../kernel/room.ts";
import { storageCommands, storageQueries } from "./commands.ts";
import { storageTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "storage",
  enters: ["consortium", "people", "catalogue", "targeting", "placement", "circulation", "cataloguing"],
  commands: storageCommands,
  queries: storageQueries,
  tasks: storageTasks,
};
