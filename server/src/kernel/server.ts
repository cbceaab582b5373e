import { randomBytes } from "node:crypto";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import fastify, { type FastifyError, type FastifyServerOptions } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { App, RouteDeps } from "./http.ts";
import { registerOnce } from "./once-hook.ts";
import { openapi, transform, transformObject } from "./openapi.ts";
import { Problem } from "./problem.ts";

const BODY_BYTES = 1_000_000;
const UPLOAD_BYTES = 4 * 2 ** 30;

/**
 * A web server without rooms: schemas, cookies, forms, uploads, and refusals turned into HTTP.
 * A refusal answers with `application/problem+json`; a bug with 500 and a log line that holds the cause.
 */
export async function createApp(deps: RouteDeps, logger: FastifyServerOptions["logger"]): Promise<App> {
  const app: App = fastify({
    logger: logger ?? false,
    trustProxy: deps.config.trustProxy,
    bodyLimit: BODY_BYTES,
    genReqId: createRequestIds(),
    routerOptions: { maxParamLength: 500 },
  }) as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await app.register(formbody);
  await app.register(multipart, { limits: { fileSize: UPLOAD_BYTES, files: 1 } });
  await app.register(swagger, { openapi, transform, transformObject });
  registerOnce(app, deps);
  app.setErrorHandler(answerError);
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  app.get("/healthz", { schema: { hide: true } }, async () => ({ ok: true }));
  return app;
}

/** Ids that no other process or start gives: a random word, then a number. */
function createRequestIds(): () => string {
  const start = randomBytes(6).toString("base64url");
  let number = 0;
  return () => `${start}-${(number++).toString(36)}`;
}

function answerError(
  error: FastifyError | Problem,
  request: { log: { error(o: unknown, m: string): void } },
  reply: { code(n: number): typeof reply; type(t: string): typeof reply; send(b: unknown): unknown },
): void {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error }, "request failed");
  reply.code(problem.status).type("application/problem+json").send({
    type: "about:blank",
    title: problem.code,
    status: problem.status,
    code: problem.code,
    params: problem.params,
  });
}

/** Every way a request can fail, as a refusal with a stable code. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    return new Problem("invalid-request", 400, {
      place: `${error.validationContext ?? "request"}${first?.instancePath ?? ""}`,
      reason: first?.message ?? "",
    });
  }
  const status = (error as FastifyError).statusCode;
  if (status !== undefined && status >= 400 && status < 500)
    return new Problem(status === 413 ? "too-large" : "invalid-request", status, {
      reason: (error as Error).message,
    });
  return new Problem("internal", 500);
}
