import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { runCommand } from "../neighbours/index.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { requirePerson } from "../people/index.ts";
import { circleKinds } from "./circle-kinds.ts";
import { circleLinks, circlePeople, findCircles, getCircle } from "./circle-views.ts";
import { agreeParent, askParent, changeCircle, createCircle, guardCircle, partCircles } from "./circles.ts";
import {
  admitMember,
  applyToCircle,
  expelMember,
  joinByAccount,
  leaveCircle,
  pardonMember,
  refuseMember,
  setSteward,
  vouchFor,
} from "./memberships.ts";
import {
  circleOfInvite,
  countEmailAttempt,
  joinByEmail,
  joinByInvite,
  joinByRoster,
  makeInvite,
  startEmailProof,
  uploadRoster,
} from "./proofs.ts";
import {
  circleChangesSchema,
  circleInputSchema,
  circleLinkSchema,
  circlePersonSchema,
  circleSchema,
} from "./schema.ts";

const tags = ["sharing circles"];
const idParams = z.object({ id: uuidSchema });
const nothing = z.object({});
const CIRCLES = "/api/v1/sharing/circles";

/** Mounts circles: finding, founding, joining by proof, stewards' work. */
export function registerCircles(app: App, deps: RouteDeps): void {
  registerViews(app, deps);
  registerJoining(app, deps);
  registerStewards(app, deps);
}

