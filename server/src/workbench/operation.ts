import { z } from "zod";
import { writeAudit } from "../kernel/audit.ts";
import { inTransaction } from "../kernel/database.ts";
import { outboxFigures } from "../kernel/figures.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { jobFigures } from "../kernel/jobs.ts";
import { listTroubles } from "../kernel/troubles.ts";
import { dropMessage, listSetAside, sendAgain } from "../kernel/undelivered.ts";
import { importFigures } from "../loads/index.ts";
import { countDemoAccounts, requireStaff } from "../people/index.ts";
import { operationSchema, setAsideSchema } from "./schema.ts";

const tags = ["operation"];
const SHOWN = 100;
const PAYLOAD_CHARS = 2000;
const messageParams = z.object({ id: z.coerce.number().int().positive() });

/** What the consortium office sees of the running region, and messages it may send again. */
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
        countDemoAccounts(deps.db),
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
  app.post(
    "/api/v1/operation/messages/:id/deliveries",
    {
      schema: {
        summary: "Send a message that was set aside again",
        tags,
        params: messageParams,
        response: { 204: z.null(), ...refusals(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "consortium.manage", null);
      const { id } = request.params;
      await inTransaction(deps.db, async (tx) => {
        await sendAgain(tx, id);
        await writeAudit(tx, actor, "message.sent-again", { kind: "message", id: String(id) }, null);
      });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/operation/messages/:id",
    {
      schema: {
        summary: "Drop a message that was set aside",
        tags,
        params: messageParams,
        response: { 204: z.null(), ...refusals(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "consortium.manage", null);
      const { id } = request.params;
      await inTransaction(deps.db, async (tx) => {
        await dropMessage(tx, id);
        await writeAudit(tx, actor, "message.dropped", { kind: "message", id: String(id) }, null);
      });
      return reply.code(204).send(null);
    },
  );
}
