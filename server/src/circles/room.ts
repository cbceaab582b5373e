import type { Room } from "../kernel/room.ts";
import { circleTextSubscriber } from "./circle-texts.ts";
import { circleCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { circlesJobs, circlesSchedule } from "./jobs.ts";
import { circlesPages } from "./pages.ts";
import { circleQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "circles",
  enters: ["consortium", "people", "notices", "moderation", "neighbours"],
  commands: circleCommands,
  queries: circleQueries,
  pages: circlesPages,
  jobs: circlesJobs,
  schedule: circlesSchedule,
  subscribers: () => [circleTextSubscriber],
  views: ["circles.circle_line", "circles.member", "circles.circles_of"],
  erasePerson,
};
