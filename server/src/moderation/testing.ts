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

/** What waits for moderators, as a test looks at it. */
export type Waiting = { id: string; kind: string; text: string };

/** The moderators' queue through its doors, as the one whose headers these are; another status is an error of the test. */
export function queueOf(app: App, headers: Record<string, string>) {
  const send = async (status: number, url: string, payload: object): Promise<void> => {
    const reply = await app.inject({ method: "POST", url: `/api/v1/moderation${url}`, headers, payload });
    if (reply.statusCode !== status) throw new Error(`${url}: ${reply.statusCode} ${reply.body}`);
  };
  return {
    /** Has texts with a phrase looked at (`flag`) or turned away (`refuse`). */
    rule: (pattern: string, action: "flag" | "refuse"): Promise<void> =>
      send(201, "/rules", { kind: "phrase", pattern, action, note: "" }),
    decide: (id: string, payload: object): Promise<void> => send(204, `/postings/${id}`, payload),
    waiting: async (kind: string): Promise<Waiting[]> => {
      const reply = await app.inject({ url: "/api/v1/moderation", headers });
      return reply.json<{ items: Waiting[] }>().items.filter((one) => one.kind === kind);
    },
  };
}
