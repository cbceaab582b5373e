import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { registerObserving } from "./index.ts";

type Span = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: object }[];
  status: { code?: number };
};

let database: Database;
let sent = "";
const collector = createServer((request, response) => {
  request.setEncoding("utf8");
  request.on("data", (text: string) => {
    sent += text;
  });
  request.on("end", () => response.end("{}"));
});

beforeAll(async () => {
  database = await createTestDatabase();
  await new Promise<void>((done) => collector.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  collector.close();
  await database.close();
});

async function open(settings: Record<string, string>): Promise<App> {
  const deps = {
    ...database,
    clock: systemClock,
    config: readConfig(settings),
    searcher: { size: async () => 1 },
  };
  const app = await createApp(deps, false);
  await registerObserving(app, deps);
  app.get("/things/:id", { schema: { hide: true } }, async (request) => {
    const { id } = request.params as { id: string };
    await sql`select ${id}::text as said`.execute(database.db);
    if (id === "broken") throw new Error("broken");
    return {};
  });
  return app;
}

const at = (port: number): string => `http://127.0.0.1:${port}/`;

/** What the collector was sent. */
function spans(): Span[] {
  const body = JSON.parse(sent) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
  return body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
}

test("requests and their statements are spans by pattern, under the caller's trace, without what was asked", async () => {
  sent = "";
  const { port } = collector.address() as AddressInfo;
  const app = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: at(port), OTEL_SERVICE_NAME: "shelf-of-the-test" });
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await app.inject({ url: "/things/secret-word?q=another", headers: { traceparent } });
  await app.inject("/things/broken");
  await app.inject("/nowhere/made-up");
  await app.close();
  expect(sent).toContain("shelf-of-the-test");
  expect(sent).not.toMatch(/secret-word|another|made-up/);
  const found = spans();
  const [known, failed, nowhere] = [
    found.find((one) => one.parentSpanId === "00f067aa0ba902b7"),
    found.find((one) => one.status.code === 2),
    found.find((one) => one.name === "GET"),
  ];
  expect(known).toMatchObject({ name: "GET /things/:id", traceId: "4bf92f3577b34da6a3ce929d0e0e4736" });
  expect(known!.attributes).toContainEqual({
    key: "http.response.status_code",
    value: { intValue: 200 },
  });
  expect(failed).toMatchObject({ name: "GET /things/:id" });
  expect(nowhere?.attributes.map(({ key }) => key)).not.toContain("http.route");
  const statement = found.find((one) => one.parentSpanId === known!.spanId)!;
  expect(statement).toMatchObject({ name: "select", traceId: known!.traceId });
  expect(statement.attributes).toContainEqual({
    key: "db.query.text",
    value: { stringValue: "select $1::text as said" },
  });
});

test("a share of none sends nothing, and a collector that is away costs nobody anything", async () => {
  sent = "";
  const { port } = collector.address() as AddressInfo;
  const silent = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: at(port), OTEL_TRACES_SAMPLER_ARG: "0" });
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  expect((await silent.inject({ url: "/things/1", headers: { traceparent } })).statusCode).toBe(200);
  await silent.close();
  expect(sent).toBe("");
  const alone = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: at(9) });
  expect((await alone.inject("/things/1")).statusCode).toBe(200);
  await alone.close();
});

test("a wrong collector or share is named at the start", () => {
  const wrong = { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318", OTEL_TRACES_SAMPLER_ARG: "2" };
  const refusal = expect.objectContaining({
    problems: [expect.stringMatching(/^OTEL_EXPORTER/), expect.stringMatching(/^OTEL_TRACES_SAMPLER_ARG/)],
  });
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  expect(() => readConfig(wrong)).toThrow(refusal);
});
