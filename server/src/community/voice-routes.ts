import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { reportBodySchema } from "../moderation/schema.ts";
import { requirePerson } from "../people/index.ts";
import { demandInstance } from "./current-instances.ts";
import { erasePerson } from "./erasure.ts";
import { notesOf, writeNote } from "./notes.ts";
import { keepHistory, profileOf, setDisplayName } from "./profiles.ts";
import { rate } from "./ratings.ts";
import { forgetReading, readingsOf } from "./readings.ts";
import { reportAbuse } from "./reports.ts";
import { deleteReview, ownReviews, writeReview } from "./reviews.ts";
import {
  instanceParams,
  listParams,
  noteSchema,
  ownReviewSchema,
  profileSchema,
  readingSchema,
  reviewTextSchema,
  tagsBodySchema,
  voicesSchema,
} from "./schema.ts";
import { setTags } from "./tags.ts";
import { voicesOf } from "./voices.ts";

const tags = ["community"];
const done = z.null();

/** Mounts ratings, reviews, tags, notes, history and the public name under /api/v1. */
export function registerVoices(app: App, deps: RouteDeps): void {
  registerOfInstance(app, deps);
  registerReviews(app, deps);
  registerOwn(app, deps);
}

function registerOfInstance(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/instances/:id/voices",
    {
      schema: {
        summary: "Ratings, public tags and published reviews of an instance, and my own",
        tags,
        params: instanceParams,
        response: { 200: voicesSchema, ...refusals(404) },
      },
    },
    async (request) => {
      const id = await demandInstance(db, request.params.id);
      return await voicesOf(db, id, request.session?.person.id ?? null);
    },
  );
  app.put(
    "/api/v1/instances/:id/rating",
    {
      schema: {
        summary: "Give 1 to 5 stars; null takes them back",
        tags,
        params: instanceParams,
        body: z.object({ stars: z.number().int().min(1).max(5).nullable() }),
        response: { 204: done, ...refusals(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => rate(tx, actor, clock, request.params.id, request.body.stars));
      return reply.code(204).send(null);
    },
  );
  app.put(
    "/api/v1/instances/:id/review",
    {
      schema: {
        summary: "Write or rewrite my review; moderators decide before others see it",
        tags,
        params: instanceParams,
        body: reviewTextSchema,
        response: { 200: ownReviewSchema, ...refusals(400, 401, 404) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      return await inTransaction(db, (tx) =>
        writeReview(tx, actor, clock, request.params.id, request.body.text),
      );
    },
  );
  app.put(
    "/api/v1/instances/:id/tags",
    {
      schema: {
        summary: "Replace my tags of an instance",
        tags,
        params: instanceParams,
        body: tagsBodySchema,
        response: { 204: done, ...refusals(400, 401, 404, 422) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => setTags(tx, actor, clock, request.params.id, request.body));
      return reply.code(204).send(null);
    },
  );
  app.put(
    "/api/v1/instances/:id/note",
    {
      schema: {
        summary: "Write my private note; empty takes it away",
        tags,
        params: instanceParams,
        body: z.object({ text: z.string().trim().max(10_000) }),
        response: { 204: done, ...refusals(400, 401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => writeNote(tx, actor, clock, request.params.id, request.body.text));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/instances/:id/tag-reports",
    {
      schema: {
        summary: "Report a public tag",
        tags,
        params: instanceParams,
        body: reportBodySchema.extend({ label: z.string().max(40) }),
        response: { 204: done, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const { label, ...input } = request.body;
      const subject = { kind: "tag" as const, instanceId: request.params.id, label };
      await inTransaction(db, (tx) => reportAbuse(tx, actor, clock, subject, input));
      return reply.code(204).send(null);
    },
  );
}

function registerReviews(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/reviews",
    {
      schema: {
        summary: "My reviews in every state",
        tags,
        response: { 200: z.object({ items: z.array(ownReviewSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await ownReviews(db, requirePerson(request).personId) }),
  );
  app.delete(
    "/api/v1/reviews/:id",
    {
      schema: {
        summary: "Take my review back",
        tags,
        params: listParams,
        response: { 204: done, ...refusals(401, 404) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => deleteReview(tx, actor, request.params.id));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/reviews/:id/reports",
    {
      schema: {
        summary: "Report a published review",
        tags,
        params: listParams,
        body: reportBodySchema,
        response: { 204: done, ...refusals(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const subject = { kind: "review" as const, reviewId: request.params.id };
      await inTransaction(db, (tx) => reportAbuse(tx, actor, clock, subject, request.body));
      return reply.code(204).send(null);
    },
  );
}

function registerOwn(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/community/profile",
    {
      schema: {
        summary: "My public name, and whether my history is kept",
        tags,
        response: { 200: profileSchema, ...refusals(401) },
      },
    },
    async (request) => await profileOf(db, requirePerson(request).personId),
  );
  app.patch(
    "/api/v1/community/profile",
    {
      schema: {
        summary: "Choose a public name; switch my history on, or off, which erases it",
        tags,
        body: z.object({
          displayName: z.string().trim().max(40).nullable().optional(),
          keepHistory: z.boolean().optional(),
        }),
        response: { 200: profileSchema, ...refusals(400, 401, 409, 422) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      const { displayName, keepHistory: keep } = request.body;
      return await inTransaction(db, async (tx) => {
        if (displayName !== undefined) await setDisplayName(tx, actor, clock, displayName);
        if (keep !== undefined) await keepHistory(tx, actor, clock, keep);
        return await profileOf(tx, actor.personId);
      });
    },
  );
  app.get(
    "/api/v1/notes",
    {
      schema: {
        summary: "My private notes",
        tags,
        response: { 200: z.object({ items: z.array(noteSchema) }), ...refusals(401) },
      },
    },
    async (request) => ({ items: await notesOf(db, requirePerson(request).personId) }),
  );
  app.get(
    "/api/v1/history",
    {
      schema: {
        summary: "What I have read, when I wanted it kept",
        tags,
        querystring: z.object({ before: z.iso.datetime().optional() }),
        response: { 200: z.object({ items: z.array(readingSchema) }), ...refusals(400, 401) },
      },
    },
    async (request) => ({
      items: await readingsOf(db, requirePerson(request).personId, request.query.before ?? null),
    }),
  );
  app.delete(
    "/api/v1/history/:id",
    {
      schema: {
        summary: "Forget one line of my history",
        tags,
        params: listParams,
        response: { 204: done, ...refusals(401) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => forgetReading(tx, actor, request.params.id));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    "/api/v1/community",
    {
      schema: {
        summary:
          "Erase everything I wrote: lists, reviews, ratings, tags, notes, history, saved searches, public name",
        tags,
        response: { 204: done, ...refusals(401) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      await inTransaction(db, (tx) => erasePerson(tx, clock, actor.personId));
      return reply.code(204).send(null);
    },
  );
}
