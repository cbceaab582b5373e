import type { RouteDeps } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";
import { type Following, registerOwnAtOnce } from "./own-at-once.ts";

/** The room as the list of rooms knows it. */
export const room: Room<RouteDeps & Following> = {
  name: "processes",
  enters: [],
  routes: registerOwnAtOnce,
};
