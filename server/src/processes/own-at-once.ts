import { CHANGED_COOKIE } from "../kernel/http/cookies.ts";
import type { App } from "../kernel/http.ts";
import type { Follower } from "./follower.ts";

/** What a process that is one of several follows. */
export type Following = { follower?: Follower };

const REMEMBERED_S = 60;
/** Longer nobody waits to see what they did; the page is then as old as it is. */
const MOST_WAIT_MS = 1000;
/** Cookies are made up, too: nothing changed in the future. */
const CLOCK_MS = 5000;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whoever changed something sees it at once, whichever process they come to: the answer to a change carries its moment, and
 * the process that is asked next has first heard of everything until then. Nothing happens in a region with one process.
 */
export function registerOwnAtOnce(app: App, { follower }: Following): void {
  if (!follower) return;
  app.addHook("onSend", async (request, reply, payload) => {
    if (READS.has(request.method) || reply.statusCode >= 400) return payload;
    const moment = await follower.moment().catch(() => undefined);
    // The next whole one: it is after the change.
    if (moment !== undefined)
      reply.setCookie(CHANGED_COOKIE, String(Math.ceil(moment)), {
        path: "/",
        sameSite: "lax",
        httpOnly: true,
        maxAge: REMEMBERED_S,
      });
    return payload;
  });
  app.addHook("preHandler", async (request) => {
    const moment = Number(request.cookies[CHANGED_COOKIE]);
    if (!Number.isSafeInteger(moment)) return;
    if (await follower.caughtUp(moment, 0)) return;
    if (moment > (await follower.moment()) + CLOCK_MS) return;
    await follower.caughtUp(moment, MOST_WAIT_MS);
  });
}
