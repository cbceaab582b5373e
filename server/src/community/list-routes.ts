import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { reportBodySchema } from "../moderation/schema.ts";
import { requirePerson } from "../people/index.ts";
import { editorsOf, inviteEditors, joinEditors, removeEditor } from "./list-editors.ts";
import { addEntries, changeEntry, entriesOf, moveEntry, readPasted, removeEntry } from "./list-entries.ts";
import { addSection, moveSection, removeSection, renameSection, sectionsOf } from "./list-sections.ts";
import { changeList, createList, deleteList, getList, listsOf, publicLists, renewShareKey } from "./lists.ts";
import { reportAbuse } from "./reports.ts";
import {
  addedSchema,
  directionSchema,
  entriesBodySchema,
  entryChangeSchema,
  entryParams,
  listContentSchema,
  listParams,
  listSchema,
  listWordsSchema,
  newListSchema,
  sectionParams,
  sectionSchema,
} from "./schema.ts";

const tags = ["community"];
const lists = z.object({ items: z.array(listSchema) });
const key = z.object({ key: z.string().nullable() });
const keyQuery = z.object({ key: z.string().max(60).optional().describe("Of a list shared by link") });
const sectionTitle = z.object({ title: z.string().trim().min(1).max(200) });
const done = z.null();

/** Mounts lists under /api/v1/lists. */
export function registerLists(app: App, deps: RouteDeps): void {
  registerWholeLists(app, deps);
  registerEntries(app, deps);
  registerSections(app, deps);
  registerEditors(app, deps);
}

