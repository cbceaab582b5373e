import type { Room } from "../kernel/room.ts";
import { forgetArranger } from "./arrangements.ts";
import { partCommands, partQueries } from "./commands.ts";
import { forgetOrderer } from "./families.ts";
import { partPages } from "./family-page.ts";
import { familiesSubscriber } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-parts",
  enters: ["object-formats", "assets", "collections"],
  commands: partCommands,
  queries: partQueries,
  pages: partPages,
  subscribers: () => [familiesSubscriber],
  erasePerson: async (tx, _clock, personId) => {
    await forgetArranger(tx, personId);
    await forgetOrderer(tx, personId);
  },
  views: ["object_parts.direction_fact", "object_parts.member_fact"],
};
