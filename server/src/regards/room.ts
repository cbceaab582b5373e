import { inTransaction } from "../kernel/database.ts";
import type { Room } from "../kernel/room.ts";
import { regardsCommands, regardsQueries } from "./commands.ts";
import { erasePerson, forgetSpeakers } from "./regards.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "regards",
  enters: ["people", "neighbours", "shelves", "peer-loans"],
  commands: regardsCommands,
  queries: regardsQueries,
  jobs: ({ db, clock }) => ({
    "regards-forget": () => inTransaction(db, (tx) => forgetSpeakers(tx, clock)),
  }),
  schedule: ["50 19 * * * regards-forget"],
  erasePerson,
};
