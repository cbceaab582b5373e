import type { AnyCommand } from "../kernel/command.ts";
import type { AnyQuery } from "../kernel/query.ts";
import type { Room } from "../kernel/room.ts";
import { deskCommands, deskQueries } from "./desk/doors.ts";
import { lendingCommands, lendingQueries } from "./desk/lending-doors.ts";
import { circulationTasks } from "./desk/waiting.ts";
import { erasePerson } from "./erasure.ts";
import { holdCommands } from "./holds/doors.ts";
import { holdHanging } from "./holds/merged.ts";
import { circulationJobs, circulationSchedule, circulationSubscribers } from "./jobs.ts";
import { readerCommands, readerQueries } from "./reader-doors.ts";

/** Every write of this room. */
const circulationCommands: readonly AnyCommand[] = [
  ...readerCommands,
  ...holdCommands,
  ...lendingCommands,
  ...deskCommands,
];
/** Every read of this room. */
const circulationQueries: readonly AnyQuery[] = [...readerQueries, ...lendingQueries, ...deskQueries];

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "circulation",
  enters: ["consortium", "people", "audience", "catalogue", "policies", "targeting", "placement", "notices"],
  commands: circulationCommands,
  queries: circulationQueries,
  jobs: circulationJobs,
  lanes: {
    "circulation-other-copies": "long",
    "circulation-retry-declined": "long",
    "circulation-shares": "long",
  },
  schedule: circulationSchedule,
  subscribers: circulationSubscribers,
  tasks: circulationTasks,
  ofReader: { follows: ["circulation.hold.person_id", "circulation.loan.person_id"] },
  hangs: [{ kind: "holds", hanging: holdHanging }],
  erasePerson,
  views: [
    "circulation.loan_fact",
    "circulation.hold_fact",
    "circulation.item_use",
    "circulation.title_wanted",
    "circulation.loan_terms",
    "circulation.hold_line",
    "circulation.candidate_fact",
    "circulation.transit_fact",
    "circulation.item_status",
    "circulation.loan_event",
    "circulation.hold_event",
    "circulation.take_down_fact",
    "circulation.report_fact",
    "circulation.overruled_fact",
    "circulation.claim_fact",
  ],
};
