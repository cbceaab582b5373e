import type { Room } from "../kernel/room.ts";
import { cutOverCommands } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "cut-over",
  enters: ["consortium", "people", "catalogue", "targeting", "circulation"],
  commands: cutOverCommands,
};
