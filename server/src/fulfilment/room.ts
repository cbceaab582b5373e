import type { Room } from "../kernel/room.ts";
import { wantedCommands } from "./doors.ts";
import { erasePerson } from "./erasure.ts";
import { libraryWays } from "./library-ways.ts";
import { fulfilmentSubscribers } from "./subscribers.ts";
import { alertHanging } from "./wanted.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "fulfilment",
  enters: ["consortium", "people", "audience", "catalogue", "circulation", "shelves", "notices"],
  commands: wantedCommands,
  deliveryOptions: libraryWays,
  subscribers: fulfilmentSubscribers,
  hangs: [{ kind: "alerts", hanging: alertHanging }],
  erasePerson,
};
