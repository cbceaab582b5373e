import type { Room } from "../kernel/room.ts";
import { serialCommands, serialQueries } from "./doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "serials",
  enters: ["consortium", "people", "catalogue", "targeting", "circulation"],
  commands: serialCommands,
  queries: serialQueries,
};
