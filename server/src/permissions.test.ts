import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegionApp } from "./app.ts";
import { addMember, listBranches } from "./consortium/index.ts";
import { CatalogueIndex, createSearcher } from "./discovery/index.ts";
import { systemActor } from "./kernel/actor.ts";
import { readConfig } from "./kernel/config.ts";
import { type Database, inTransaction } from "./kernel/database.ts";
import type { App } from "./kernel/http.ts";
import { createTestDatabase } from "./kernel/testing.ts";
import { fixedClock } from "./kernel/time.ts";
import { createPerson, grantRole } from "./people/index.ts";

/**
 * docs/permissions.md says of every operation of the API what somebody on the wrong side is answered: nobody signed in, a
 * reader, and the desk of a library it does not concern. This holds the table and the product together, both ways.
 */
const TABLE = join(import.meta.dirname, "../../docs/permissions.md");
const PASSWORD = "a long password";
const UUID = "01a1fd05-4adc-768a-97d3-3b26723e28a9";
const sides = ["nobody", "reader", "desk"] as const;
type Side = (typeof sides)[number];

let database: Database;
let app: App;
let folder: string;
const headers: Record<Side, Record<string, string>> = { nobody: {}, reader: {}, desk: {} };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-permissions-"));
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  const deps = {
    ...database,
    clock: fixedClock("2026-11-21T04:00:00Z"),
    config: readConfig({ COMMONSHELF_DATA: folder, COMMONSHELF_DEMO: "off" }),
    searcher: createSearcher(() => index.index),
  };
  app = await createRegionApp(deps, false);
  const branchId = await inTransaction(database.db, async (tx) => {
    await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } });
    const other = await addMember(tx, systemActor, {
      code: "NANSHAN",
      name: { "zh-Hans": "南山大学图书馆" },
    });
    for (const login of ["reader", "desk"]) {
      const affiliations = [{ memberId: other.id, patronGroup: "student", number: `N-${login}` }];
      const person = await createPerson(tx, systemActor, {
        name: login,
        login,
        password: PASSWORD,
        affiliations,
      });
      if (login === "desk") await grantRole(tx, systemActor, person.id, "circulation", "NANSHAN");
    }
    return (await listBranches(tx, { memberId: other.id }))[0]!.id;
  });
  for (const side of ["reader", "desk"] as const) {
    const reply = await app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { login: side, password: PASSWORD },
    });
    headers[side] = {
      cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
      "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
    };
  }
  const chosen = await app.inject({
    method: "PUT",
    url: "/api/v1/session/branch",
    headers: headers.desk,
    payload: { branchId },
  });
  expect(chosen.statusCode, chosen.body).toBeLessThan(300);
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Schema = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minLength?: number;
  minimum?: number;
  minItems?: number;
  format?: string;
  pattern?: string;
};

let components: Record<string, Schema> = {};

/** The least a schema lets through, so that what answers is the permission and not the form. */
function least(schema: Schema | undefined): unknown {
  if (!schema) return {};
  if (schema.$ref) return least(components[schema.$ref.split("/").at(-1)!]);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return least(choice);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === undefined) return {};
  if (type === "object")
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, least(schema.properties?.[name])]),
    );
  if (type === "array") return Array.from({ length: schema.minItems ?? 0 }, () => least(schema.items));
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return true;
  if (schema.format === "uuid") return UUID;
  if (schema.format === "date-time") return "2026-12-01T10:00:00Z";
  if (schema.format === "date") return "2026-12-01";
  const word = "x".repeat(Math.max(8, schema.minLength ?? 0));
  return [word, "a", "500"].find((each) => new RegExp(schema.pattern ?? "", "u").test(each)) ?? word;
}

type Operation = {
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
};

