import { z } from "zod";
import { namedBy } from "../contracts/shapes.ts";
import type { AnyCommand } from "./command.ts";
import { execute } from "./command.ts";
import { browserAt } from "./http/cookies.ts";
import { fingerprintOf } from "./http/once.ts";
import { readUpload, requestBytesFor } from "./http/uploads.ts";
import { type App, originOf, problemSchema, type Request, type RouteDeps } from "./http.ts";
import { Problem } from "./problem.ts";
import type { AnyQuery } from "./query.ts";
import { doorRefusals, type RefusalTable } from "./refusals.ts";
import type { Eraser } from "./room.ts";

/** Where the API begins. */
export const API = "/api/v1";
/** Key a client sends with a command so that it may send it again. */
export const KEY_HEADER = "idempotency-key";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Codes that this operation may refuse with, for its description. */
    refusals?: RefusalTable;
    /** The command at this door keeps its key in its own transaction. */
    keepsOwnKey?: boolean;
  }
}

type Door = Pick<RouteDeps, "db" | "clock" | "config"> & { erasers?: readonly Eraser[] };

/**
 * What the API does not know in a query string it refuses: a misspelt word would be the answer to another question. Pages pass it
 * over, for links bring along what others have added.
 */
export function refuseUnknownParameters(app: App): void {
  app.addHook("onRoute", (route) => {
    if (route.method !== "GET" || !route.url.startsWith(`${API}/`)) return;
    const given = route.schema?.querystring;
    if (given !== undefined && !(given instanceof z.ZodObject)) return;
    route.schema = { ...route.schema, querystring: given?.strict() ?? z.strictObject({}) };
  });
}

/** The key of a request; absent: the client does not send it again. Refuses `key-invalid` 400. */
export function keyOf(request: Request): string | undefined {
  const key = request.headers[KEY_HEADER];
  if (Array.isArray(key)) throw new Problem("key-invalid", 400);
  return key;
}

const PRINT = 24;
/** Fields that belong to the door and not to the command. */
const DOOR_FIELDS = new Set(["_csrf", "_for", "_key"]);

/** What was sent, without the fields that belong to the door. */
export function withoutDoorFields(body: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => !DOOR_FIELDS.has(name)));
}

/**
 * The key of a form, from its field `_key`. The input is part of it: who goes back, changes a word and sends the same page
 * again means another act, and who sends the same words again does not.
 */
export function formKeyOf(sent: unknown, name: string, input: unknown): string | undefined {
  const key = (sent as Record<string, unknown> | null | undefined)?._key;
  if (typeof key !== "string" || key === "") return undefined;
  return `${key}.${fingerprintOf(name, input).toString("base64url").slice(0, PRINT)}`;
}

function repliesOf(own: RefusalTable): Record<number, typeof problemSchema> {
  const statuses = new Set([...Object.values(doorRefusals), ...Object.values(own)]);
  return Object.fromEntries([...statuses].sort().map((status) => [status, problemSchema]));
}

const roomOf = (name: string): string => name.slice(0, name.indexOf("."));

/** `peer-loans.ask-renewal` as an operation: `peerLoansAskRenewal`. */
function operationIdOf(name: string): string {
  return name.replace(/[.-]+([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** Refuses `invalid-request` 400. */
function readFields(command: AnyCommand, fields: unknown): Record<string, unknown> {
  const read = command.input.safeParse(fields);
  if (!read.success) throw new Problem("invalid-request", 400, { place: "body" });
  return read.data as Record<string, unknown>;
}

/** Mounts commands under `/api/v1`: strict JSON in, the declared answer out. */
export function mountCommands(app: App, deps: Door, commands: readonly AnyCommand[]): void {
  for (const command of commands) {
    const fileBytes = command.fileBytes?.(deps.config);
    const takesBody = fileBytes === undefined && Object.keys(command.input.shape).length > 0;
    const uploadBytes = fileBytes === undefined ? undefined : requestBytesFor(fileBytes);
    app.route({
      method: command.method,
      url: API + command.path,
      ...(command.bodyBytes && {
        bodyLimit: command.bodyBytes,
        onRequest: async ({ actor, params }: Request) =>
          void command.who.admit(actor ?? null, params as Record<string, unknown>),
      }),
      config: {
        refusals: command.refusals,
        keepsOwnKey: true,
        ...(uploadBytes && { uploadBytes }),
        ...(command.csrf && { csrf: command.csrf }),
      },
      schema: {
        operationId: operationIdOf(command.name),
        summary: command.summary,
        tags: [roomOf(command.name)],
        params: command.params,
        ...(takesBody && { body: namedBy(command.name, "", command.input) }),
        response: {
          [command.status]:
            command.status === 204 ? z.undefined() : namedBy(command.name, "Answer", command.output),
          ...repliesOf(command.refusals),
        },
      },
      handler: async (request, reply) => {
        const [actor, origin] = [request.actor ?? null, originOf(request, deps.config)];
        const [browser, key] = [browserAt(request, reply, deps.config), keyOf(request)];
        const call = { ...deps, ip: request.ip, browser, origin, actor, via: "api", key } as const;
        const { params, body } = request as { params: Record<string, unknown>; body: unknown };
        if (uploadBytes) command.who.admit(actor, params);
        const output = uploadBytes
          ? await readUpload(request, { fileBytes: fileBytes!, requestBytes: uploadBytes }, (upload) =>
              execute(command, { ...call, upload }, params, readFields(command, upload.fields)),
            )
          : await execute(command, call, params, takesBody ? body : {});
        return reply.code(command.status).send(command.status === 204 ? undefined : output);
      },
    });
  }
}

/** Mounts queries under `/api/v1`; unknown parameters are refused. */
export function mountQueries(app: App, deps: Door, queries: readonly AnyQuery[]): void {
  for (const query of queries)
    app.get(
      API + query.path,
      {
        config: { refusals: query.refusals, ...(query.cost && { cost: query.cost }) },
        schema: {
          operationId: operationIdOf(query.name),
          summary: query.summary,
          tags: [roomOf(query.name)],
          params: query.params,
          querystring: query.filter,
          response: { 200: namedBy(query.name, "Answer", query.output), ...repliesOf(query.refusals) },
        },
      },
      async (request) => {
        const params = request.params as Record<string, unknown>;
        const actor = query.who.admit(request.actor ?? null, params);
        const asked = { ...deps, origin: originOf(request, deps.config) };
        return await query.run(asked, actor, params, request.query);
      },
    );
}
