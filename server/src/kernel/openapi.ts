import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { API, KEY_HEADER } from "./doors.ts";
import { doorRefusals, type RefusalTable } from "./refusals.ts";

type Operation = {
  operationId?: string;
  security?: Record<string, string[]>[];
  parameters?: unknown[];
  responses?: Record<string, { description?: string; content?: Record<string, unknown> }>;
  "x-refusals"?: Record<string, string[]>;
};
type Document = { paths?: Record<string, Record<string, Operation>>; components?: Record<string, unknown> };
type Transform = typeof jsonSchemaTransform;
type TransformObject = typeof jsonSchemaTransformObject;

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as { version: string }
).version;
const REFUSALS = "x-refusals";
const PROBLEM = "application/problem+json";

/** What the description says of the product itself, and how programs prove who they are. */
export const openapi = {
  openapi: "3.1.0",
  info: {
    title: "Commonshelf",
    version: VERSION,
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/" }],
  components: {
    securitySchemes: {
      session: { type: "apiKey" as const, in: "cookie" as const, name: "commonshelf_session" },
      csrf: { type: "apiKey" as const, in: "header" as const, name: "x-csrf-token" },
      bearer: { type: "http" as const, scheme: "bearer" },
    },
    parameters: {
      IdempotencyKey: {
        name: KEY_HEADER,
        in: "header" as const,
        required: false,
        description: "The same key twice is one act with one answer; kept for seven days",
        schema: { type: "string" as const, minLength: 8, maxLength: 100 },
      },
    },
  },
};

/** `GET /api/v1/desk/items/{id}` as an operation: `getDeskItemsById`. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(API, "")
    .split("/")
    .filter(Boolean)
    .map((part) => part.replace(/^\{(\w+)\}$/, "by-$1").replace(/^:(\w+)$/, "by-$1"));
  return [method.toLowerCase(), ...words]
    .join("-")
    .replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** One route for the description: its refusals travel along until responses are written. */
export const transform: Transform = (given) => {
  const route = (given as { route?: { config?: { refusals?: RefusalTable } } }).route;
  const made = jsonSchemaTransform(given);
  const own = route?.config?.refusals;
  return own && made.schema ? { ...made, schema: { ...made.schema, [REFUSALS]: own } as never } : made;
};

/** Ids, security, keys and refusals for every operation; schemas with an id become components. */
export const transformObject: TransformObject = (given) => {
  const document = jsonSchemaTransformObject(given) as unknown as Document;
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations)) complete(method, path, operation);
  return document as unknown as ReturnType<TransformObject>;
};

function complete(method: string, path: string, operation: Operation): void {
  operation.operationId ??= operationIdOf(method, path);
  const own = (operation[REFUSALS] ?? {}) as unknown as RefusalTable;
  delete operation[REFUSALS];
  if (!path.startsWith(API)) return;
  const writes = method !== "get";
  if ("401" in (operation.responses ?? {}))
    operation.security = writes
      ? [{ session: [], csrf: [] }, { bearer: [] }]
      : [{ session: [] }, { bearer: [] }];
  if (writes)
    operation.parameters = [
      ...(operation.parameters ?? []),
      { $ref: "#/components/parameters/IdempotencyKey" },
    ];
  describeRefusals(operation, own);
}

/** Each refusal's status names its codes, and the body is a problem (RFC 9457). */
function describeRefusals(operation: Operation, own: RefusalTable): void {
  const table: RefusalTable = { ...doorRefusals, ...own };
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (Number(status) < 400) {
      if (!response.description || response.description === "Default Response") response.description = "Done";
      continue;
    }
    const codes = Object.keys(table).filter((code) => table[code] === Number(status));
    const problem = { $ref: "#/components/schemas/Problem" };
    response.description = codes.length > 0 ? codes.join(", ") : "Refused";
    response.content = {
      [PROBLEM]: {
        schema:
          codes.length > 0
            ? { allOf: [problem, { type: "object", properties: { code: { type: "string", enum: codes } } }] }
            : problem,
      },
    };
  }
}
