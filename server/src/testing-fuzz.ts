import type { App } from "./kernel/http.ts";
import { type Side, sides, type Whole } from "./testing-whole.ts";

/** A source of numbers that gives the same ones for the same seed (mulberry32). */
class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};
type Parameter = { name: string; in: "path" | "query" | "header"; required?: boolean; schema?: Schema };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
};
type Description = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

/** One kind of request: an operation of the API, or a page or protocol door that the description leaves out. */
type Target = {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  /** Posted by a page: fields that pages have shown stand in it. */
  isForm?: boolean;
};

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Every operation of the API. */
function targetsOf(description: Description): Target[] {
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      if (!operation) return [];
      const content = Object.values(operation.requestBody?.content ?? {})[0];
      return [
        {
          method: method.toUpperCase(),
          path,
          parameters: (operation.parameters ?? []).filter((one) => one.in !== "header"),
          body: content?.schema,
        },
      ];
    }),
  );
}

const PAGE_QUERY = [
  "q",
  "cql",
  "page",
  "sort",
  "language",
  "from",
  "to",
  "library",
  "find",
  "ids",
  "format",
  "style",
];
const OTHER_QUERY = [
  "after",
  "before",
  "query",
  "startRecord",
  "maximumRecords",
  "verb",
  "metadataPrefix",
  "tab",
  "lat",
];
const SRU_QUERY = [
  "operation",
  "version",
  "recordSchema",
  "resumptionToken",
  "identifier",
  "until",
  "set",
  "scanClause",
];

/** Pages, their forms, protocol doors and files: whatever is mounted and not described. */
function pagesOf(app: App, described: Target[]): Target[] {
  const known = new Set(described.map(({ method, path }) => `${method} ${path}`));
  const names = [...PAGE_QUERY, ...OTHER_QUERY, ...SRU_QUERY];
  const parameters = names.map((name): Parameter => ({ name, in: "query", schema: { type: "string" } }));
  return (
    mountedOf(app)
      .map(({ method, path }) => ({ method, path: path.replaceAll(/:(\w+)(\([^)]*\))?/g, "{$1}") }))
      .filter(
        ({ method, path }) => !known.has(`${method} ${path}`) && !/^\/(staff|api|healthz|readyz)/.test(path),
      )
      // One language stands for all three.
      .filter(({ path }) => !/^\/zh-han[st]/.test(path))
      .map(({ method, path }) => ({
        method,
        path,
        body: undefined,
        isForm: method === "POST",
        parameters: [
          ...[...path.matchAll(/\{(\w+)\}/g)].map(
            ([, name]): Parameter => ({
              name: name!,
              in: "path",
              required: true,
              schema: { type: "string" },
            }),
          ),
          ...(method === "GET" ? parameters : []),
        ],
      }))
  );
}

/** Everything mounted to be read or posted to, as `/en/instance/:id`. */
function mountedOf(app: App): { method: "GET" | "POST"; path: string }[] {
  const parents: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const found = /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/u.exec(line);
      if (!found) return [];
      const depth = found[1]!.length / 4;
      parents.length = depth;
      parents[depth] = found[2]!;
      const methods = found[3]?.split(", ") ?? [];
      return (["GET", "POST"] as const)
        .filter((method) => methods.includes(method))
        .map((method) => ({ method, path: parents.join("") }));
    });
}

const TEXTS = [
  "",
  " ",
  "a",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "红".repeat(1000),
  "a b ".repeat(2000),
  "(((((",
  "[[[",
  '"',
  "'",
  "\\",
  "%",
  "%00",
  "*",
  "a* AND",
  "$1",
  "../../etc/passwd",
  "<script>",
  "=cmd|x",
  "-1",
  "0",
  "1",
  "99999999999999999999",
  "1e400",
  "NaN",
  "0x10",
  "true",
  "null",
  "2026-02-30",
  "0000-00-00",
  "9999999-01-01",
  "2026-11-21T04:00:00Z",
  "abc",
  "\u202e\u200b",
  "e\u0301".repeat(300),
  "😀".repeat(200),
  "\t\r\n",
  "title=",
  'title any "',
  "00000000-0000-0000-0000-000000000000",
  "01a1fd05-4adc-768a-97d3-3b26723e28a9",
  "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
  "JINHE",
  "__proto__",
  "constructor",
];
const UUID = "01a1fd05-4adc-768a-97d3-3b26723e28a9";
const NUMBERS = [
  0,
  1,
  -1,
  2,
  20,
  1.5,
  1e9,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 53,
  1e20,
  1e308,
  -1e308,
  0.1,
];
const OTHERS: unknown[] = [null, true, false, [], {}, [[]], { a: { b: {} } }, "x", 7];

