import { inTransaction } from "../kernel/database.ts";
import type { Room } from "../kernel/room.ts";
import { readingsCommands } from "./commands.ts";
import { forgetFellow, remindReaders } from "./fellows.ts";
import { readingsPages } from "./pages.ts";
import { readingsQueries } from "./queries.ts";
import { forgetLeader, forgetReadings } from "./readings.ts";
import { readingsStrip } from "./strip.ts";
import { readingsSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "readings",
  enters: ["people", "notices", "moderation", "catalogue", "community", "neighbours", "circles"],
  commands: readingsCommands,
  queries: readingsQueries,
  pages: readingsPages,
  circleStrip: readingsStrip,
  jobs: ({ db, clock }) => ({
    "readings-remind": () => inTransaction(db, (tx) => remindReaders(tx, clock)),
    "readings-forget": () => inTransaction(db, (tx) => forgetReadings(tx, clock)),
  }),
  schedule: ["35 * * * * readings-remind", "5 20 * * * readings-forget"],
  subscribers: readingsSubscribers,
  ofReader: {
    follows: [
      "readings.reading.leader_id",
      "readings.reader.person_id",
      "readings.day.person_id",
      "readings.note.person_id",
    ],
  },
  erasePerson: async (tx, _clock, personId) => {
    await forgetFellow(tx, personId);
    await forgetLeader(tx, personId);
  },
};
