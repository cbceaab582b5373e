import { z } from "zod";
import { type App, type RouteDeps, refusals } from "../../kernel/http.ts";
import { befriend, knownReaders, runCommand, unblockReader, unfriend } from "../../neighbours/index.ts";
import { knownReaderSchema, uuidSchema } from "../../neighbours/schema.ts";
import { requirePerson } from "../../people/index.ts";
import { reportKinds, reportShared } from "../../shelves/index.ts";
import { readerRefSchema } from "../schema.ts";
import { blockReader, resolveReader } from "./met-readers.ts";
import { reputationOf } from "./reputation.ts";

const tags = ["sharing readers"];
const idParams = z.object({ id: uuidSchema });
const nothing = z.object({});

const reputationSchema = z.object({
  isNew: z.boolean(),
  lent: z.number(),
  borrowed: z.number(),
  given: z.number(),
  answerPercent: z.number().nullable(),
  answerHours: z.number().nullable(),
  onTimePercent: z.number().nullable(),
  calledOff: z.number(),
  openCases: z.number(),
});

/** Mounts friends, blocks and what somebody's record says. */
export function registerReaders(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/sharing/readers",
    {
      schema: {
        summary: "My friends, questions and blocks",
        tags,
        response: { 200: z.object({ items: z.array(knownReaderSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await knownReaders(deps.db, requirePerson(request).personId) }),
  );
  app.post(
    "/api/v1/sharing/reports",
    {
      schema: {
        summary: "Tell the moderators of a copy or a circle I see",
        tags,
        body: z.object({
          kind: z.enum(reportKinds),
          id: uuidSchema,
          words: z.string().trim().max(500).default(""),
        }),
        response: { 201: nothing, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const { words, ...subject } = request.body;
      await runCommand(deps, request, "report", request.body, (tx, actor) =>
        reportShared(tx, actor, deps.clock, subject, words),
      );
      return reply.code(201).send({});
    },
  );
  app.get(
    "/api/v1/sharing/reputation",
    {
      schema: {
        summary: "What the record of a reader says, met by a copy, a loan or a circle",
        tags,
        querystring: readerRefSchema,
        response: { 200: reputationSchema, ...refusals(400, 401, 404) },
      },
    },
    async (request) =>
      await reputationOf(deps.db, await resolveReader(deps.db, requirePerson(request), request.query)),
  );
  app.post(
    "/api/v1/sharing/blocks",
    {
      schema: {
        summary: "Hide from a reader, and them from me, everywhere",
        tags,
        body: readerRefSchema,
        response: { 201: nothing, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      await runCommand(deps, request, "block", request.body, async (tx, actor) =>
        blockReader(tx, actor, deps.clock, await resolveReader(tx, actor, request.body)),
      );
      return reply.code(201).send({});
    },
  );
  app.delete(
    "/api/v1/sharing/blocks/:id",
    {
      schema: {
        summary: "Take a block back",
        tags,
        params: idParams,
        response: { 200: nothing, ...refusals(401) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "unblock", id, (tx, actor) => unblockReader(tx, actor, id));
      return {};
    },
  );
  app.post(
    "/api/v1/sharing/friends",
    {
      schema: {
        summary: "Ask a reader to be friends, or say yes",
        tags,
        body: readerRefSchema,
        response: { 201: z.object({ accepted: z.boolean() }), ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const made = await runCommand(deps, request, "befriend", request.body, async (tx, actor) =>
        befriend(tx, actor, deps.clock, await resolveReader(tx, actor, request.body)),
      );
      return reply.code(201).send(made);
    },
  );
  app.delete(
    "/api/v1/sharing/friends/:id",
    {
      schema: {
        summary: "End a friendship",
        tags,
        params: idParams,
        response: { 200: nothing, ...refusals(401) },
      },
    },
    async (request) => {
      const { id } = request.params;
      await runCommand(deps, request, "unfriend", id, (tx, actor) => unfriend(tx, actor, id));
      return {};
    },
  );
}
