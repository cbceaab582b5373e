import type { Room } from "../kernel/room.ts";
import { phrasingCommands, phrasingQueries } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "phrasing",
  enters: ["consortium", "people", "discovery"],
  commands: phrasingCommands,
  queries: phrasingQueries,
};
