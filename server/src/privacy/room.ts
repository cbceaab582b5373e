import type { Room } from "../kernel/room.ts";
import { privacyCommands } from "./commands.ts";
import { registerPrivacy } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "privacy",
  enters: ["people", "community", "lists", "saved-searches"],
  commands: privacyCommands,
  routes: registerPrivacy,
};
