import type { Room } from "../kernel/room.ts";
import { itemCommands, itemQueries } from "./items/item-doors.ts";
import { recordCommands, recordQueries } from "./record-doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "cataloguing",
  enters: ["consortium", "people", "catalogue"],
  commands: [...recordCommands, ...itemCommands],
  queries: [...recordQueries, ...itemQueries],
};
