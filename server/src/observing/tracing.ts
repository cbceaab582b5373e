import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Config } from "../kernel/config.ts";
import { type Statement, statements } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";

const LONGEST_TEXT = 2000;
/** Longer the end of a process does not wait for a collector. */
const FLUSH_MS = 2000;

/**
 * Sends a span for every request, and one for each of its statements, to a collector (OTLP over HTTP). Spans are named by
 * patterns of addresses and hold texts of statements, never an address, a value or who asked. Nothing waits for the collector.
 */
export function traceRequests(app: App, traces: NonNullable<Config["traces"]>): void {
  const exporter = new OTLPTraceExporter({ url: traces.url });
  const sampler = new TraceIdRatioBasedSampler(traces.share);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": traces.service }),
    // Whoever asks may name a trace to go on with, and does not decide how many are sent.
    sampler: new ParentBasedSampler({ root: sampler, remoteParentSampled: sampler }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("commonshelf");
  const running = new AsyncLocalStorage<Context>();
  spanRequests(app, tracer, running);
  const hear = (message: unknown): void => spanStatement(tracer, running.getStore(), message as Statement);
  statements.subscribe(hear);
  app.addHook("onClose", async () => {
    statements.unsubscribe(hear);
    await Promise.race([provider.shutdown().catch(() => undefined), pause(FLUSH_MS)]);
  });
}

function spanRequests(app: App, tracer: Tracer, running: AsyncLocalStorage<Context>): void {
  const propagator = new W3CTraceContextPropagator();
  const open = new WeakMap<object, ReturnType<Tracer["startSpan"]>>();
  app.addHook("onRequest", (request, _reply, done) => {
    const { method } = request;
    const route = request.is404 ? undefined : request.routeOptions.url;
    const outer = propagator.extract(ROOT_CONTEXT, request.headers, {
      keys: (headers) => Object.keys(headers as object),
      get: (headers, key) => (headers as Record<string, string>)[key],
    });
    const span = tracer.startSpan(
      route === undefined ? method : `${method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { "http.request.method": method, ...(route !== undefined && { "http.route": route }) },
      },
      outer,
    );
    open.set(request, span);
    running.run(trace.setSpan(outer, span), done);
  });
  app.addHook("onResponse", async (request, reply) => {
    const span = open.get(request);
    span?.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}

/** What runs outside of a request (jobs, the outbox) has its metrics, and no span. */
function spanStatement(tracer: Tracer, parent: Context | undefined, { text, ms, failed }: Statement): void {
  if (!parent) return;
  const ended = performance.timeOrigin + performance.now();
  const statement = text.replace(/\s+/g, " ").trim().slice(0, LONGEST_TEXT);
  const span = tracer.startSpan(
    statement.split(" ", 1)[0]!.toLowerCase(),
    {
      kind: SpanKind.CLIENT,
      startTime: ended - ms,
      attributes: { "db.system.name": "postgresql", "db.query.text": statement },
    },
    parent,
  );
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(ended);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds).unref());
}
