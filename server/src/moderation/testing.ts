import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { moderationCommands } from "./commands.ts";
import { moderationQueries } from "./queries.ts";

export { moderationQueue } from "./queue.ts";

/** Mounts the moderators' doors alone; for tests of the rooms that submit to them. */
export function mountModeration(app: App, deps: RouteDeps): void {
  mountCommands(app, deps, moderationCommands);
  mountQueries(app, deps, moderationQueries);
}
