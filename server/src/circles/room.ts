import type { Room } from "../kernel/room.ts";
import { registerCircles } from "./circle-routes.ts";
import { circleTextSubscriber } from "./circle-texts.ts";
import { circleCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { circlesJobs, circlesSchedule } from "./jobs.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "circles",
  enters: ["consortium", "people", "notices", "moderation", "neighbours"],
  routes: registerCircles,
  commands: circleCommands,
  jobs: circlesJobs,
  schedule: circlesSchedule,
  subscribers: () => [circleTextSubscriber],
  views: ["circles.circle_line", "circles.member", "circles.circles_of"],
  erasePerson,
};
