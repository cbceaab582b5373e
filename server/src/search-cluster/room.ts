import type { RouteDeps } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";

/** The room as the list of rooms knows it. */
export const room: Room<RouteDeps> = {
  name: "search-cluster",
  enters: ["audience", "catalogue", "discovery"],
};