function registerWholeLists(app: App, deps: RouteDeps): void {
  const { db, clock } = deps;
  app.get(
    "/api/v1/lists",
    { schema: { summary: "My lists, and those I edit", tags, response: { 200: lists, ...refusals(401) } } },
    async (request) => ({ items: await listsOf(db, requirePerson(request).personId) }),
  );
  app.get(
    "/api/v1/public-lists",
    {
      schema: {
        summary: "Public lists, the last changed first",
        tags,
        querystring: z.object({
          q: z.string().max(200).optional().describe("In title, course code or teacher"),
          kind: z.enum(["list", "course"]).optional(),
          before: z.iso.datetime().optional().describe("`changedAt` of the last list of the page before"),
        }),
        response: { 200: lists, ...refusals(400) },
      },
    },
    async (request) => ({ items: await publicLists(db, request.query, request.session?.person.id ?? null) }),
  );
  app.post(
    "/api/v1/lists",
    {
      schema: {
        summary: "Begin a list",
        tags,
        body: newListSchema,
        response: { 201: listSchema, ...refusals(400, 401, 409, 422) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const list = await inTransaction(db, (tx) => createList(tx, actor, clock, request.body));
      return reply.code(201).send(list);
    },
  );
  app.get(
    "/api/v1/lists/:id",
    {
      schema: {
        summary: "A list with its titles",
        tags,
        params: listParams,
        querystring: keyQuery,
        response: { 200: listContentSchema, ...refusals(404) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const personId = request.session?.person.id ?? null;
      const list = await getList(db, personId, id, request.query.key ?? null);
      const [sections, entries, editors] = await Promise.all([
        sectionsOf(db, id),
        entriesOf(db, id),
        list.rights === "reader" ? [] : editorsOf(db, id),
      ]);
      return { list, sections, entries, editors };
    },
  );
  app.patch(
    "/api/v1/lists/:id",
    {
      schema: {
        summary: "Change what a list says about itself and who sees it",
        tags,
        params: listParams,
        body: listWordsSchema,
        response: { 200: listSchema, ...refusals(400, 401, 403, 404, 422) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      return await inTransaction(db, (tx) => changeList(tx, actor, clock, request.params.id, request.body));
    },
  );
  app.delete(
    "/api/v1/lists/:id",
    {
      schema: {
        summary: "Throw a list away",
        tags,
        params: listParams,
        response: { 204: done, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => deleteList(tx, actor, request.params.id));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/lists/:id/share-key",
    {
      schema: {
        summary: "A new secret address; the old one shuts",
        tags,
        params: listParams,
        response: { 201: key, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const made = await inTransaction(db, (tx) => renewShareKey(tx, actor, request.params.id));
      return reply.code(201).send({ key: made });
    },
  );
  app.post(
    "/api/v1/lists/:id/reports",
    {
      schema: {
        summary: "Report a list to its moderators",
        tags,
        params: listParams,
        querystring: keyQuery,
        body: reportBodySchema,
        response: { 204: done, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const subject = { kind: "list" as const, listId: request.params.id, key: request.query.key ?? null };
      await inTransaction(db, (tx) => reportAbuse(tx, actor, clock, subject, request.body));
      return reply.code(204).send(null);
    },
  );
}

function registerEntries(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/lists/:id/entries",
    {
      schema: {
        summary: "Put titles into a list; those in it already stay",
        tags,
        params: listParams,
        body: entriesBodySchema,
        response: { 200: addedSchema, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      const pasted = await readPasted(db, request.body.text);
      const ids = [...request.body.instanceIds, ...pasted.instanceIds];
      const result = await inTransaction(db, (tx) => addEntries(tx, actor, clock, request.params.id, ids));
      return { added: result.added, unread: [...pasted.unread, ...result.unknown.map(String)] };
    },
  );
  app.patch(
    "/api/v1/lists/:id/entries/:instanceId",
    {
      schema: {
        summary: "Change what a list says about a title",
        tags,
        params: entryParams,
        body: entryChangeSchema,
        response: { 204: done, ...refusals(400, 401, 403, 404, 422) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, instanceId } = request.params;
      await inTransaction(db, (tx) => changeEntry(tx, actor, clock, id, instanceId, request.body));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/lists/:id/entries/:instanceId/move",
    {
      schema: {
        summary: "Move a title one place inside its section",
        tags,
        params: entryParams,
        body: directionSchema,
        response: { 204: done, ...refusals(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, instanceId } = request.params;
      await inTransaction(db, (tx) => moveEntry(tx, actor, clock, id, instanceId, request.body.direction));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/lists/:id/entries/:instanceId",
    {
      schema: {
        summary: "Take a title out of a list",
        tags,
        params: entryParams,
        response: { 204: done, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, instanceId } = request.params;
      await inTransaction(db, (tx) => removeEntry(tx, actor, clock, id, instanceId));
      return reply.code(204).send(null);
    },
  );
}

function registerSections(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/lists/:id/sections",
    {
      schema: {
        summary: "Add a section",
        tags,
        params: listParams,
        body: sectionTitle,
        response: { 201: sectionSchema, ...refusals(400, 401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id } = request.params;
      const section = await inTransaction(db, (tx) => addSection(tx, actor, clock, id, request.body.title));
      return reply.code(201).send(section);
    },
  );
  app.patch(
    "/api/v1/lists/:id/sections/:sectionId",
    {
      schema: {
        summary: "Rename a section",
        tags,
        params: sectionParams,
        body: sectionTitle,
        response: { 204: done, ...refusals(400, 401, 403, 404, 422) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, sectionId } = request.params;
      await inTransaction(db, (tx) => renameSection(tx, actor, clock, id, sectionId, request.body.title));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/lists/:id/sections/:sectionId/move",
    {
      schema: {
        summary: "Move a section one place",
        tags,
        params: sectionParams,
        body: directionSchema,
        response: { 204: done, ...refusals(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, sectionId } = request.params;
      await inTransaction(db, (tx) => moveSection(tx, actor, clock, id, sectionId, request.body.direction));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/lists/:id/sections/:sectionId",
    {
      schema: {
        summary: "Take a section away; its titles stay",
        tags,
        params: sectionParams,
        response: { 204: done, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, sectionId } = request.params;
      await inTransaction(db, (tx) => removeSection(tx, actor, clock, id, sectionId));
      return reply.code(204).send(null);
    },
  );
}

function registerEditors(app: App, { db, clock }: RouteDeps): void {
  for (const [method, wish] of [
    ["POST", "invite"],
    ["DELETE", "withdraw"],
  ] as const)
    app.route({
      method,
      url: "/api/v1/lists/:id/invitation",
      schema: {
        summary: wish === "invite" ? "A new invitation for co-editors" : "Withdraw the invitation",
        tags,
        params: listParams,
        response: { 200: key, ...refusals(401, 403, 404) },
      },
      handler: async (request) => {
        const actor = requirePerson(request);
        const { id } = request.params as { id: string };
        return { key: await inTransaction(db, (tx) => inviteEditors(tx, actor, id, wish)) };
      },
    });
  app.post(
    "/api/v1/lists/:id/editors",
    {
      schema: {
        summary: "Take up an invitation",
        tags,
        params: listParams,
        body: z.object({ key: z.string().max(60) }),
        response: { 204: done, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => joinEditors(tx, actor, clock, request.params.id, request.body.key));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/lists/:id/editors/:personId",
    {
      schema: {
        summary: "End a co-editor's part: the owner anybody's, an editor their own",
        tags,
        params: listParams.extend({ personId: z.string().max(60) }),
        response: { 204: done, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { id, personId } = request.params;
      await inTransaction(db, (tx) => removeEditor(tx, actor, id, personId));
      return reply.code(204).send(null);
    },
  );
}
