import type { Room } from "../kernel/room.ts";
import { embedCommands } from "./commands.ts";
import { embedPages } from "./pages.ts";
import { embedQueries } from "./queries.ts";
import { registerEmbeds, registerManifests } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-embeds",
  enters: ["consortium", "people", "assets", "collections", "object-parts"],
  commands: embedCommands,
  queries: embedQueries,
  pages: embedPages,
  routes: async (app, deps) => {
    registerManifests(app, deps);
    await registerEmbeds(app, deps);
  },
};
