import type { Room } from "../kernel/room.ts";
import { collectionCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { importJobs } from "./imports/import-job.ts";
import { buildJobs } from "./index-build.ts";
import { matchCommands } from "./match/commands.ts";
import { registerEmbeds } from "./match/routes.ts";
import { collectionPages } from "./pages/mount.ts";
import { collectionStrip } from "./pages/strip.ts";
import { collectionQueries } from "./queries.ts";
import { registerCollections } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "collections",
  enters: ["consortium", "people", "object-formats", "assets"],
  commands: [...collectionCommands, ...matchCommands],
  queries: collectionQueries,
  pages: collectionPages,
  findStrip: collectionStrip,
  routes: async (app, deps) => {
    registerCollections(app, deps);
    await registerEmbeds(app, deps);
  },
  jobs: (deps) => ({ ...buildJobs(deps), ...importJobs(deps) }),
  lanes: { "collections-build": "long", "collections-import": "long" },
  erasePerson,
  views: [
    "collections.collection_fact",
    "collections.object_fact",
    "collections.shown_object",
    "collections.page_fact",
    "collections.worker_fact",
  ],
};
