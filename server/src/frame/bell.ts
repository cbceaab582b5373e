import type { App } from "../kernel/http.ts";
import { countUnread, readAbout } from "../notices/index.ts";
import type { FrameDeps } from "./frame-deps.ts";
import { languageOfPath, localePaths } from "./locale.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Messages that whoever asks has not read: the number on the bell. */
    unread: number;
  }
}

/**
 * The bell on every page of somebody signed in, and its silence: once a page has been shown, what its reader was told
 * about it is read.
 */
export function registerBell(app: App, deps: FrameDeps): void {
  app.decorateRequest("unread", 0);
  app.addHook("preHandler", async (request) => {
    if (request.method === "GET" && request.session)
      request.unread = await countUnread(deps.db, request.session.person.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    if (request.unread === 0 || reply.statusCode !== 200 || !request.session) return;
    const link = pageOf(request.url);
    if (link) await readAbout(deps.db, deps.clock, request.session.person.id, link);
  });
}

/** The address of a page below its language: `/zh-hans/sharing/loans/…?code=1` is `/sharing/loans/…`. */
function pageOf(url: string): string | null {
  const path = url.split("?", 1)[0]!;
  const language = languageOfPath(path);
  return language ? path.slice(localePaths[language].length) : null;
}
