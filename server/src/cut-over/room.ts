import type { Room } from "../kernel/room.ts";
import { cutOverCommands } from "./commands.ts";
import { takenFileCommands } from "./files.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "cut-over",
  enters: ["consortium", "people", "patron-sync", "catalogue", "targeting", "circulation"],
  commands: [...cutOverCommands, ...takenFileCommands],
};
