import type { Room } from "../kernel/room.ts";
import { boundCommands, boundQueries } from "./bound/doors.ts";
import { placementCommands, placementQueries } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "placement",
  enters: ["consortium", "people", "audience", "catalogue", "targeting"],
  commands: [...placementCommands, ...boundCommands],
  queries: [...placementQueries, ...boundQueries],
  views: ["placement.item_place", "placement.stored_item", "placement.bound_line"],
};
