import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { circleCommands } from "./commands.ts";
import { circleQueries } from "./queries.ts";

export { enterCircle } from "./memberships.ts";

/** Mounts what this room declares; for tests of the rooms above. */
export function mountCircles(app: App, deps: RouteDeps): void {
  mountCommands(app, deps, circleCommands);
  mountQueries(app, deps, circleQueries);
}
