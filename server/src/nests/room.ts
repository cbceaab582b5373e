import type { Room } from "../kernel/room.ts";
import { nestsCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { nestsJobs, nestsSchedule } from "./jobs.ts";
import { nestPages } from "./pages.ts";
import { registerNests } from "./routes.ts";
import { nestsSubscribers } from "./subscribers.ts";
import { nestOption } from "./visits.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "nests",
  enters: [
    "files",
    "consortium",
    "people",
    "moderation",
    "neighbours",
    "circles",
    "shelves",
    "peer-loans",
    "notices",
  ],
  commands: nestsCommands,
  pages: nestPages,
  deliveryOptions: [nestOption],
  routes: registerNests,
  jobs: nestsJobs,
  schedule: nestsSchedule,
  subscribers: () => nestsSubscribers,
  views: ["nests.nest_line"],
  erasePerson,
};
