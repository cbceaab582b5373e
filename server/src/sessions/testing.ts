import { mountCommands } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { sessionCommands } from "./commands.ts";

/** Signing in and out, for tests of rooms below. */
export function mountSessions(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  mountCommands(app, deps, sessionCommands);
}
