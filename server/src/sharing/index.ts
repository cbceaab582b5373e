export { registerSharing } from "./routes.ts";
export { sharingSubscribers } from "./subscribers.ts";
