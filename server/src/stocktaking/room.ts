import type { Room } from "../kernel/room.ts";
import { stocktakingCommands, stocktakingQueries } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "stocktaking",
  enters: ["consortium", "people", "catalogue", "targeting", "circulation"],
  commands: stocktakingCommands,
  queries: stocktakingQueries,
  views: ["stocktaking.use_fact"],
};
