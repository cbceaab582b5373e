import type { Room } from "../kernel/room.ts";
import { homePages } from "./pages.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "home",
  enters: [
    "consortium",
    "circulation",
    "neighbours",
    "shelves",
    "peer-loans",
    "discovery",
    "nests",
    "drifting",
  ],
  pages: homePages,
};
