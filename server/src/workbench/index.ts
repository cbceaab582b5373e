import { z } from "zod";
import {
  getImportRun,
  importRejectSchema,
  importRunSchema,
  listImportRuns,
  listRejects,
  profileNames,
} from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import { type App, type Reply, type Request, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { tsvLine } from "../kernel/tables.ts";
import { readUpload, requestBytesFor } from "../kernel/uploads.ts";
import { mayDoSomewhere, requirePerson, requireStaff } from "../people/index.ts";
import { bundleWorkbench } from "./bundle.ts";
import { registerOperation } from "./operation.ts";
import { createQuota, takeUpload } from "./uploads.ts";

export { workbenchJobs } from "./uploads.ts";

const tags = ["catalogue"];
const PAGE = 200;
const RUNS = 50;
const staffRefusals = refusals(400, 401, 403, 404, 409, 413);
const idParams = z.object({ id: z.string().max(60) });

/** Mounts the workbench at /staff and the uploads of imports under /api/v1/imports. */
export async function registerWorkbench(app: App, deps: RouteDeps): Promise<void> {
  const bundle = await bundleWorkbench();
  const page = (_request: Request, reply: Reply): unknown =>
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(bundle.page);
  app.get("/staff", { schema: { hide: true } }, page);
  app.get("/staff/*", { schema: { hide: true } }, page);
  app.get(
    "/staff/assets/:name",
    { schema: { hide: true, params: z.object({ name: z.string() }) } },
    (request, reply) => {
      const file = bundle.files.get(request.params.name);
      if (!file) throw new Problem("not-found", 404);
      const packed = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      reply
        .header("cache-control", "public, max-age=31536000, immutable")
        .header("vary", "accept-encoding")
        .type(file.type);
      if (packed) reply.header("content-encoding", "gzip");
      return reply.send(packed ? file.gzip : file.body);
    },
  );
  registerImports(app, deps);
  registerOperation(app, deps);
}

/** The run, for staff who may import for its member. */
async function ownRun(
  deps: RouteDeps,
  request: Request,
  id: string,
): Promise<NonNullable<Awaited<ReturnType<typeof getImportRun>>>> {
  const run = await getImportRun(deps.db, id);
  if (!run) {
    requireStaff(request, "catalogue.import", null);
    throw new Problem("import-unknown", 404);
  }
  requireStaff(request, "catalogue.import", run.memberId);
  return run;
}

function registerImports(app: App, deps: RouteDeps): void {
  const quota = createQuota(deps);
  app.post(
    "/api/v1/imports",
    {
      config: { uploadBytes: requestBytesFor(deps.config.uploadBytes) },
      schema: {
        summary: "Upload a member's MARC (multipart: member, profile, dryRun, then file)",
        tags,
        response: { 201: z.object({ id: z.string() }), ...staffRefusals },
      },
    },
    async (request, reply) => {
      if (!mayDoSomewhere(requirePerson(request), "catalogue.import")) throw new Problem("forbidden", 403);
      const limits = {
        fileBytes: deps.config.uploadBytes,
        requestBytes: requestBytesFor(deps.config.uploadBytes),
      };
      // Rights at the member and its quota are looked at between the fields and the file.
      const id = await readUpload(request, limits, async ({ fields, fileName, stream }) => {
        const member = await findMemberByCode(deps.db, fields.member ?? "");
        const actor = requireStaff(request, "catalogue.import", member.id);
        const profile = fields.profile || (member.importProfile ?? "auto");
        if (!profileNames.includes(profile)) throw new Problem("unknown-profile", 400, { profile });
        const upload = {
          memberId: member.id,
          memberCode: member.code,
          profile,
          fileName,
          dryRun: fields.dryRun === "true",
        };
        const announced = Number(request.headers["content-length"] ?? 0);
        using _space = await quota.reserve(member.id, announced || deps.config.uploadBytes);
        return await takeUpload(deps, actor, upload, stream);
      });
      return reply.code(201).send({ id });
    },
  );
  app.get(
    "/api/v1/imports/profiles",
    {
      schema: {
        summary: "Ways to read items out of records",
        tags,
        response: { 200: z.object({ items: z.array(z.string()) }) },
      },
    },
    async () => ({ items: profileNames }),
  );
  app.get(
    "/api/v1/imports",
    {
      schema: {
        summary: "Imports, the newest first",
        tags,
        response: { 200: z.object({ items: z.array(importRunSchema) }), ...staffRefusals },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "catalogue.import");
      return { items: await listImportRuns(deps.db, actor.scope, RUNS) };
    },
  );
  app.get(
    "/api/v1/imports/:id",
    {
      schema: {
        summary: "One import and how far it is",
        tags,
        params: idParams,
        response: { 200: importRunSchema, ...staffRefusals },
      },
    },
    async (request) => await ownRun(deps, request, request.params.id),
  );
  app.get(
    "/api/v1/imports/:id/rejects",
    {
      schema: {
        summary: "Refused records and warnings, a page at a time",
        tags,
        params: idParams,
        querystring: z.object({ after: z.coerce.number().int().default(-1) }),
        response: { 200: z.object({ items: z.array(importRejectSchema) }), ...staffRefusals },
      },
    },
    async (request) => {
      await ownRun(deps, request, request.params.id);
      return { items: await listRejects(deps.db, request.params.id, request.query.after, PAGE) };
    },
  );
  app.get(
    "/api/v1/imports/:id/rejects.tsv",
    { schema: { summary: "Refused records and warnings as a table", tags, params: idParams } },
    async (request, reply) => {
      await ownRun(deps, request, request.params.id);
      const lines = ["record\tbyte\tcontrol number\treason\tmessage"];
      for (let after = -1, more = true; more; ) {
        const items = await listRejects(deps.db, request.params.id, after, PAGE);
        for (const r of items)
          lines.push(tsvLine([r.recordIndex, r.byteOffset, r.controlNumber, r.reason, r.message]));
        more = items.length === PAGE;
        after = items.at(-1)?.recordIndex ?? after;
      }
      return reply
        .header("content-disposition", 'attachment; filename="rejects.tsv"')
        .type("text/tab-separated-values; charset=utf-8")
        .send(`${lines.join("\n")}\n`);
    },
  );
}
