import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson, requireStaff } from "../people/index.ts";
import { decideReport, joinEditions, openReports, reportGrouping, separateEditions } from "./editions.ts";
import { getInstances } from "./instances.ts";
import { workReportSchema } from "./schema.ts";

const idParams = z.object({ id: z.coerce.number().int().positive() });

/** Mounts the grouping of editions into works under /api/v1. */
export function registerCatalogue(app: App, deps: RouteDeps): void {
  app.post(
    "/api/v1/instances/:id/grouping-reports",
    {
      schema: {
        summary: "Say that an instance does not belong to the work it is grouped into",
        tags: ["catalogue"],
        params: idParams,
        body: z.object({ comment: z.string().trim().max(1000).default("") }),
        response: { 204: z.null(), ...refusals(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) =>
        reportGrouping(tx, actor, request.params.id, request.body.comment),
      );
      return reply.code(204).send(null);
    },
  );
  app.get(
    "/api/v1/grouping-reports",
    {
      schema: {
        summary: "Reports about wrong groupings that wait for a cataloguer, oldest first",
        tags: ["catalogue"],
        querystring: z.object({ after: z.coerce.number().int().nonnegative().default(0) }),
        response: { 200: z.object({ items: z.array(workReportSchema) }), ...refusals(401, 403, 409) },
      },
    },
    async (request) => {
      requireStaff(request, "catalogue.edit");
      const reports = await openReports(deps.db, request.query.after);
      const instances = await getInstances(
        deps.db,
        reports.map((report) => report.instanceId),
      );
      const briefs = new Map(instances.map((instance) => [instance.id, instance.brief]));
      return {
        items: reports.map(({ reportedAt, ...report }) => ({
          ...report,
          reportedAt: reportedAt.toISOString(),
          title: briefs.get(report.instanceId)?.title.main ?? "",
          responsibility: briefs.get(report.instanceId)?.responsibility ?? null,
        })),
      };
    },
  );
  app.post(
    "/api/v1/grouping-reports/:id/decision",
    {
      schema: {
        summary: "Decide a report: put the instance into a work of its own, or leave it",
        tags: ["catalogue"],
        params: idParams,
        body: z.object({ decision: z.enum(["separated", "kept"]) }),
        response: { 204: z.null(), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "catalogue.edit");
      await inTransaction(deps.db, (tx) => decideReport(tx, actor, request.params.id, request.body.decision));
      return reply.code(204).send(null);
    },
  );
  app.put(
    "/api/v1/instances/:id/work",
    {
      schema: {
        summary: "Group an instance with another one's work, or apart (`with` null); it stays there",
        tags: ["catalogue"],
        params: idParams,
        body: z.object({ with: z.number().int().positive().nullable() }),
        response: { 204: z.null(), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "catalogue.edit");
      const { with: other } = request.body;
      await inTransaction(deps.db, async (tx) => {
        if (other === null) await separateEditions(tx, actor, [request.params.id]);
        else await joinEditions(tx, actor, [request.params.id], other);
      });
      return reply.code(204).send(null);
    },
  );
}
