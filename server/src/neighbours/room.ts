import type { Room } from "../kernel/room.ts";
import { neighbourCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { neighboursJobs, neighboursSchedule } from "./jobs.ts";
import { nicknameSubscriber } from "./nicknames.ts";
import { profile } from "./profile-commands.ts";
import { registerNeighbours } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "neighbours",
  enters: ["consortium", "people", "sessions", "notices", "moderation", "community"],
  routes: registerNeighbours,
  commands: neighbourCommands,
  queries: [profile],
  jobs: neighboursJobs,
  schedule: neighboursSchedule,
  subscribers: () => [nicknameSubscriber],
  views: ["neighbours.sharer", "neighbours.hidden"],
  erasePerson,
};
