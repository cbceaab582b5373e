import type { Room } from "../kernel/room.ts";
import { agreementCommands, agreementQueries } from "./agreements/doors.ts";
import { draftCommands, draftQueries } from "./drafts/doors.ts";
import { policySubscribers } from "./first-rules.ts";
import { kindCommands, kindQueries } from "./kind-doors.ts";
import { policyCommands, policyQueries } from "./rules/doors.ts";
import { policySetUp } from "./set-up.ts";
import { settingCommands, settingQueries } from "./settings/doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "policies",
  enters: ["consortium", "people", "catalogue"],
  commands: [...policyCommands, ...draftCommands, ...agreementCommands, ...settingCommands, ...kindCommands],
  queries: [...policyQueries, ...draftQueries, ...agreementQueries, ...settingQueries, ...kindQueries],
  subscribers: policySubscribers,
  setUp: policySetUp,
  views: ["policies.overdue_block"],
};
