import type { Room } from "../kernel/room.ts";
import { policyCommands, policyQueries } from "./commands.ts";
import { kindCommands, kindQueries } from "./kind-doors.ts";
import { policySetUp } from "./set-up.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "policies",
  enters: ["consortium", "people"],
  commands: [...policyCommands, ...kindCommands],
  queries: [...policyQueries, ...kindQueries],
  setUp: policySetUp,
};
