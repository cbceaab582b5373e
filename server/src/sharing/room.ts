import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";
import { sharingJobs, sharingSchedule } from "./jobs.ts";
import { registerSharing } from "./routes.ts";
import { sharingSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "sharing",
  enters: ["consortium", "people", "catalogue", "circulation", "community", "notices"],
  routes: registerSharing,
  jobs: sharingJobs,
  schedule: sharingSchedule,
  subscribers: sharingSubscribers,
  erasePerson,
};
