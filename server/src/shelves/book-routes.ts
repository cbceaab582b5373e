import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { runCommand } from "../neighbours/index.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { requirePerson } from "../people/index.ts";
import { readBookTable } from "./book-lists/table.ts";
import { changeCopy, pauseCopy, withdrawCopy } from "./copies/copies.ts";
import { getCopy, myBooks } from "./copies/copy-views.ts";
import { readingStates } from "./copies/offer-options.ts";
import { publishCopies } from "./publish.ts";
import {
  copyChangesSchema,
  myBooksSchema,
  publishCsvSchema,
  publishedSchema,
  publishSchema,
  visibleCopySchema,
} from "./schema.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });
const nothing = z.object({});

/** Mounts publishing, "my books" and a copy's page under /api/v1/sharing. */
export function registerBooks(app: App, deps: RouteDeps): void {
  registerPublishing(app, deps);
  app.get(
    "/api/v1/sharing/copies",
    {
      schema: {
        summary: "My books",
        tags,
        querystring: z.object({
          shelf: z.string().max(60).optional(),
          reading: z.enum(readingStates).optional(),
          offset: z.coerce.number().int().min(0).max(100_000).default(0),
        }),
        response: { 200: myBooksSchema, ...refusals(400, 401) },
      },
    },
    async (request) => await myBooks(deps.db, requirePerson(request).personId, request.query),
  );
  app.get(
    "/api/v1/sharing/copies/:id",
    {
      schema: {
        summary: "A copy, for whoever may see it",
        tags,
        params: idParams,
        response: { 200: visibleCopySchema, ...refusals(401, 404) },
      },
    },
    async (request) => await getCopy(deps.db, requirePerson(request).personId, request.params.id),
  );
  app.patch(
    "/api/v1/sharing/copies/:id",
    {
      schema: {
        summary: "Change one of my copies",
        tags,
        params: idParams,
        body: copyChangesSchema,
        response: { 200: nothing, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "change-copy", [id, request.body], (tx, actor) =>
        changeCopy(tx, actor, deps.clock, id, request.body),
      );
      return {};
    },
  );
  app.put(
    "/api/v1/sharing/copies/:id/paused",
    {
      schema: {
        summary: "Hide one of my copies from new requests, or show it again",
        tags,
        params: idParams,
        body: z.object({ paused: z.boolean() }),
        response: { 200: nothing, ...refusals(401, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "pause-copy", [id, request.body], (tx, actor) =>
        pauseCopy(tx, actor, id, request.body.paused),
      );
      return {};
    },
  );
  app.delete(
    "/api/v1/sharing/copies/:id",
    {
      schema: {
        summary: "Take one of my copies out of sharing",
        tags,
        params: idParams,
        response: { 200: nothing, ...refusals(401, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "withdraw-copy", id, (tx, actor) =>
        withdrawCopy(tx, actor, deps.clock, id),
      );
      return {};
    },
  );
}

function registerPublishing(app: App, deps: RouteDeps): void {
  app.post(
    "/api/v1/sharing/copies",
    {
      schema: {
        summary: "Publish copies: one, or a whole shelf of up to 500",
        tags,
        body: publishSchema,
        response: { 201: publishedSchema, ...refusals(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { lines, options } = request.body;
      const published = await runCommand(deps, request, "publish", request.body, async (tx, actor) => {
        const done = await publishCopies(tx, actor, deps.clock, { lines, options });
        const [first] = done.skipped;
        if (done.copies.length === 0 && first)
          throw new Problem(first.reason, 400, { line: first.line, text: first.text });
        return { ...done, notTaken: [] };
      });
      return reply.code(201).send(published);
    },
  );
  app.post(
    "/api/v1/sharing/copies/csv",
    {
      schema: {
        summary: "Publish the books of a table (ISBN, title, author, note, shelf; or exports of other sites)",
        tags,
        body: publishCsvSchema,
        response: { 201: publishedSchema, ...refusals(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { csv, options } = request.body;
      const { lines, notTaken } = readBookTable(csv);
      const published = await runCommand(deps, request, "publish-csv", request.body, async (tx, actor) => ({
        ...(await publishCopies(tx, actor, deps.clock, { lines, options })),
        notTaken,
      }));
      return reply.code(201).send(published);
    },
  );
}
