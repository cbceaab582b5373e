import type { Room } from "../kernel/room.ts";
import { registerFeeds } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "collection-feeds",
  enters: ["feeds", "collections"],
  routes: registerFeeds,
};
