import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegionApp } from "./app.ts";
import { CatalogueIndex, createSearcher } from "./discovery/index.ts";
import { readConfig } from "./kernel/config.ts";
import type { Database } from "./kernel/database.ts";
import type { App } from "./kernel/http.ts";
import { createTestDatabase } from "./kernel/testing.ts";
import { fixedClock } from "./kernel/time.ts";

/** The committed description; `npm run openapi` writes it anew. */
const COMMITTED = join(import.meta.dirname, "../../docs/openapi.json");

let database: Database;
let app: App;
let folder: string;
let document: Document;

type Schema = { $ref?: string; type?: string; properties?: object; additionalProperties?: unknown };
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  operationId?: string;
  security?: unknown[];
  parameters?: { $ref?: string; name?: string }[];
  requestBody?: { content: Content };
  responses: Record<string, Reply>;
};
type Reply = { description: string; content?: Content; $ref?: string };
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; responses: Record<string, unknown> };
};

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-openapi-"));
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  app = await createRegionApp(
    {
      ...database,
      clock: fixedClock("2026-11-29T04:00:00Z"),
      config: readConfig({ COMMONSHELF_DATA: folder, COMMONSHELF_DEMO: "off" }),
      searcher: createSearcher(() => index.index),
    },
    false,
  );
  document = (await app.inject({ url: "/api/openapi.json" })).json() as Document;
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const isProblem = (reply: Reply): boolean =>
  reply.content?.["application/problem+json"] !== undefined ||
  reply.$ref?.startsWith("#/components/responses/Refused") === true;
const operations = (): { name: string; method: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      operation,
    })),
  );

test("a public validator accepts the description", async () => {
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test("every reference leads somewhere, and there are components", () => {
  const text = JSON.stringify(document);
  const dangling = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)]
    .map((found) => found[1]!)
    .filter(
      (path) =>
        path
          .split("/")
          .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) ===
        undefined,
    );
  expect(dangling).toEqual([]);
  expect(Object.keys(document.components.schemas).length).toBeGreaterThan(10);
});

test("every operation has an id of its own, and refusals are problems with codes", () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(ids.filter((id) => !id || !/^[a-z][A-Za-z0-9]*$/.test(id))).toEqual([]);
  expect(ids.length - new Set(ids).size).toBe(0);
  const wrong = operations().flatMap(({ name, operation }) =>
    Object.entries(operation.responses)
      .filter(([status, reply]) => Number(status) >= 400 && !isProblem(reply))
      .map(([status]) => `${name}: ${status}`),
  );
  expect(wrong).toEqual([]);
});

test("every operation says what it may refuse, by code", () => {
  const shared = document.components.responses;
  const codesOf = (reply: { $ref?: string }): string =>
    JSON.stringify(reply.$ref ? shared[reply.$ref.split("/").at(-1)!] : reply);
  const wrong = operations()
    .filter(({ name }) => name.includes(" /api/v1/"))
    .flatMap(({ name, operation }) => {
      const refused = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      const silent = refused.filter(([, reply]) => !codesOf(reply as object).includes('"enum"'));
      return refused.length === 0 ? [name] : silent.map(([status]) => `${name}: ${status}`);
    });
  expect(wrong).toEqual([]);
});

test("whatever asks for a sign-in says how, and every write takes a key", () => {
  const api = operations().filter(({ name }) => name.includes(" /api/v1/"));
  expect(
    api.filter(({ operation }) => "401" in operation.responses && !operation.security).map((o) => o.name),
  ).toEqual([]);
  const key = "#/components/parameters/IdempotencyKey";
  expect(
    api
      .filter(
        ({ method, operation }) => method !== "get" && !operation.parameters?.some((one) => one.$ref === key),
      )
      .map((o) => o.name),
  ).toEqual([]);
});

/** Shapes of JSON that no component describes; what holds nothing at all needs no name. */
const unnamed = (content: Content = {}): boolean => {
  const schema = content["application/json"]?.schema;
  return (
    schema !== undefined &&
    schema.$ref === undefined &&
    !(schema.type === "object" && Object.keys(schema.properties ?? {}).length === 0)
  );
};
const succeeded = (operation: Operation): [string, Reply][] =>
  Object.entries(operation.responses).filter(([status]) => Number(status) < 400);

test("the JSON that an operation takes and answers with is a component", () => {
  const api = operations().filter(({ name }) => name.includes(" /api/v1/"));
  expect(api.filter(({ operation }) => unnamed(operation.requestBody?.content)).map((o) => o.name)).toEqual(
    [],
  );
  expect(
    api
      .filter(({ operation }) => succeeded(operation).some(([, reply]) => unnamed(reply.content)))
      .map((o) => o.name),
  ).toEqual([]);
});

test("every operation says what it answers when it succeeds, and who may ask without signing in", () => {
  const api = operations().filter(({ name }) => name.includes(" /api/v1/"));
  expect(api.filter(({ operation }) => succeeded(operation).length === 0).map((o) => o.name)).toEqual([]);
  expect(api.filter(({ operation }) => operation.security === undefined).map((o) => o.name)).toEqual([]);
  const open = api.filter(({ operation }) => operation.security?.length === 0);
  expect(open.filter(({ operation }) => "401" in operation.responses).map((o) => o.name)).toEqual([]);
});

test("the committed description is the one that is served", () => {
  const text = `${JSON.stringify(document, null, 1)}\n`;
  if (readConfig().environment.COMMONSHELF_WRITE_OPENAPI === "1") writeFileSync(COMMITTED, text);
  expect(readFileSync(COMMITTED, "utf8") === text, "npm run openapi writes it anew").toBe(true);
});
