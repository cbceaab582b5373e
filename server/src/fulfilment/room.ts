import type { Room } from "../kernel/room.ts";
import { fulfilmentCommands, fulfilmentQueries } from "./doors.ts";
import { erasePerson } from "./erasure.ts";
import { fulfilmentSubscribers } from "./subscribers.ts";
import { alertHanging } from "./wanted.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "fulfilment",
  enters: [
    "consortium",
    "people",
    "audience",
    "catalogue",
    "circulation",
    "neighbours",
    "circles",
    "shelves",
    "peer-loans",
    "nests",
    "notices",
  ],
  commands: fulfilmentCommands,
  queries: fulfilmentQueries,
  subscribers: fulfilmentSubscribers,
  hangs: [{ kind: "alerts", hanging: alertHanging }],
  erasePerson,
};
