import type pg from "pg";
import { readPlace } from "../kernel/database.ts";
import type { App, Request } from "../kernel/http.ts";
import { lsnOf, type Replica, writtenLsn } from "./replica.ts";
import { routedClient } from "./routed-client.ts";

/** What a region with a copy reads. */
export type Copied = { replica?: Replica; pool: pg.Pool };

/** Cookie of a browser that has just changed something: where the log ended then. */
const WRITTEN_COOKIE = "commonshelf_written";
const REMEMBERED_S = 60;
/** A copy is milliseconds behind; longer than this nobody waits for it. */
const MOST_WAIT_MS = 200;
const LSN = /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Pages of results and records, and the same for programs. */
const READ_HERE =
  /^(?:\/(?:zh-hans|zh-hant|en)\/(?:search|instance\/:id(?:\/marc)?|work\/:id|browse(?:\/:kind)?|shelf(?:\/:id)?)|\/api\/v1\/(?:search|instances\/:id))$/;

function isReadHere(request: Request): boolean {
  return READS.has(request.method) && READ_HERE.test(request.routeOptions.url ?? "");
}

/** Pages read the copy once it has what their reader did; without a copy nothing happens. */
export function registerReplica(app: App, { replica, pool }: Copied): void {
  if (!replica) return;
  app.addHook("onSend", async (request, reply, payload) => {
    if (READS.has(request.method) || reply.statusCode >= 400) return payload;
    const lsn = await writtenLsn(pool).catch(() => undefined);
    if (lsn !== undefined)
      reply.setCookie(WRITTEN_COOKIE, lsn, {
        path: "/",
        sameSite: "lax",
        httpOnly: true,
        maxAge: REMEMBERED_S,
      });
    return payload;
  });
  const connect = (): ReturnType<typeof routedClient> =>
    routedClient(replica.pool, pool, (error) => replica.lost(error));
  const isFresh = async (request: Request): Promise<boolean> => {
    if (!isReadHere(request) || !replica.isUsable()) return false;
    const written = request.cookies[WRITTEN_COOKIE];
    if (written === undefined) return true;
    return LSN.test(written) && (await replica.reaches(lsnOf(written), MOST_WAIT_MS));
  };
  app.addHook("preHandler", (request, _reply, done) => {
    isFresh(request).then(
      (fresh) => (fresh ? readPlace.run(connect, done) : done()),
      () => done(),
    );
  });
}
