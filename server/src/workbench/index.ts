import { z } from "zod";
import { itemProfiles, listRejects } from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import { createdSchema, listOf } from "../contracts/shapes.ts";
import { sendPacked } from "../frame/index.ts";
import { readUpload, requestBytesFor } from "../kernel/http/uploads.ts";
import { type App, type Reply, type Request, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { type Language, languages } from "../kernel/text.ts";
import {
  checkLoadProfile,
  createQuota,
  getLoad,
  listImportProfiles,
  listImportRuns,
  loadReport,
  takeUpload,
} from "../loads/index.ts";
import { importRunSchema } from "../loads/schema.ts";
import { mayDoSomewhere, requirePerson, requireStaff } from "../people/index.ts";
import { workbenchBundle } from "./bundle.ts";
import { registerOperation } from "./operation.ts";

export { setUpQueries } from "./set-up.ts";

const tags = ["catalogue"];
const PAGE = 200;
const RUNS = 50;
const staffRefusals = refusals(400, 401, 403, 409);
const language = z.enum(languages).default("zh-Hans");
const idParams = z.object({ id: z.string().max(60) });

/** Mounts the workbench at /staff and the uploads of imports under /api/v1/imports. */
export async function registerWorkbench(app: App, deps: RouteDeps): Promise<void> {
  const bundle = await workbenchBundle();
  const page = (_request: Request, reply: Reply): unknown =>
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(bundle.page);
  app.get("/staff", { schema: { hide: true } }, page);
  app.get("/staff/*", { schema: { hide: true } }, page);
  app.get("/staff/worker.js", { schema: { hide: true } }, (_request, reply) =>
    reply
      .header("cache-control", "no-cache")
      .header("service-worker-allowed", "/staff")
      .type("text/javascript; charset=utf-8")
      .send(bundle.worker),
  );
  app.get(
    "/staff/assets/:name",
    { schema: { hide: true, params: z.object({ name: z.string() }) } },
    (request, reply) => {
      const file = bundle.files.get(request.params.name);
      if (!file) throw new Problem("not-found", 404);
      return sendPacked(request, reply, file);
    },
  );
  registerImports(app, deps);
  registerRuns(app, deps);
  registerReports(app, deps);
  registerOperation(app, deps);
}

/** Why an import failed, in words where it is a reason of the report. */
function errorText(error: string | null, wanted: Language): string | null {
  return error === null ? null : loadReport.noteText({ reason: error, params: {}, message: error }, wanted);
}

/** The run, for staff who may import for its member. */
async function ownRun(
  deps: RouteDeps,
  request: Request,
  id: string,
): Promise<NonNullable<Awaited<ReturnType<typeof getLoad>>>> {
  const run = await getLoad(deps.db, id);
  if (!run) {
    requireStaff(request, "catalogue.import", null);
    throw new Problem("import-unknown", 404);
  }
  requireStaff(request, "catalogue.import", run.memberId);
  return run;
}

const profileNamesSchema = z.object({ items: z.array(z.string()) }).meta({ id: "ProfileNames" });

function registerImports(app: App, deps: RouteDeps): void {
  const quota = createQuota(deps);
  app.post(
    "/api/v1/imports",
    {
      config: {
        refusals: { "unknown-profile": 404, "member-unknown": 404, "too-large": 413, "upload-quota": 413 },
        uploadBytes: requestBytesFor(deps.config.uploadBytes),
      },
      schema: {
        summary:
          "Upload a member's MARC (multipart: member, profile, dryRun, staged, then file); staged: shown record by record before it counts",
        tags,
        response: { 201: createdSchema, ...staffRefusals },
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
        const profile = fields.profile || (member.importProfile ?? itemProfiles.AUTO);
        await checkLoadProfile(deps.db, member.id, profile);
        const upload = {
          memberId: member.id,
          memberCode: member.code,
          profile,
          fileName,
          dryRun: fields.dryRun === "true" || fields.staged === "true",
          staged: fields.staged === "true",
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
      config: { refusals: { "member-unknown": 404 } },
      schema: {
        summary: "Names of the ways to read items out of records, a member's own among them",
        tags,
        querystring: z.object({ member: z.string().max(20).optional() }),
        response: { 200: profileNamesSchema, ...refusals(400, 404) },
      },
    },
    async (request) => {
      const code = request.query.member;
      const member = code ? await findMemberByCode(deps.db, code) : null;
      const own = await itemProfiles.listProfiles(deps.db, member?.id ?? null);
      const rules = member ? await listImportProfiles(deps.db, member.id) : [];
      const names = [
        ...rules.map((one) => one.name),
        itemProfiles.AUTO,
        ...own.map((one) => one.profile.name),
      ];
      return { items: names };
    },
  );
}

function registerRuns(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/imports",
    {
      schema: {
        summary: "Imports, the newest first",
        tags,
        querystring: z.object({ language }),
        response: { 200: listOf(importRunSchema), ...staffRefusals },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "catalogue.import");
      const runs = await listImportRuns(deps.db, actor.scope, RUNS);
      return { items: runs.map((run) => ({ ...run, error: errorText(run.error, request.query.language) })) };
    },
  );
  app.get(
    "/api/v1/imports/:id",
    {
      config: { refusals: { "import-unknown": 404 } },
      schema: {
        summary: "One import and how far it is",
        tags,
        params: idParams,
        querystring: z.object({ language }),
        response: { 200: importRunSchema, ...staffRefusals },
      },
    },
    async (request) => {
      const run = await ownRun(deps, request, request.params.id);
      return { ...run, error: errorText(run.error, request.query.language) };
    },
  );
}

function registerReports(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/imports/:id/rejects.tsv",
    {
      config: {
        refusals: { "sign-in-needed": 401, forbidden: 403, "choose-branch": 409, "import-unknown": 404 },
      },
      schema: {
        summary: "What an import tells, as a table in a language",
        tags,
        params: idParams,
        querystring: z.object({ language }),
      },
    },
    async (request, reply) => {
      await ownRun(deps, request, request.params.id);
      const lines = [loadReport.reportHead];
      for (let after = -1, more = true; more; ) {
        const items = await listRejects(deps.db, request.params.id, after, PAGE);
        for (const one of items) lines.push(loadReport.reportLine(one, request.query.language));
        more = items.length === PAGE;
        after = items.at(-1)?.line ?? after;
      }
      return reply
        .header("content-disposition", 'attachment; filename="rejects.tsv"')
        .type("text/tab-separated-values; charset=utf-8")
        .send(`${lines.join("\n")}\n`);
    },
  );
}
