import type { Room } from "../kernel/room.ts";
import { collectionCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { importJobs } from "./imports/import-job.ts";
import { collectionPages } from "./pages/mount.ts";
import { collectionStrip } from "./pages/strip.ts";
import { collectionQueries } from "./queries.ts";
import { registerSheets } from "./routes.ts";
import { buildJobs } from "./search/index-build.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "collections",
  enters: ["consortium", "people", "object-formats", "assets"],
  commands: collectionCommands,
  queries: collectionQueries,
  pages: collectionPages,
  findStrip: collectionStrip,
  routes: registerSheets,
  jobs: (deps) => ({ ...buildJobs(deps), ...importJobs(deps) }),
  lanes: { "collections-build": "long", "collections-import": "long" },
  erasePerson,
  views: [
    "collections.collection_fact",
    "collections.object_fact",
    "collections.shown_object",
    "collections.shown_guest",
    "collections.guest_fact",
    "collections.former_guest",
    "collections.page_fact",
    "collections.worker_fact",
  ],
};
