import { cite, formatNames, formats, htmlText, plainText, styleNames } from "@commonshelf/cite";
import { z } from "zod";
import { todayInRegion } from "../../consortium/index.ts";
import { searchQuerySchema } from "../../discovery/schema.ts";
import { localePaths, paramsOf } from "../../frame/index.ts";
import { type App, originOf, type Reply, type Request, refusals } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";
import {
  type ExportFile,
  findReferences,
  makeExport,
  readExportKind,
  readExportOrder,
} from "./export-file.ts";

/** The file of a search costs a client as much as a search with three filters, that of titles by their ids little. */
const EXPORT_COST = 9;
const BY_IDS_COST = 1;

function costOfExport(request: Request): number {
  const { ids } = { ...(request.query as object), ...(request.body as object | null) } as { ids?: unknown };
  return ids === undefined ? EXPORT_COST : BY_IDS_COST;
}

type ExportDeps = Pick<SiteDeps, "db" | "searcher" | "clock" | "config">;

/**
 * Mounts the export of one language's pages: `GET /en/export?ids=1,2&format=ris`, or with the parameters of a search,
 * and `POST` for long lists of ids.
 */
export function registerExport(app: App, deps: SiteDeps, language: Language): void {
  const path = `${localePaths[language]}/export`;
  app.get(
    path,
    { schema: { hide: true }, config: { isPage: true, cost: costOfExport } },
    async (request, reply) => {
      return sendExport(request, reply, deps, paramsOf(request));
    },
  );
  app.post(
    path,
    { schema: { hide: true }, config: { csrf: "origin", isPage: true, cost: costOfExport } },
    async (request, reply) => {
      return sendExport(request, reply, deps, formOf(request.body));
    },
  );
}

/** What titles are written as. */
const kinds = {
  format: z
    .enum([...formatNames, "text"])
    .optional()
    .describe("`text`: citations in `style`, one per line"),
  style: z.enum(styleNames).optional(),
};

/** Mounts citations and exports under /api/v1; refusals are problems as of every other route there. */
export function registerCitationApi(app: App, deps: ExportDeps): void {
  registerCitation(app, deps);
  const answer = {
    response: { 200: z.string().describe("The file"), ...refusals(400, 404, 413) },
    tags: ["citation"],
    produces: formatNames.map((name) => formats[name].type.split(";")[0]!),
  };
  app.get(
    "/api/v1/export",
    {
      config: { refusals: { "export-empty": 404, "export-too-many": 413 }, cost: costOfExport },
      schema: {
        ...answer,
        summary: "Export titles, or the first 500 a search finds, for reference managers",
        querystring: searchQuerySchema
          .pick({
            library: true,
            available: true,
            language: true,
            type: true,
            carrier: true,
            class: true,
            subject: true,
            author: true,
            from: true,
            to: true,
          })
          .extend({
            ...kinds,
            q: z.string().max(1000).optional(),
            sort: searchQuerySchema.shape.sort.optional(),
            by: searchQuerySchema.shape.by,
            ids: z
              .union([z.string(), z.array(z.string())])
              .optional()
              .describe("Instance ids, `1,2,3`; at most 500"),
          }),
      },
    },
    async (request, reply) => {
      const params = paramsOf(request);
      params.set("group", request.query.by === "work" ? "on" : "off");
      return sendExport(request, reply, deps, params);
    },
  );
  app.post(
    "/api/v1/export",
    {
      config: { refusals: { "export-empty": 404, "export-too-many": 413 }, csrf: "none", cost: costOfExport },
      schema: {
        ...answer,
        summary: "Export titles by a long list of ids",
        body: z
          .object({ ...kinds, ids: z.array(z.number().int().positive()).min(1).max(5000) })
          .meta({ id: "Export" }),
      },
    },
    async (request, reply) => {
      const { ids, format, style } = request.body;
      const params = new URLSearchParams({ ids: ids.join(",") });
      if (format) params.set("format", format);
      if (style) params.set("style", style);
      return sendExport(request, reply, deps, params);
    },
  );
}

function registerCitation(app: App, deps: ExportDeps): void {
  app.get(
    "/api/v1/instances/:id/citation",
    {
      config: { refusals: { "instance-unknown": 404 } },
      schema: {
        summary: "An instance as a citation",
        tags: ["citation"],
        params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
        querystring: z.object({ style: z.enum(styleNames).default(styleNames[0]) }),
        response: {
          200: z
            .object({
              id: z.number().int(),
              style: z.enum(styleNames),
              text: z.string(),
              html: z.string().describe("Italics as <i>, addresses as links, everything else escaped"),
              runs: z.array(
                z.object({ text: z.string(), italic: z.boolean().optional(), href: z.string().optional() }),
              ),
            })
            .meta({ id: "Citation" }),
          ...refusals(400, 404),
        },
      },
    },
    async (request) => {
      const { style } = request.query;
      const [reference] = await findReferences(deps.db, [request.params.id], originOf(request, deps.config));
      if (!reference) throw new Problem("instance-unknown", 404);
      const runs = cite(reference, style, { accessedOn: await todayInRegion(deps.db, deps.clock) });
      return { id: Number(reference.id), style, text: plainText(runs), html: htmlText(runs), runs };
    },
  );
}

/** A posted form: `ids` may come many times, as of check boxes. */
function formOf(body: unknown): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>))
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === "string") params.append(name, one);
  return params;
}

async function sendExport(
  request: Request,
  reply: Reply,
  deps: ExportDeps,
  params: URLSearchParams,
): Promise<Reply> {
  const kind = readExportKind(params);
  const order = readExportOrder(params);
  const file = await makeExport(deps, order, kind, {
    origin: originOf(request, deps.config),
    today: await todayInRegion(deps.db, deps.clock),
  });
  return sendFile(reply, file);
}

function sendFile(reply: Reply, file: ExportFile): Reply {
  return reply
    .type(file.type)
    .header("content-disposition", `attachment; filename="${file.name}"`)
    .header("x-robots-tag", "noindex")
    .header("x-export-count", String(file.count))
    .header("x-export-left", String(file.left))
    .header("cache-control", "private, max-age=0")
    .send(file.body);
}
