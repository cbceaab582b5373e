import type { Room } from "../kernel/room.ts";
import { registerWorkbench } from "./index.ts";
import { workbenchSetUp } from "./set-up-steps.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "workbench",
  enters: ["consortium", "people", "catalogue", "loads"],
  routes: registerWorkbench,
  setUp: workbenchSetUp,
};
