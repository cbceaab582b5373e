import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";
import { registerCommunity } from "./routes.ts";
import { communitySubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "community",
  enters: ["consortium", "people", "catalogue", "moderation"],
  routes: registerCommunity,
  subscribers: communitySubscribers,
  erasePerson,
};
