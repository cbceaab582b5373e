import { z } from "zod";
import { listTroubles } from "../kernel/delivery/troubles.ts";
import { listSetAside } from "../kernel/delivery/undelivered.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { jobFigures } from "../kernel/jobs.ts";
import { importFigures } from "../loads/index.ts";
import { outboxFigures } from "../observing/index.ts";
import { demoAccounts, requireStaff } from "../people/index.ts";
import { operationSchema, setAsideSchema } from "./schema.ts";

const tags = ["operation"];
const SHOWN = 100;
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
        querystring: z.object({ after: z.coerce.number().int().default(0) }),
        response: { 200: z.object({ items: z.array(setAsideSchema) }), ...refusals(400, 401, 403) },
      },
    },
    async (request) => {
      requireStaff(request, "consortium.manage", null);
      const messages = await listSetAside(deps.db, request.query.after, SHOWN);
      return {
        items: messages.map((message) => ({
          ...message,
          payload: JSON.stringify(message.payload).slice(0, PAYLOAD_CHARS),
          publishedAt: message.publishedAt.toISOString(),
          setAsideAt: message.setAsideAt.toISOString(),
        })),
      };
    },
  );
}
