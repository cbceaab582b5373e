export { sharingJobs, sharingSchedule } from "./jobs.ts";
export { type PublishedCopy, publishCopies } from "./publish.ts";
export { registerSharing } from "./routes.ts";
export { sharingSubscribers } from "./subscribers.ts";
