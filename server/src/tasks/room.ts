import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./waiting.ts";

/** The room as the list of rooms knows it; its doors are opened over what all rooms contribute (app.ts). */
export const room: Room = {
  name: "tasks",
  enters: ["consortium", "people"],
  erasePerson,
};
