import type { Room } from "../kernel/room.ts";
import { auditQueries } from "./doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "audit",
  enters: ["consortium", "people", "catalogue", "circulation"],
  queries: auditQueries,
};
