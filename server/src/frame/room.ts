import type { Room } from "../kernel/room.ts";

/** The room as the list of rooms knows it. */
export const room: Room = { name: "frame", enters: ["files", "consortium", "notices"] };
