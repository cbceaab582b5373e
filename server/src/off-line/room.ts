import { inTransaction } from "../kernel/database.ts";
import type { Room } from "../kernel/room.ts";
import { sweepActs } from "./acts.ts";
import { offLineCommands, offLineQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { offLineTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "off-line",
  enters: ["consortium", "people", "catalogue", "targeting", "circulation"],
  commands: offLineCommands,
  queries: offLineQueries,
  tasks: offLineTasks,
  jobs: ({ db, clock }) => ({
    "off-line-sweep": async () => await inTransaction(db, (tx) => sweepActs(tx, clock)),
  }),
  schedule: ["50 2 * * * off-line-sweep"],
  ofReader: { follows: ["off_line.act.person_id"] },
  erasePerson,
};
