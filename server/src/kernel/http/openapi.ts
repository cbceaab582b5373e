import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { API, KEY_HEADER } from "../doors.ts";
import { doorRefusals, type RefusalTable } from "../refusals.ts";

type Operation = {
  operationId?: string;
  security?: Record<string, string[]>[];
  parameters?: unknown[];
  responses?: Record<string, { description?: string; content?: Record<string, unknown>; $ref?: string }>;
  "x-refusals"?: Record<string, string[]>;
};
type Document = { paths?: Record<string, Record<string, Operation>>; components?: Record<string, unknown> };
type Transform = typeof jsonSchemaTransform;
type TransformObject = typeof jsonSchemaTransformObject;

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../../package.json"), "utf8")) as {
    version: string;
  }
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
  return `${method}${path.replace(API, "")}`
    .replace(/\/[{:](\w+)\}?(?=\/|$)/g, "/by-$1")
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
  const shared = sharedRefusals(JSON.stringify(document.paths));
  document.components = { ...document.components, responses: shared };
  return pruned(document) as unknown as ReturnType<TransformObject>;
};

function complete(method: string, path: string, operation: Operation): void {
  operation.operationId ??= operationIdOf(method, path);
  const own = (operation[REFUSALS] ?? {}) as unknown as RefusalTable;
  delete operation[REFUSALS];
  if (!path.startsWith(API)) return;
  const writes = method !== "get";
  operation.responses ??= {};
  const replies = operation.responses;
  // What it does not know in an address or a body it refuses everywhere.
  for (const status of [400, ...Object.values(own)]) replies[status] ??= { description: "" };
  if ("401" in replies)
    operation.security = writes
      ? [{ session: [], csrf: [] }, { bearer: [] }]
      : [{ session: [] }, { bearer: [] }];
  else operation.security = [];
  if (writes)
    operation.parameters = [
      ...(operation.parameters ?? []),
      { $ref: "#/components/parameters/IdempotencyKey" },
    ];
  describeRefusals(replies, own);
}

/** Each refusal's status names its codes, and the body is a problem (RFC 9457). What only the door refuses is shared. */
function describeRefusals(responses: NonNullable<Operation["responses"]>, own: RefusalTable): void {
  for (const status of Object.keys(responses)) {
    if (Number(status) < 400) {
      const response = responses[status]!;
      if (!response.description || response.description === "Default Response") response.description = "Done";
      continue;
    }
    const isOwn = Object.values(own).includes(Number(status));
    responses[status] = isOwn
      ? refusalOf(Number(status), { ...doorRefusals, ...own })
      : { $ref: `#/components/responses/Refused${status}` };
  }
}

type Response = NonNullable<Operation["responses"]>[string];

function refusalOf(status: number, table: RefusalTable): Response {
  const codes = Object.keys(table).filter((code) => table[code] === status);
  const problem = { $ref: "#/components/schemas/Problem" };
  const named = {
    allOf: [problem, { type: "object", properties: { code: { type: "string", enum: codes } } }],
  };
  return {
    description: codes.length > 0 ? codes.join(", ") : "Refused",
    content: { [PROBLEM]: { schema: codes.length > 0 ? named : problem } },
  };
}

/** Refusals that doors share, for the statuses in use. */
function sharedRefusals(text: string): Record<string, Response> {
  const statuses = new Set(
    [...text.matchAll(/components\/responses\/Refused(\d+)/g)].map((found) => Number(found[1])),
  );
  return Object.fromEntries(
    [...statuses]
      .sort((a, b) => a - b)
      .map((status) => [`Refused${status}`, refusalOf(status, doorRefusals)]),
  );
}

/** Takes out components that nothing refers to: schemas are written for input and output, and most serve one of them. */
function pruned(document: Document): Document {
  const schemas = document.components?.schemas as Record<string, unknown>;
  for (let before = -1; before !== Object.keys(schemas).length; ) {
    before = Object.keys(schemas).length;
    const text = JSON.stringify(document);
    for (const name of Object.keys(schemas))
      if (!text.includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
  return document;
}
