import type { Room } from "../kernel/room.ts";
import { leaverCommands, leaverQueries } from "./doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "leavers",
  enters: ["consortium", "people", "notices", "circulation"],
  commands: leaverCommands,
  queries: leaverQueries,
};
