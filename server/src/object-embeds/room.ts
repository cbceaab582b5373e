import type { Room } from "../kernel/room.ts";
import { embedCommands } from "./commands.ts";
import { openToOtherSites } from "./open-doors.ts";
import { embedPages } from "./pages.ts";
import { registerEmbeds, registerManifests } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-embeds",
  enters: ["consortium", "people", "assets", "collections", "object-parts"],
  commands: embedCommands,
  pages: embedPages,
  routes: async (app, deps) => {
    openToOtherSites(app);
    registerManifests(app, deps);
    await registerEmbeds(app, deps);
  },
};