/** What a side is answered: a status, and the code of a refusal. */
async function answerOf(method: string, path: string, operation: Operation, side: Side): Promise<string> {
  const parameters = operation.parameters ?? [];
  const value = (name: string, schema: Schema | undefined): string => {
    if (name === "code") return "abcdefgh";
    const given = least(schema);
    return typeof given === "number" ? "999999" : schema?.enum ? String(given) : UUID;
  };
  const url = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    value(name, parameters.find((one) => one.in === "path" && one.name === name)?.schema),
  );
  const query = parameters
    .filter((one) => one.in === "query" && one.required)
    .map((one) => `${one.name}=${encodeURIComponent(String(least(one.schema)))}`);
  const isUpload =
    operation.requestBody?.content?.["multipart/form-data"] !== undefined || path.endsWith("/imports");
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const reply = await app.inject({
    method: method.toUpperCase() as "GET",
    url: query.length > 0 ? `${url}?${query.join("&")}` : url,
    headers: { ...headers[side], ...(isUpload && { "content-type": "multipart/form-data; boundary=x" }) },
    ...(method !== "get" && !isUpload && { payload: least(body) as object }),
    ...(isUpload && method !== "get" && { payload: "--x--\r\n" }),
  });
  if (reply.statusCode < 400) return String(reply.statusCode);
  const code = /"code":"([a-z-]+)"/.exec(reply.body)?.[1] ?? "";
  return `${reply.statusCode} ${code}`.trim();
}

/** `npm run permissions`: the table anew, with what is answered now. Every changed line is to be looked at. */
function writeTable(lines: readonly string[]): void {
  const kept = readFileSync(TABLE, "utf8").split("\n");
  const first = kept.findIndex((line) => line.startsWith("| `"));
  const rest = kept.filter((line, at) => at < first || !line.startsWith("| `"));
  writeFileSync(TABLE, [...rest.slice(0, first), ...lines, ...rest.slice(first)].join("\n"));
}

/** Ends the session itself, or forgets the very reader the other rows are asked with. */
const LAST = ["DELETE /api/v1/me", "DELETE /api/v1/session"];

test("every operation answers each wrong side as docs/permissions.md says, and the table names them all", async () => {
  const document = (await app.inject({ url: "/api/openapi.json" })).json() as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  components = document.components.schemas;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      path,
      operation,
    })),
  );
  const order = (name: string): number => LAST.indexOf(name) + 1;
  operations.sort(
    (a, b) => order(a.name) - order(b.name) || a.path.localeCompare(b.path) || a.name.localeCompare(b.name),
  );
  const lines: string[] = [];
  for (const { name, method, path, operation } of operations) {
    const answers: string[] = [];
    for (const side of sides) answers.push(await answerOf(method, path, operation, side));
    lines.push(`| \`${name}\` | ${answers.join(" | ")} |`);
  }
  if (readConfig().environment.COMMONSHELF_WRITE_PERMISSIONS === "1") writeTable(lines);
  const written = readFileSync(TABLE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(lines).toEqual(written);
  expect(lines.length).toBeGreaterThan(150);
});

test("nobody changes anything without signing in but to sign in, to report a found book, or to stop a mail", () => {
  const written = readFileSync(TABLE, "utf8")
    .split("\n")
    .filter((line) => /^\| `(POST|PUT|PATCH|DELETE)/.test(line));
  const open = written.filter((line) => !/\| 401 /.test(line)).map((line) => /`([^`]+)`/.exec(line)![1]!);
  expect(open.sort()).toEqual(OPEN.sort());
});

/** By a code that is sent; by the secret in a mail, in a book or at a nest; and titles for a reference manager, which changes nothing. */
const OPEN: string[] = [
  "POST /api/v1/activation",
  "POST /api/v1/activation/codes",
  "POST /api/v1/session/by-code",
  "POST /api/v1/session/codes",
  "POST /api/v1/alerts/{key}/stop",
  "POST /api/v1/nests/{code}/visits",
  "POST /api/v1/drift/{code}/finds",
  "POST /api/v1/drift/{code}/releases",
  "POST /api/v1/drift/{code}/nest",
  "POST /api/v1/drift/{code}/thoughts",
  "POST /api/v1/export",
  "POST /api/v1/match",
];
