import type { App, RouteDeps } from "../kernel/http.ts";
import { mountSessions } from "../sessions/testing.ts";
import { registerPeople as registerRoutes } from "./routes.ts";

// What only tests of other rooms need of this one.
export { addCard, blockCard } from "./cards.ts";
export { room as peopleRoom } from "./room.ts";
export { buildWorld, type World } from "./testing-world.ts";

/** Sessions, and signing in and out, for tests of rooms that mount no other command of this one. */
export function registerPeople(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  registerRoutes(app, deps);
  mountSessions(app, deps);
}
