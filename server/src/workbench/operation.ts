import { z } from "zod";
import { listTroubles } from "../kernel/delivery/troubles.ts";
import { listSetAside } from "../kernel/delivery/undelivered.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { jobFigures } from "../kernel/jobs.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { importFigures } from "../loads/index.ts";
import { outboxFigures } from "../observing/index.ts";
import { demoAccounts, requireStaff } from "../people/index.ts";
import { operationSchema, setAsideSchema } from "./schema.ts";

const tags = ["operation"];
const PAYLOAD_CHARS = 2000;

/** What the consortium office sees of the running region. */
export function registerOperation(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/operation",
    {
      schema: {
        summary: "How the region does: deliveries, jobs, imports, troubles",
        tags,
        response: { 200: operationSchema, ...refusals(401, 403) },
      },
    },
    async (request) => {
      requireStaff(request, "consortium.manage", null);
      const [outbox, jobs, imports, demo, troubles] = await Promise.all([
        outboxFigures(deps.db),
        jobFigures(deps.db),
        importFigures(deps.db),
        demoAccounts.count(deps.db),
        listTroubles(deps.db),
      ]);
      return {
        outbox,
        jobs,
        imports,
        demoAccounts: demo.open,
        troubles: troubles.map((trouble) => ({ ...trouble, since: trouble.since.toISOString() })),
      };
    },
  );
  app.get(
    "/api/v1/operation/messages",
    {
      schema: {
        summary: "Messages between rooms that were set aside, the oldest first",
        tags,
        querystring: z.object(paging),
        response: { 200: pageOf(setAsideSchema), ...refusals(400, 401, 403) },
      },
    },
    async (request) => {
      requireStaff(request, "consortium.manage", null);
      const { limit, cursor } = request.query;
      const after = readCursor(cursor, z.tuple([z.number().int()]))?.[0] ?? 0;
      const page = cutPage(await listSetAside(deps.db, after, limit + 1), limit, ({ id }) => [id]);
      return {
        ...page,
        items: page.items.map((message) => ({
          ...message,
          payload: JSON.stringify(message.payload).slice(0, PAYLOAD_CHARS),
          publishedAt: message.publishedAt.toISOString(),
          setAsideAt: message.setAsideAt.toISOString(),
        })),
      };
    },
  );
}
