import { z } from "zod";
import type { Room } from "../kernel/room.ts";
import { RUN_JOB, syncCommands, syncQueries } from "./doors.ts";
import { feedDetails, forgetOldRuns } from "./feeds.ts";
import { performRun, runAll } from "./runs.ts";

const runSchema = z.object({ id: z.string() });

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "patron-sync",
  enters: ["consortium", "people"],
  commands: syncCommands,
  queries: syncQueries,
  jobs: (deps) => ({
    "patron-sync": async () => {
      await forgetOldRuns(deps.db, deps.clock);
      await runAll(deps);
    },
    [RUN_JOB]: (payload) => performRun(deps, runSchema.parse(payload).id),
  }),
  schedule: ["10 18 * * * patron-sync"],
  repeating: feedDetails,
};
