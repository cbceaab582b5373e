import type { Room } from "../kernel/room.ts";
import { guestCommands, guestQueries } from "./commands.ts";
import { guestPages } from "./pages.ts";
import { forgetPlacer } from "./placings.ts";
import { changesSubscriber, guestJobs, homesSubscriber } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-guests",
  enters: ["consortium", "people", "collections"],
  commands: guestCommands,
  queries: guestQueries,
  pages: guestPages,
  subscribers: () => [changesSubscriber, homesSubscriber],
  jobs: guestJobs,
  lanes: { "object-guests-index": "long" },
  erasePerson: async (tx, _clock, personId) => await forgetPlacer(tx, personId),
};
