import type { IncomingMessage, ServerResponse } from "node:http";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type pg from "pg";
import { z } from "zod";
import type { Actor } from "./actor.ts";
import type { Config } from "./config.ts";
import type { Db } from "./database.ts";
import type { Lane } from "./jobs.ts";
import type { Problem } from "./problem.ts";
import type { Clock } from "./time.ts";

/** The web server with Zod schemas in and out. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What a room's routes are given; the room passes on only what a function needs. */
export type RouteDeps = {
  db: Db;
  pool: pg.Pool;
  clock: Clock;
  config: Config;
  /** Jobs that may take minutes. */
  lanes?: Readonly<Record<string, Lane>>;
};

declare module "fastify" {
  interface FastifyRequest {
    /** Whoever asks; null: nobody signed in. Set by the room that knows sessions. */
    readonly actor: Actor | null;
    /** `http://…` that answers may name where no address is configured: consortium/host-names.ts. */
    readonly ownOrigin?: string;
  }
}

export type Request = FastifyRequest;
export type Reply = FastifyReply;

/** `https://…` under which the site is reached: the configured address; without one, a host that is its own or was given to it. */
export function originOf(request: Request, { publicUrl }: Pick<Config, "publicUrl">): string {
  return publicUrl ?? request.ownOrigin ?? `${request.protocol}://${request.host}`;
}

/** The body of every refusal: RFC 9457 with our stable code and its parameters. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: "Problem" });

/** Declares a route's refusals: `refusals(401, 403, 404)` gives the reply schemas for these. */
export function refusals(...statuses: number[]): Record<number, typeof problemSchema> {
  return Object.fromEntries(statuses.map((status) => [status, problemSchema]));
}

/**
 * Answers a refusal to a program: RFC 9457 with our code. What is over in a while says when to ask again, and what is
 * full or away is no fault of the asker's.
 */
export function sendProblem(reply: Reply, problem: Problem): Reply {
  const seconds = problem.params.retryAfterSeconds;
  if (seconds != null && !reply.hasHeader("retry-after")) reply.header("retry-after", String(seconds));
  return reply.code(problem.status).type("application/problem+json").send({
    type: "about:blank",
    title: problem.code,
    status: problem.status,
    code: problem.code,
    params: problem.params,
  });
}
