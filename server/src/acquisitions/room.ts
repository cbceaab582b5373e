import type { Room } from "../kernel/room.ts";
import { arrivalSubscribers } from "./arrivals.ts";
import { acquisitionCommands, acquisitionQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { acquisitionPages } from "./pages.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "acquisitions",
  enters: ["consortium", "people", "notices", "catalogue"],
  commands: acquisitionCommands,
  queries: acquisitionQueries,
  pages: acquisitionPages,
  subscribers: arrivalSubscribers,
  erasePerson,
};
