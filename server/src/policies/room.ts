import type { Room } from "../kernel/room.ts";
import { policyCommands, policyQueries } from "./commands.ts";
import { policySetUp } from "./set-up.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "policies",
  enters: ["consortium", "people"],
  commands: policyCommands,
  queries: policyQueries,
  setUp: policySetUp,
};
