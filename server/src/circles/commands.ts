import type { AnyCommand } from "../kernel/command.ts";
import { joiningCommands } from "./joining-commands.ts";
import { stewardCommands } from "./steward-commands.ts";

/** Every write of this room. */
export const circleCommands: readonly AnyCommand[] = [...joiningCommands, ...stewardCommands];
