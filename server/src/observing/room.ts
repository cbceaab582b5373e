import type { Room } from "../kernel/room.ts";
import { registerObserving } from "./index.ts";

/** The room as the list of rooms knows it. */
export const room: Room<Parameters<typeof registerObserving>[1]> = {
  name: "observing",
  enters: ["discovery"],
  routes: registerObserving,
};
