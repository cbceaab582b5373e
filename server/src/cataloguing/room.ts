import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import type { Room } from "../kernel/room.ts";
import { fastAddCommands, fastAddQueries, fastAddTasks } from "./fast-add/doors.ts";
import { itemCommands, itemQueries } from "./items/item-doors.ts";
import { recordCommands, recordQueries } from "./record-doors.ts";
import { ruleCommands, ruleQueries } from "./rules/rule-doors.ts";
import { applySurvivorship } from "./rules/survivorship.ts";
import { applyRules } from "./sharing/apply-rules.ts";
import { sharingCommands, sharingQueries } from "./sharing/sharing-doors.ts";

function cataloguingJobs({ pool }: RouteDeps): JobHandlers {
  return {
    "apply-audience-rules": async (payload) => {
      await applyRules(pool, (payload as { memberId: number }).memberId);
    },
    "apply-survivorship": async () => {
      await applySurvivorship(pool);
    },
  };
}

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "cataloguing",
  enters: ["consortium", "people", "audience", "description", "catalogue", "placement"],
  commands: [...recordCommands, ...itemCommands, ...sharingCommands, ...ruleCommands, ...fastAddCommands],
  queries: [...recordQueries, ...itemQueries, ...sharingQueries, ...ruleQueries, ...fastAddQueries],
  tasks: fastAddTasks,
  jobs: cataloguingJobs,
  lanes: { "apply-audience-rules": "long", "apply-survivorship": "long" },
};
