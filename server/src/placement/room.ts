import type { Room } from "../kernel/room.ts";
import { placementCommands, placementQueries } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "placement",
  enters: ["consortium", "people", "catalogue"],
  commands: placementCommands,
  queries: placementQueries,
  views: ["placement.item_place", "placement.stored_item"],
};
