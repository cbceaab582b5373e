import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { createdNumberSchema, createdSchema, listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { App, RouteDeps } from "../../kernel/http.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable, refuse } from "../refusals.ts";
import {
  exportScheduleSchema,
  loadParams,
  newExportScheduleSchema,
  newRecordExportSchema,
  recordExportSchema,
} from "../schema.ts";
import { beginExport, listExports, ownExport } from "./exports.ts";
import { exportPath } from "./make.ts";
import { addSchedule, listSchedules, removeSchedule } from "./schedules.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose records, the rules look at: it stands in what is sent. */
const who = staff("catalogue.import", "somewhere");
const nothing = z.object({});

const begin = command({
  name: "loads.export-records",
  summary: "Ask for a file of records: a search, a list, titles, numbers, a load, or all of a library",
  path: "/record-exports",
  status: 201,
  who,
  params: nothing,
  input: newRecordExportSchema,
  output: createdSchema,
  refusals: ["member-unknown"],
  audit: ({ output, input }) => ({
    subject: { kind: "record-export", id: output.id },
    scope: "worked-at",
    detail: { format: input.format, selection: input.selection.kind },
  }),
  run: async (tx, actor, clock, _params, input) => ({ id: await beginExport(tx, actor, clock, input) }),
});

const list = query({
  name: "loads.record-exports",
  summary: "Files of records we asked for, the newest first; each is kept for a week",
  path: "/record-exports",
  who,
  params: nothing,
  filter: nothing,
  output: listOf(recordExportSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await listExports(db, actor.personId) }),
});

const schedule = command({
  name: "loads.schedule-export",
  summary:
    "Have a file of records made every night, week or month, whole or with what changed since the last",
  path: "/export-schedules",
  status: 201,
  who,
  params: nothing,
  input: newExportScheduleSchema,
  output: createdNumberSchema,
  refusals: ["member-unknown", "export-schedules-many"],
  audit: ({ output }) => ({
    subject: { kind: "export-schedule", id: String(output.id) },
    scope: "worked-at",
  }),
  run: async (tx, actor, clock, _params, input) => await addSchedule(tx, actor, clock, input),
});

const unschedule = command({
  name: "loads.unschedule-export",
  summary: "End a schedule of ours",
  method: "DELETE",
  path: "/export-schedules/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive() }),
  input: nothing,
  output: nothing,
  refusals: ["export-unknown"],
  audit: ({ params }) => ({
    subject: { kind: "export-schedule", id: String(params.id) },
    scope: "worked-at",
  }),
  run: async (tx, actor, _clock, { id }) => {
    await removeSchedule(tx, actor, id);
    return {};
  },
});

const schedules = query({
  name: "loads.export-schedules",
  summary: "Files of records that are made for us by themselves",
  path: "/export-schedules",
  who,
  params: nothing,
  filter: nothing,
  output: listOf(exportScheduleSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await listSchedules(db, actor.personId) }),
});

/** What is asked of exports. */
export const exportCommands: readonly AnyCommand[] = [begin, schedule, unschedule];
export const exportQueries: readonly AnyQuery[] = [list, schedules];

const TYPES = {
  iso2709: "application/marc",
  marcxml: "application/marcxml+xml; charset=utf-8",
  marcjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

/** Mounts the files. */
export function registerExports(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/record-exports/:id/file",
    {
      config: { refusals: { "sign-in-needed": 401, forbidden: 403, "export-unknown": 404 } },
      schema: {
        summary: "The file of an export",
        tags: ["loads"],
        params: loadParams,
      },
    },
    async (request, reply) => {
      const actor = who.admit(request.actor, {});
      const found = await ownExport(deps.db, actor, request.params.id);
      if (found.state !== "done") throw refuse("export-unknown");
      const path = exportPath(deps.config, found.id, found.format);
      const { size } = await stat(path).catch(() => {
        throw refuse("export-unknown");
      });
      const name = `records-${found.createdAt.slice(0, 19).replaceAll(":", "")}.${path.split(".").at(-1)}`;
      return reply
        .header("content-disposition", `attachment; filename="${name}"`)
        .header("content-length", size)
        .type(TYPES[found.format])
        .send(createReadStream(path));
    },
  );
}
