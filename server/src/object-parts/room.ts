import type { Room } from "../kernel/room.ts";
import { forgetArranger } from "./arrangements.ts";
import { partCommands, partQueries } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-parts",
  enters: ["object-formats", "collections"],
  commands: partCommands,
  queries: partQueries,
  erasePerson: async (tx, _clock, personId) => await forgetArranger(tx, personId),
  views: ["object_parts.direction_fact"],
};