/** Texts that a polite client might send. */
const POLITE = [
  "红楼梦",
  "圍城",
  "pride",
  "曹雪芹",
  "a b",
  "9787020002207",
  "JINHE",
  "1",
  "2026-12-01",
  "好书",
  "reader",
];

/**
 * Makes values of a schema. A polite request is right as far as can be told; in a hostile one every value is an edge, or
 * something quite different, now and then.
 */
class Maker {
  private readonly dice: Dice;
  private readonly schemas: Record<string, Schema>;
  /** Ids, codes and tokens that answers have shown, by what they name: requests with them get further. */
  private readonly seen = new Map<string, string[]>();
  /** Names of fields that forms have shown. */
  private readonly fields = new Set<string>(["comment", "name", "words", "text", "back", "next"]);
  /** How often a value is meant to hurt. */
  malice = 0;

  constructor(dice: Dice, schemas: Record<string, Schema>) {
    this.dice = dice;
    this.schemas = schemas;
  }

  text(schema: Schema, name: string): string {
    const { dice } = this;
    if (dice.chance(this.malice)) {
      const edge = schema.maxLength !== undefined && dice.chance(0.2);
      return edge ? "字".repeat(Math.min(schema.maxLength!, 20_000)) : dice.of(TEXTS);
    }
    const known = this.seen.get(name);
    if (known && dice.chance(0.9)) return dice.of(known);
    if (schema.format === "uuid") return UUID;
    if (schema.format === "date") return `2026-12-1${dice.below(10)}`;
    if (schema.format === "date-time") return "2026-12-01T08:00:00Z";
    return dice.of(POLITE);
  }

  value(given: Schema | undefined, name: string, depth = 0): unknown {
    const { dice } = this;
    const schema = this.resolve(given ?? {});
    if (depth > 6 || dice.chance(this.malice / 5)) return dice.of(OTHERS);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return dice.chance(this.malice / 2) ? dice.of(TEXTS) : dice.of(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.value(dice.of(choices), name, depth);
    const type = Array.isArray(schema.type) ? dice.of(schema.type) : schema.type;
    if (type === "integer" || type === "number") return this.number(schema, name);
    if (type === "boolean") return dice.chance(0.5);
    if (type === "null") return null;
    if (type === "array") {
      const length = dice.chance(this.malice / 5) ? 200 : 1 + dice.below(3);
      return Array.from({ length }, () => this.value(schema.items, name, depth + 1));
    }
    if (type === "object" || schema.properties) return this.object(schema, depth);
    return this.text(schema, name);
  }

  private number(schema: Schema, name: string): number {
    const { dice } = this;
    const low = schema.minimum ?? 0;
    const high = schema.maximum ?? 100;
    if (dice.chance(this.malice)) return dice.of([...NUMBERS, low, high, low - 1, high + 1]);
    const known = this.seen.get(name)?.map(Number).filter(Number.isInteger) ?? [];
    if (known.length > 0 && dice.chance(0.9)) return dice.of(known);
    return Math.min(high, low + dice.below(Math.min(100, Math.max(1, high - low))));
  }

  private object(schema: Schema, depth: number): Record<string, unknown> {
    const { dice } = this;
    const made: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(schema.properties ?? {}))
      if (dice.chance(schema.required?.includes(name) ? 1 - this.malice / 5 : 0.5))
        made[name] = this.value(inner, name, depth + 1);
    if (typeof schema.additionalProperties === "object" && dice.chance(0.5))
      made[dice.of(["en", "zh-Hans", "x"])] = this.value(schema.additionalProperties, "", depth + 1);
    if (dice.chance(this.malice / 5)) made.unknown = dice.of(TEXTS);
    return made;
  }

  private resolve(schema: Schema): Schema {
    if (schema.$ref) return this.schemas[schema.$ref.split("/").at(-1)!] ?? {};
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => this.resolve(one))) as Schema;
    return schema;
  }

  /** A form as a browser sends it, of some fields that pages have. */
  form(): string {
    const { dice } = this;
    const names = [...this.fields];
    const form = new URLSearchParams();
    for (let i = 0; i < 10; i++) {
      const name = dice.of(names);
      const text = this.text({}, name);
      form.append(name, text.isWellFormed() ? text : "\u0000");
    }
    return form.toString();
  }

  /** Keeps what an answer of `path` calls by an id, a code or a token, under the names that requests use for it. */
  learn(path: string, body: string): void {
    const noun = nounOf(path);
    for (const [, name] of body.matchAll(/ name="([\w-]+)"/g)) if (name !== "_csrf") this.fields.add(name!);
    for (const [, kind, value] of body.matchAll(/href="\/en\/(?:sharing\/)?(\w+)\/([\w-]{1,40})"/g))
      this.keep(kind!, value!);
    for (const [, key, value] of body.matchAll(
      /"(id|\w+Id|code|token|barcode|cursor|next|name)":"?([^",}]{1,80})"?/g,
    )) {
      this.keep(key!, value!);
      if (key === "id" || key === "code" || key === "token") this.keep(noun, value!);
      if (key === "id") this.keep(`${noun.replace(/ies$/, "y").replace(/s$/, "")}Id`, value!);
      if (key!.endsWith("Id")) this.keep(`${key!.slice(0, -2)}s`, value!);
    }
  }

  private keep(name: string, value: string): void {
    const known = this.seen.get(name) ?? [];
    if (known.includes(value)) return;
    if (known.length < 60) known.push(value);
    else known[this.dice.below(60)] = value;
    this.seen.set(name, known);
  }
}

