import { sql } from "kysely";
import type { Room } from "../kernel/room.ts";
import { exchangeCommands, exchangeQueries } from "./commands.ts";
import { registerExchange } from "./routes.ts";
import { takeInJobs } from "./take-in.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "collection-exchange",
  enters: [
    "files",
    "consortium",
    "people",
    "object-formats",
    "assets",
    "collections",
    "object-parts",
    "object-guests",
  ],
  commands: exchangeCommands,
  queries: exchangeQueries,
  routes: registerExchange,
  jobs: takeInJobs,
  lanes: { "collections-take-in": "long" },
  erasePerson: async (tx, _clock, personId) => {
    await sql`update collection_exchange.take_in set author_id = null where author_id = ${personId}`.execute(
      tx,
    );
  },
};
