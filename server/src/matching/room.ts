import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "matching",
  enters: ["consortium", "people"],
  erasePerson,
  views: ["matching.decision_fact", "matching.doubt_fact", "matching.place_fact"],
};
