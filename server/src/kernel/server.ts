import { randomBytes } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { parse } from "node:querystring";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import fastify, { type FastifyServerOptions, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { refuseUnknownParameters } from "./doors.ts";
import { registerBudgets } from "./http/budgets.ts";
import { registerCookies, sealCookies } from "./http/cookies.ts";
import { describeFailure, logFailure, toProblem } from "./http/failures.ts";
import { registerHeaders } from "./http/headers.ts";
import { registerHealth } from "./http/health.ts";
import { registerOnce } from "./http/once-hook.ts";
import { openapi, transform, transformObject } from "./http/openapi.ts";
import { BODY_BYTES, guardRequests, MOST_VALUES } from "./http/request-guard.ts";
import { type App, type Reply, type Request, type RouteDeps, sendProblem } from "./http.ts";
import { Problem } from "./problem.ts";

/**
 * A web server without rooms: schemas, cookies, forms, uploads, and refusals turned into HTTP.
 * A refusal answers with `application/problem+json`; a bug with 500 and a log line that holds the cause.
 */
export async function createApp(deps: RouteDeps, logger: FastifyServerOptions["logger"]): Promise<App> {
  const app: App = fastify({
    logger:
      typeof logger === "object"
        ? {
            ...logger,
            serializers: { err: (error: unknown) => describeFailure(error), req: describeRequest },
          }
        : (logger ?? false),
    // Whoever watches writes one line for each request, without its address (observing).
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => {
      const problem = new Problem("address-malformed", 400);
      logFailure(request, error, problem);
      sendProblem(
        reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store"),
        problem,
      );
    },
    clientErrorHandler: answerUnreadable,
    trustProxy: deps.config.trustProxy,
    bodyLimit: BODY_BYTES,
    genReqId: createRequestIds(),
    routerOptions: { maxParamLength: 500 },
  }) as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await registerCookies(app, deps.config);
  await registerHeaders(app, deps.config);
  guardRequests(app, deps.config);
  // One more than the guard lets pass, so that it sees there were too many.
  await app.register(formbody, { parser: (text) => parse(text, "&", "=", { maxKeys: MOST_VALUES + 1 }) });
  await app.register(multipart, { throwFileSizeLimit: false, limits: { fileSize: BODY_BYTES, files: 1 } });
  refuseUnknownParameters(app);
  await app.register(swagger, { openapi, transform, transformObject });
  registerBudgets(app, deps);
  registerOnce(app, deps);
  sealCookies(app, deps.config);
  app.setErrorHandler(answerError);
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  registerHealth(app, deps);
  return app;
}

/** Ids that no other process or start gives: a random word, then a number. */
function createRequestIds(): () => string {
  const start = randomBytes(6).toString("base64url");
  let number = 0;
  return () => `${start}-${(number++).toString(36)}`;
}

function answerError(error: unknown, request: Request, reply: Reply): Reply {
  const problem = toProblem(error);
  logFailure(request, error, problem);
  return sendProblem(reply, problem);
}

/** Bytes that never became a request are answered with a code as everything else is. */
const UNREADABLE: Record<string, readonly [code: string, status: number]> = {
  HPE_HEADER_OVERFLOW: ["too-large", 431],
  ERR_HTTP_REQUEST_TIMEOUT: ["body-slow", 408],
};

function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [code, status] = UNREADABLE[error.code ?? ""] ?? ["invalid-request", 400];
  const body = JSON.stringify({ type: "about:blank", title: code, status, code, params: {} });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** A request as the log may keep it: never its address, which holds what somebody looked for. */
function describeRequest(request: Request): { method: string; route: string } {
  return { method: request.method, route: request.routeOptions?.url ?? "" };
}