function registerViews(app: App, deps: RouteDeps): void {
  app.get(
    CIRCLES,
    {
      schema: {
        summary: "Circles: mine, or to be found",
        tags,
        querystring: z.object({
          mine: z.enum(["true", "false"]).default("false"),
          text: z.string().max(100).optional(),
          kind: z.enum(circleKinds).optional(),
          offset: z.coerce.number().int().min(0).max(10_000).default(0),
        }),
        response: { 200: z.object({ items: z.array(circleSchema) }), ...refusals(400, 401) },
      },
    },
    async (request) => {
      const { mine, text, kind, offset } = request.query;
      return {
        items: await findCircles(deps.db, requirePerson(request).personId, {
          mine: mine === "true",
          offset,
          ...(text && { text }),
          ...(kind && { kind }),
        }),
      };
    },
  );
  app.post(
    CIRCLES,
    {
      schema: {
        summary: "Found a circle",
        tags,
        body: circleInputSchema,
        response: { 201: z.object({ id: z.string() }), ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const made = await runCommand(deps, request, "create-circle", request.body, (tx, actor) =>
        createCircle(tx, actor, deps.clock, request.body),
      );
      return reply.code(201).send(made);
    },
  );
  app.get(
    `${CIRCLES}/:id`,
    {
      schema: {
        summary: "A circle",
        tags,
        params: idParams,
        response: { 200: circleSchema, ...refusals(401, 404) },
      },
    },
    async (request) => await getCircle(deps.db, requirePerson(request).personId, request.params.id),
  );
  app.get(
    `${CIRCLES}/:id/people`,
    {
      schema: {
        summary: "Who belongs to a circle and how it hangs together with others, for its members",
        tags,
        params: idParams,
        response: {
          200: z.object({ items: z.array(circlePersonSchema), links: z.array(circleLinkSchema) }),
          ...refusals(401, 404),
        },
      },
    },
    async (request) => {
      const items = await circlePeople(deps.db, requirePerson(request), request.params.id);
      return { items, links: await circleLinks(deps.db, request.params.id) };
    },
  );
}

type Work<Body> = (tx: Tx, actor: Actor, circleId: string, body: Body) => Promise<unknown>;

function command<Schema extends z.ZodType>(
  app: App,
  deps: RouteDeps,
  route: { path: string; summary: string; body: Schema },
  work: Work<z.output<Schema>>,
): void {
  app.post(
    `${CIRCLES}/:id/${route.path}`,
    {
      schema: {
        summary: route.summary,
        tags,
        params: idParams,
        body: route.body,
        response: { 200: nothing, ...refusals(400, 401, 403, 404, 409, 429) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const body = request.body as z.output<Schema>;
      await runCommand(deps, request, `circle-${route.path}`, [id, body], (tx, actor) =>
        work(tx, actor, id, body),
      );
      return {};
    },
  );
}

function registerJoining(app: App, deps: RouteDeps): void {
  const { clock } = deps;
  const join = <Schema extends z.ZodType>(
    path: string,
    summary: string,
    body: Schema,
    work: Work<z.output<Schema>>,
  ): void => command(app, deps, { path, summary, body }, work);
  join("join-account", "Enter by my library account", nothing, (tx, actor, id) =>
    joinByAccount(tx, actor, clock, id),
  );
  join("join-roster", "Enter because I stand on the list", nothing, (tx, actor, id) =>
    joinByRoster(tx, actor, clock, id),
  );
  join(
    "application",
    "Ask the stewards, or the members to vouch for me",
    z.object({ proof: z.enum(["steward", "vouch"]), words: z.string().max(300).default("") }),
    (tx, actor, id, body) => applyToCircle(tx, actor, clock, id, body.proof, body.words),
  );
  join(
    "email",
    "Send a code to my address",
    z.object({ address: z.string().max(200) }),
    (tx, actor, id, body) => {
      if (!deps.config.smtp) throw new Problem("mail-off", 409);
      return startEmailProof(tx, actor, clock, id, body.address);
    },
  );
  join("leave", "Leave a circle", nothing, (tx, actor, id) => leaveCircle(tx, actor, clock, id));
  join(
    "vouch",
    "Vouch for somebody who asks to enter",
    z.object({ personId: uuidSchema }),
    (tx, actor, id, body) => vouchFor(tx, actor, clock, id, body.personId),
  );
  app.post(
    `${CIRCLES}/:id/join-email`,
    {
      schema: {
        summary: "Enter by the code that was mailed",
        tags,
        params: idParams,
        body: z.object({ code: z.string().max(20) }),
        response: { 200: nothing, ...refusals(400, 401, 403, 404, 409, 429) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => countEmailAttempt(tx, actor, id));
      await inTransaction(deps.db, (tx) => joinByEmail(tx, actor, clock, id, request.body.code));
      return {};
    },
  );
  const tokenParams = z.object({ token: z.string().max(60) });
  app.get(
    "/api/v1/sharing/invites/:token",
    {
      schema: {
        summary: "The circle a link leads to",
        tags,
        params: tokenParams,
        response: { 200: z.object({ circleId: z.string(), name: z.string() }), ...refusals(401, 404) },
      },
    },
    async (request) => {
      requirePerson(request);
      return await circleOfInvite(deps.db, clock, request.params.token);
    },
  );
  app.post(
    "/api/v1/sharing/invites/:token",
    {
      schema: {
        summary: "Enter by a link",
        tags,
        params: tokenParams,
        response: { 200: z.object({ circleId: z.string() }), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request) =>
      await runCommand(deps, request, "join-invite", request.params.token, (tx, actor) =>
        joinByInvite(tx, actor, clock, request.params.token),
      ),
  );
}

function registerStewards(app: App, deps: RouteDeps): void {
  const { clock } = deps;
  const person = z.object({ personId: uuidSchema });
  for (const [path, summary, work] of [
    ["admit", "Let an applicant in", admitMember],
    ["refuse", "Say no to an applicant", refuseMember],
    ["expel", "Put a member out", expelMember],
    ["pardon", "Let somebody who was put out ask again", pardonMember],
  ] as const)
    command(app, deps, { path, summary, body: person }, (tx, actor, id, body) =>
      work(tx, actor, clock, id, body.personId),
    );
  command(
    app,
    deps,
    {
      path: "steward",
      summary: "Make a member a steward, or not",
      body: person.extend({ isSteward: z.boolean() }),
    },
    (tx, actor, circleId, body) => setSteward(tx, actor, { circleId, ...body }),
  );
  command(
    app,
    deps,
    {
      path: "guard",
      summary: "Answer for a circle, as a library",
      body: z.object({ memberId: z.number().int().nullable() }),
    },
    (tx, actor, id, body) => guardCircle(tx, actor, id, body.memberId),
  );
  const parent = z.object({ parentId: uuidSchema });
  command(
    app,
    deps,
    { path: "parent", summary: "Ask to be part of another circle", body: parent },
    (tx, actor, id, body) => askParent(tx, actor, clock, id, body.parentId),
  );
  command(
    app,
    deps,
    { path: "parent/agree", summary: "Agree that this circle is part of mine", body: parent },
    (tx, actor, id, body) => agreeParent(tx, actor, clock, id, body.parentId),
  );
  command(
    app,
    deps,
    { path: "parent/part", summary: "Part two circles", body: parent },
    (tx, actor, id, body) => partCircles(tx, actor, id, body.parentId),
  );
  app.patch(
    `${CIRCLES}/:id`,
    {
      schema: {
        summary: "Change a circle's words, ways in and rules",
        tags,
        params: idParams,
        body: circleChangesSchema,
        response: { 200: nothing, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const given = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined),
      );
      await runCommand(deps, request, "change-circle", [id, given], (tx, actor) =>
        changeCircle(tx, actor, deps.clock, id, given),
      );
      return {};
    },
  );
  app.post(
    `${CIRCLES}/:id/roster`,
    {
      schema: {
        summary: "Put down who belongs: addresses or reader numbers, one to a line",
        tags,
        params: idParams,
        body: z.object({ text: z.string().max(500_000) }),
        response: {
          200: z.object({ added: z.number(), total: z.number() }),
          ...refusals(400, 401, 403, 404),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      return await runCommand(deps, request, "roster", [id, request.body], (tx, actor) =>
        uploadRoster(tx, actor, id, request.body.text),
      );
    },
  );
  app.post(
    `${CIRCLES}/:id/invites`,
    {
      schema: {
        summary: "Make a link that lets people in; the token is told once",
        tags,
        params: idParams,
        body: z.object({
          days: z.number().int().min(1).max(60).default(7),
          uses: z.number().int().min(1).max(500).default(20),
        }),
        response: {
          201: z.object({ id: z.string(), token: z.string(), expiresAt: z.string() }),
          ...refusals(400, 401, 403, 404, 409),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const actor = requirePerson(request);
      const made = await inTransaction(deps.db, (tx) => makeInvite(tx, actor, clock, id, request.body));
      return reply.code(201).send(made);
    },
  );
}
