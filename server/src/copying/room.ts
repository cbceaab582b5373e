import type { Room } from "../kernel/room.ts";
import { copyCommands, copyQueries } from "./doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "copying",
  enters: ["people", "audience", "catalogue", "cataloguing", "loads"],
  commands: copyCommands,
  queries: copyQueries,
};
