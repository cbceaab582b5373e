import type { Room } from "../kernel/room.ts";
import { reasonQueries } from "./doors.ts";
import { reasonPages } from "./pages.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "reasons",
  enters: ["consortium", "people", "catalogue", "policies", "circulation"],
  queries: reasonQueries,
  pages: reasonPages,
};
