import { inTransaction } from "../kernel/database.ts";
import type { Room } from "../kernel/room.ts";
import { registerSalonFiles } from "./calendar-routes.ts";
import { salonsCommands } from "./commands.ts";
import { forgetNotes } from "./notes.ts";
import { salonsPages } from "./pages.ts";
import { salonsQueries } from "./queries.ts";
import { forgetHost } from "./salons.ts";
import { forgetSeats, forgetSeatsOf, remindComing } from "./seats.ts";
import { salonsStrip } from "./strip.ts";
import { salonsSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "salons",
  enters: ["consortium", "people", "notices", "moderation", "neighbours", "circles"],
  commands: salonsCommands,
  queries: salonsQueries,
  pages: salonsPages,
  circleStrip: salonsStrip,
  routes: registerSalonFiles,
  jobs: ({ db, clock }) => ({
    "salons-remind": () => inTransaction(db, (tx) => remindComing(tx, clock)),
    "salons-forget": () => inTransaction(db, (tx) => forgetSeats(tx, clock)),
  }),
  schedule: ["25 * * * * salons-remind", "55 19 * * * salons-forget"],
  subscribers: salonsSubscribers,
  erasePerson: async (tx, clock, personId) => {
    await forgetNotes(tx, personId);
    await forgetHost(tx, clock, personId);
    await forgetSeatsOf(tx, clock, personId);
  },
};