/** What a path is about: its last part that is no parameter, `circles` for `/sharing/circles/{id}`. */
function nounOf(path: string): string {
  return path.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? "";
}

const OFTEN: readonly Side[] = [...sides, "reader", "desk", "reader", "desk"];
const TYPES = ["application/json", "text/plain", "multipart/form-data; boundary=x"];
/** What would sign the asker out or end them: asked only by nobody. */
const ENDS_SESSION = /\/session|sign-out|minor|erasure|erase|privacy|\/me$|password|account/;

/** Sends so many requests; returns those that the server failed at, each with what provoked it. */
export async function fuzz(whole: Whole, seed: number, requests: number): Promise<string[]> {
  const dice = new Dice(seed);
  const description = whole.app.swagger() as unknown as Description;
  const operations = targetsOf(description);
  const targets = [...operations, ...operations, ...operations, ...pagesOf(whole.app, operations)];
  const maker = new Maker(dice, description.components?.schemas ?? {});
  const failed: string[] = [];
  for (let i = 0; i < requests; i++) {
    // The operations come once politely, so that there is something to be hostile about.
    const target = i < operations.length ? operations[i]! : dice.of(targets);
    maker.malice = i < operations.length || dice.chance(0.35) ? 0 : dice.of([0.1, 0.3, 1]);
    const side: Side = ENDS_SESSION.test(target.path) && target.method !== "GET" ? "nobody" : dice.of(OFTEN);
    const request = requestOf(target, dice, maker);
    const headers = { ...whole.headers[side], ...(request.type && { "content-type": request.type }) };
    const reply = await whole.app.inject({
      method: target.method as "GET",
      url: request.url,
      headers,
      ...(request.payload !== undefined && { payload: request.payload }),
    });
    if (reply.statusCode >= 500) failed.push(failureLine(side, target.method, request, reply));
    else if (reply.statusCode < 300) maker.learn(target.path, reply.body.slice(0, 50_000));
  }
  return failed;
}

type FuzzRequest = { url: string; payload?: string; type?: string };

function failureLine(
  side: Side,
  method: string,
  { url, payload = "" }: FuzzRequest,
  reply: { statusCode: number; body: string },
): string {
  return `${side} ${method} ${url.slice(0, 300)} ${payload.slice(0, 400)}: ${reply.statusCode} ${reply.body.slice(0, 120)}`;
}

function requestOf(target: Target, dice: Dice, maker: Maker): FuzzRequest {
  let url = target.path;
  const query: string[] = [];
  for (const { name, in: where, required, schema } of target.parameters) {
    if (where === "path") {
      const noun = nounOf(target.path.slice(0, target.path.indexOf(`{${name}}`)));
      const text = String(maker.value(schema, noun)).slice(0, 300) || "1";
      url = url.replace(`{${name}}`, encode(text === "." || text === ".." ? "1" : text));
    } else if (required ? dice.chance(0.97) : dice.chance(target.parameters.length > 12 ? 0.15 : 0.5)) {
      const values = [maker.value(schema, name)].flat(2).slice(0, 20);
      for (const value of values) query.push(`${name}=${encode(String(value).slice(0, 1500))}`);
    }
  }
  url = url.replaceAll("*", "x") + (query.length > 0 ? `?${query.join("&").slice(0, 8000)}` : "");
  if (dice.chance(maker.malice / 50)) url += "%zz";
  if (target.isForm) return { url, payload: maker.form(), type: "application/x-www-form-urlencoded" };
  if (!target.body) return { url };
  if (dice.chance(maker.malice / 20)) return { url, payload: dice.of(TEXTS), type: dice.of(TYPES) };
  return { url, payload: JSON.stringify(maker.value(target.body, "")), type: "application/json" };
}

/** As an address carries it; half a character is sent as the bytes nobody can read. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : "%ED%A0%80";
}
