import type { Room } from "../kernel/room.ts";

/** The room as the list of rooms knows it: decisions without tables or doors. */
export const room: Room = {
  name: "targeting",
  enters: ["consortium", "people", "notices", "catalogue", "policies"],
};
