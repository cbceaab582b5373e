import type { Room } from "../kernel/room.ts";
import { sessionCommands } from "./commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = { name: "sessions", enters: ["people"], commands: sessionCommands };
