import type { Room } from "../kernel/room.ts";
import { listCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { listPages } from "./pages.ts";
import { listQueries } from "./queries.ts";
import { listHanging, listSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "lists",
  enters: ["people", "catalogue", "moderation", "community"],
  commands: listCommands,
  queries: listQueries,
  pages: listPages,
  subscribers: listSubscribers,
  views: ["lists.list_name"],
  hangs: [{ kind: "lists", hanging: listHanging }],
  erasePerson,
};
