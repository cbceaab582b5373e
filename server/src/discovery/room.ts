import type { Room } from "../kernel/room.ts";
import { listTitles } from "./list-titles.ts";
import { registerDiscovery } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room<Parameters<typeof registerDiscovery>[1]> = {
  name: "discovery",
  enters: [
    "files",
    "consortium",
    "people",
    "audience",
    "catalogue",
    "authorities",
    "browse-lists",
    "circulation",
    "lists",
  ],
  routes: registerDiscovery,
  queries: [listTitles],
};
