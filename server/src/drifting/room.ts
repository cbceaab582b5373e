import type { Room } from "../kernel/room.ts";
import { driftingCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { driftingJobs, driftingSchedule } from "./jobs.ts";
import { driftPages } from "./pages.ts";
import { registerDrifting } from "./routes.ts";
import { driftingSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "drifting",
  enters: ["people", "moderation", "neighbours", "circles", "shelves", "peer-loans", "nests", "notices"],
  pages: driftPages,
  routes: registerDrifting,
  commands: driftingCommands,
  jobs: driftingJobs,
  schedule: driftingSchedule,
  subscribers: () => driftingSubscribers,
  views: ["drifting.journey_fact"],
  erasePerson,
};
