import type { Room } from "../kernel/room.ts";
import { workbenchCommands } from "./commands.ts";
import { registerWorkbench } from "./index.ts";
import { workbenchSetUp } from "./set-up-steps.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "workbench",
  enters: ["consortium", "people", "frame", "catalogue", "loads", "observing"],
  commands: workbenchCommands,
  routes: registerWorkbench,
  setUp: workbenchSetUp,
};
