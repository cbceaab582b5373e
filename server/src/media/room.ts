import type { Room } from "../kernel/room.ts";
import { mediaCommands, mediaQueries } from "./commands.ts";
import { mediaPages } from "./pages.ts";
import { readTitlePageCommand } from "./read-title-page.ts";
import { documentsSubscriber, readingJobs } from "./readings.ts";
import { registerMedia } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "media",
  enters: ["files", "consortium", "people", "frame", "assets", "collections"],
  commands: [...mediaCommands, readTitlePageCommand],
  queries: mediaQueries,
  pages: mediaPages,
  routes: registerMedia,
  jobs: readingJobs,
  lanes: { "media-read": "long" },
  subscribers: () => [documentsSubscriber],
};
