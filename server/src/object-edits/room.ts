import { sql } from "kysely";
import type { Room } from "../kernel/room.ts";
import { editCommands, editQueries } from "./commands.ts";
import { editJobs } from "./edits.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-edits",
  enters: ["collections"],
  commands: editCommands,
  queries: editQueries,
  jobs: editJobs,
  lanes: { "object-edits": "long" },
  erasePerson: async (tx, _clock, personId) => {
    await sql`update object_edits.edit set author_id = null, author_name = null
      where author_id = ${personId}`.execute(tx);
  },
};
