import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireSession } from "./access.ts";
import { sessionSchema } from "./schema.ts";
import { describeSession } from "./sign-in/described.ts";
import { registerSessions } from "./sign-in/session-hook.ts";

/** Mounts sessions (unless they are mounted already), and tells who is signed in. */
export function registerPeople(app: App, deps: Pick<RouteDeps, "db" | "clock" | "config">): void {
  if (!app.hasRequestDecorator("session")) registerSessions(app, deps);
  app.get(
    "/api/v1/session",
    {
      schema: {
        tags: ["people"],
        summary: "Who is signed in",
        response: { 200: sessionSchema, ...refusals(401) },
      },
    },
    async (request) => describeSession(deps.db, deps.clock, requireSession(request)),
  );
}
