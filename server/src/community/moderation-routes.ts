import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireStaff } from "../people/index.ts";
import { decideReport, decideReview, reportQueue, reviewQueue } from "./moderation.ts";
import { decidePosting, postingQueue } from "./postings.ts";
import {
  decisionSchema,
  listParams,
  queuedPostingSchema,
  queuedReportSchema,
  queuedReviewSchema,
  ruleBodySchema,
  ruleSchema,
} from "./schema.ts";
import { listRules, removeRule, setRule } from "./text-rules.ts";

const tags = ["community"];
const done = z.null();

/** Mounts the moderators' queue and the consortium's rules under /api/v1/moderation. */
export function registerModeration(app: App, { db, clock }: RouteDeps): void {
  app.get(
    "/api/v1/moderation",
    {
      schema: {
        summary: "Reviews, reports and other texts that wait for a decision",
        tags,
        response: {
          200: z.object({
            reviews: z.array(queuedReviewSchema),
            reports: z.array(queuedReportSchema),
            postings: z.array(queuedPostingSchema),
          }),
          ...refusals(401, 403, 409),
        },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "community.moderate");
      const [reviews, reports, postings] = await Promise.all([
        reviewQueue(db, actor),
        reportQueue(db, actor),
        postingQueue(db, actor),
      ]);
      return { reviews, reports, postings };
    },
  );
  app.post(
    "/api/v1/moderation/reviews/:id",
    {
      schema: {
        summary: "Publish or reject a review",
        tags,
        params: listParams,
        body: decisionSchema,
        response: { 204: done, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "community.moderate");
      const { body } = request;
      const decision =
        body.decision === "publish" ? { publish: true as const } : { publish: false as const, ...body };
      await inTransaction(db, (tx) => decideReview(tx, actor, clock, request.params.id, decision));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/moderation/reports/:id",
    {
      schema: {
        summary: "Agree with a report, which hides its subject, or dismiss it",
        tags,
        params: listParams,
        body: z.object({ uphold: z.boolean() }),
        response: { 204: done, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "community.moderate");
      await inTransaction(db, (tx) => decideReport(tx, actor, clock, request.params.id, request.body.uphold));
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/v1/moderation/postings/:id",
    {
      schema: {
        summary: "Let a text of sharing, nests or drifting be shown, or not",
        tags,
        params: listParams,
        body: decisionSchema,
        response: { 204: done, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "community.moderate");
      const { body } = request;
      const decision =
        body.decision === "publish" ? { publish: true as const } : { publish: false as const, ...body };
      await inTransaction(db, (tx) => decidePosting(tx, actor, clock, request.params.id, decision));
      return reply.code(204).send(null);
    },
  );
  app.get(
    "/api/v1/moderation/rules",
    {
      schema: {
        summary: "What the region does not want in public texts",
        tags,
        response: { 200: z.object({ items: z.array(ruleSchema) }), ...refusals(401, 403, 409) },
      },
    },
    async (request) => {
      requireStaff(request, "community.moderate");
      return { items: await listRules(db) };
    },
  );
  app.post(
    "/api/v1/moderation/rules",
    {
      schema: {
        summary: "Add a rule, or change what the same pattern does",
        tags,
        body: ruleBodySchema,
        response: { 201: ruleSchema, ...refusals(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "consortium.manage", null);
      const rule = await inTransaction(db, (tx) => setRule(tx, actor, request.body));
      return reply.code(201).send(rule);
    },
  );
  app.delete(
    "/api/v1/moderation/rules/:id",
    {
      schema: {
        summary: "Take a rule away",
        tags,
        params: listParams,
        response: { 204: done, ...refusals(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "consortium.manage", null);
      await inTransaction(db, (tx) => removeRule(tx, actor, request.params.id));
      return reply.code(204).send(null);
    },
  );
}
