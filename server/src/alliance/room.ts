import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";
import { alliancePages } from "./pages.ts";
import { allianceWordsSubscriber } from "./public-words.ts";
import { registerAlliance } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "alliance",
  enters: [
    "consortium",
    "people",
    "moderation",
    "neighbours",
    "circles",
    "shelves",
    "peer-loans",
    "nests",
    "notices",
  ],
  pages: alliancePages,
  routes: registerAlliance,
  subscribers: () => [allianceWordsSubscriber],
  erasePerson,
};
