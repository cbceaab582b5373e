import type { Room } from "../kernel/room.ts";
import { assetsCommands, assetsQueries } from "./commands.ts";
import { damageTasks } from "./damage.ts";
import { assetsJobs, assetsSchedule } from "./jobs.ts";
import { registerAssets } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "assets",
  enters: ["files", "consortium", "people"],
  commands: assetsCommands,
  queries: assetsQueries,
  routes: registerAssets,
  jobs: assetsJobs,
  lanes: {
    "assets-derive": "long",
    "assets-fixity": "long",
    "assets-sweep": "long",
    "assets-play": "long",
    "assets-play-again": "long",
  },
  schedule: assetsSchedule,
  tasks: damageTasks,
  views: ["assets.file_fact"],
};
