import { type AddressInfo, connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { IndexRefusal } from "@commonshelf/postings";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readConfig } from "../config.ts";
import type { Database } from "../database.ts";
import { type App, originOf } from "../http.ts";
import { createApp } from "../server.ts";
import { createTestDatabase } from "../testing.ts";
import { fixedClock } from "../time.ts";
import { bytesOf, isTooSlow, readUpload, requestBytesFor } from "./uploads.ts";

const MARKER = "林墨的秘密笔记";
const FILE_BYTES = 2_000_000;
const REQUEST_BYTES = requestBytesFor(FILE_BYTES);
const MEGABYTE = 2 ** 20;

let database: Database;
let app: App;
let port: number;
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const config = readConfig({ COMMONSHELF_BODY_SECONDS: "0.5", COMMONSHELF_FREE_MB: "1" });
  const log = { level: "warn", stream: { write: (line: string) => void lines.push(line) } };
  app = await createApp({ ...database, clock: fixedClock("2026-11-20T08:00:00Z"), config }, log);
  await database.pool.query(`create table public.kept (
    id int primary key, words varchar(20) not null check (words <> 'no'), at date, list int[])`);
  app.post("/huge", { config: { uploadBytes: Number.MAX_SAFE_INTEGER } }, async () => ({}));
  app.post("/echo", { schema: { body: z.unknown() } }, async (request) => ({ body: request.body ?? null }));
  app.get("/item/:id", { schema: { hide: true } }, async (request) => ({
    query: request.query,
    params: request.params,
  }));
  app.get("/origin", { schema: { hide: true } }, async (request) => ({
    origin: originOf(request, { publicUrl: undefined }),
    host: request.host,
    hostname: request.hostname,
  }));
  app.post("/photo", { config: { uploadBytes: REQUEST_BYTES } }, async (request) => {
    if (request.headers["x-right"] !== "yes") return Promise.reject(new Error("rights are asked first"));
    const bytes = await readUpload(request, { fileBytes: FILE_BYTES, requestBytes: REQUEST_BYTES }, bytesOf);
    return { bytes: bytes.length };
  });
  app.get(
    "/sql",
    { schema: { querystring: z.object({ id: z.string(), words: z.string() }) } },
    async (request) => {
      const { id, words } = request.query;
      await sql`insert into public.kept (id, words) values (${id}::int, ${words})`.execute(database.db);
      return {};
    },
  );
  app.get("/fail/:kind", { schema: { params: z.object({ kind: z.string() }) } }, async (request) => {
    throw failures[request.params.kind]!();
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`it says "${MARKER}"`), { code, ...more });
const failures: Record<string, () => Error> = {
  full: () => coded("ENOSPC"),
  fullDatabase: () => coded("53100", { severity: "ERROR", detail: MARKER }),
  away: () => coded("ECONNREFUSED", { syscall: "connect" }),
  lost: () => new Error("Connection terminated unexpectedly"),
  reset: () => coded("ECONNRESET", { syscall: "read" }),
  broken: () => coded("EPIPE", { syscall: "write" }),
  stopped: () => coded("57P01", { severity: "FATAL" }),
  busy: () => coded("40P01", { severity: "ERROR" }),
  cursor: () => new IndexRefusal("cursor-invalid", "not a cursor of this index"),
  query: () => new IndexRefusal("query-invalid", "more than 4096 clauses"),
  bug: () => Object.assign(new TypeError(`Cannot read "${MARKER}"`), { detail: MARKER, where: MARKER }),
  division: () => coded("22012", { severity: "ERROR" }),
};

async function answer(
  url: string,
  init: { method?: "POST"; payload?: unknown; headers?: Record<string, string> } = {},
) {
  const reply = await app.inject({
    url,
    method: init.method ?? "GET",
    payload: init.payload as object,
    headers: init.headers ?? {},
  });
  return { status: reply.statusCode, code: (reply.json() as { code?: string }).code, headers: reply.headers };
}

test.each([
  ["full", 507, "storage-full"],
  ["fullDatabase", 507, "storage-full"],
  ["away", 503, "database-unavailable"],
  ["lost", 503, "database-unavailable"],
  ["reset", 503, "database-unavailable"],
  ["broken", 503, "database-unavailable"],
  ["stopped", 503, "database-unavailable"],
  ["busy", 503, "server-busy"],
  ["cursor", 400, "cursor-invalid"],
  ["query", 400, "query-refused"],
  ["bug", 500, "internal"],
  ["division", 500, "internal"],
])("a failure of the kind %s is answered %i %s", async (kind, status, code) => {
  expect(await answer(`/fail/${kind}`)).toMatchObject({ status, code });
});

test("a host is the one that was asked for, whatever a proxy hands through from the asker", async () => {
  const asked = await app.inject({
    url: "/origin",
    remoteAddress: "127.0.0.1", // a proxy that is trusted
    headers: {
      host: "library.example:8080",
      "x-forwarded-host": "elsewhere.example, x",
      "x-forwarded-proto": "https",
    },
  });
  expect(asked.json()).toEqual({
    origin: "https://library.example:8080",
    host: "library.example:8080",
    hostname: "library.example",
  });
});

test("what is away for a while says when to ask again", async () => {
  expect((await answer("/fail/away")).headers["retry-after"]).toBe("5");
});

test.each([
  ["id=99999999999&words=a", 400, "number-too-large"],
  ["id=abc&words=a", 400, "value-malformed"],
  ["id=1&words=123456789012345678901", 400, "text-too-long"],
  ["id=2&words=no", 400, "value-refused"],
])("the database refuses %s: %i %s", async (query, status, code) => {
  expect(await answer(`/sql?${query}`)).toMatchObject({ status, code });
});

test("the same key twice is a conflict, not a fault", async () => {
  await answer("/sql?id=7&words=a");
  expect(await answer("/sql?id=7&words=a")).toMatchObject({ status: 409, code: "already-there" });
});

test("a log line has request id, method and route, and nothing of what was sent or is stored", async () => {
  lines.length = 0;
  for (const kind of Object.keys(failures)) await answer(`/fail/${kind}`);
  await answer(`/sql?id=${encodeURIComponent(MARKER)}&words=${encodeURIComponent(MARKER)}`);
  await answer(`/sql?id=9&words=no`);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    expect(line).not.toContain(MARKER);
    expect(JSON.parse(line)).toMatchObject({
      reqId: expect.any(String),
      method: "GET",
      route: expect.stringMatching(/^\/(fail|sql)/),
    });
    expect(JSON.parse(line)).toHaveProperty("personId");
  }
  expect(lines.join("")).toContain("kept_words_check");
});

test.each([
  ["/item/a%00b", "params"],
  ["/item/1?q=%00", "querystring"],
  ["/item/1?a=1&a=%00", "querystring"],
])("U+0000 in %s is refused at the door", async (url) => {
  expect(await answer(url)).toMatchObject({ status: 400, code: "text-malformed" });
});

test.each([
  [{ a: { b: ["x", "\u0000"] } }, 400, "text-malformed"],
  [{ "\u0000": 1 }, 400, "text-malformed"],
  [{ a: "\ud800" }, 400, "text-malformed"],
  [Array.from({ length: 30_000 }, () => 1), 413, "too-many-values"],
  [JSON.parse("[".repeat(40) + "]".repeat(40)), 400, "too-deep"],
])("a body that is no body of ours is refused: %#", async (payload, status, code) => {
  expect(await answer("/echo", { method: "POST", payload })).toMatchObject({ status, code });
});

test.each(["a=%00", "a=1&".repeat(30_000)])("a form is bounded too: %#", async (payload) => {
  const reply = await answer("/echo", {
    method: "POST",
    payload,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect([400, 413]).toContain(reply.status);
});

test.each([
  "a b",
  "evil.example/path",
  "[::1",
  "a@b",
  "x:99999999",
  "x:99999",
  "1.2.3.999",
  "99999999999",
  "[:::::]",
])("the host %j is refused", async (host) => {
  expect(await answer("/item/1", { headers: { host } })).toMatchObject({
    status: 400,
    code: "host-invalid",
  });
});

test.each(["localhost", "127.0.0.1:8080", "[::1]:80", "shelf.example", "a_b.example:1"])(
  "the host %s is let in",
  async (host) => {
    expect((await answer("/item/1", { headers: { host } })).status).toBe(200);
  },
);

test("a malformed address is refused with a code and protected like every answer", async () => {
  const reply = await answer("/item/%zz");
  expect(reply).toMatchObject({ status: 400, code: "address-malformed" });
  expect(reply.headers["x-content-type-options"]).toBe("nosniff");
});

test("a request with a file goes only where one is taken, and never beyond what the route says", async () => {
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  expect(await answer("/echo", { method: "POST", payload: "--x--", headers: multipart })).toMatchObject({
    status: 415,
  });
  const large = { ...multipart, "content-length": String(4 * 2 ** 30) };
  expect(await answer("/photo", { method: "POST", payload: "--x", headers: large })).toMatchObject({
    status: 413,
    code: "too-large",
  });
});

/** Sends raw parts over a socket until the server answers; the status line's number. */
async function sendRaw(head: string, parts: () => Buffer | null, pauseMs = 0): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  let reply = "";
  socket.on("data", (chunk: Buffer) => {
    reply += chunk.toString("latin1");
  });
  const { promise: over, resolve } = Promise.withResolvers<void>();
  for (const event of ["data", "error", "close"]) socket.on(event, () => resolve());
  socket.write(head);
  for (let part = parts(); part && reply === "" && !socket.destroyed; part = parts()) {
    if (!socket.write(part)) await Promise.race([new Promise((done) => socket.once("drain", done)), over]);
    if (pauseMs > 0) await pause(pauseMs);
  }
  await over;
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 0);
}

const field = (name: string, bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.alloc(bytes, 0x61),
    Buffer.from("\r\n"),
  ]);

function chunked(part: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
}

test("ten hostile requests with files are answered 413 and leave no memory behind", {
  timeout: 60_000,
}, async () => {
  globalThis.gc?.();
  const head = `POST /photo HTTP/1.1\r\nHost: localhost\r\nX-Right: yes\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n`;
  // What is large is made once: the sender lives in this process, and its own waste must not be counted.
  const largeField = chunked(field("f", MEGABYTE));
  const largeChunk = chunked(Buffer.alloc(MEGABYTE, 1));
  const longName = chunked(field("n".repeat(100_000), 1));
  const longHeader = chunked(Buffer.from("y".repeat(100_000)));
  const begun = (disposition: string): Buffer =>
    chunked(Buffer.from(`--x\r\nContent-Disposition: form-data; ${disposition}`));
  const hostile: ((n: number) => Buffer)[] = [
    () => largeField,
    (n) => chunked(field(`f${n}`, 1)),
    () => longName,
    (n) => (n === 0 ? begun('name="f"\r\nX: ') : longHeader),
    (n) => (n === 0 ? begun('name="f"; filename="f"\r\n\r\n') : largeChunk),
  ];
  const before = process.memoryUsage().rss;
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);
  const statuses = await Promise.all(
    [...hostile, ...hostile].map((part) => {
      let n = 0;
      return sendRaw(head, () => (n < 300 ? part(n++) : null));
    }),
  );
  clearInterval(watch);
  expect(statuses.filter((status) => status !== 413 && status !== 400)).toEqual([]);
  expect(statuses.filter((status) => status === 413).length).toBeGreaterThanOrEqual(8);
  expect((highest - before) / MEGABYTE).toBeLessThan(100);
});

test("a small file arrives, whatever stands before and after it", async () => {
  const payload = Buffer.concat([
    field("a", 10),
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n12345\r\n`),
    field("_csrf", 40),
    Buffer.from("--x--\r\n"),
  ]);
  const reply = await app.inject({
    method: "POST",
    url: "/photo",
    payload,
    headers: { "content-type": "multipart/form-data; boundary=x", "x-right": "yes" },
  });
  expect(reply.json()).toEqual({ bytes: 5 });
});

test.each([
  ["no boundary", "multipart/form-data", "--x--", "invalid-request"],
  ["an empty boundary", "multipart/form-data; boundary=", "--x--", "invalid-request"],
  [
    "a boundary longer than there may be",
    `multipart/form-data; boundary=${"b".repeat(300)}`,
    "x",
    "invalid-request",
  ],
  [
    "a body that ends in the head of a part",
    undefined,
    "--x\r\nContent-Disposition: form-data; na",
    "body-incomplete",
  ],
  [
    "a body that ends between parts",
    undefined,
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x`,
    "body-incomplete",
  ],
  [
    "a body that ends in the file",
    undefined,
    `--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n12345`,
    "body-incomplete",
  ],
])("a request with a file and %s is refused, not failed at", async (_name, type, payload, code) => {
  const headers = { "content-type": type ?? "multipart/form-data; boundary=x", "x-right": "yes" };
  expect(await answer("/photo", { method: "POST", payload, headers })).toMatchObject({ status: 400, code });
});

test("a sender that is gone in the middle of its file is no fault of the server", async () => {
  const before = lines.length;
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  const start = `--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n12345`;
  socket.write(
    `POST /photo HTTP/1.1\r\nHost: localhost\r\nX-Right: yes\r\nContent-Length: 5000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n${start}`,
  );
  await pause(200);
  socket.resetAndDestroy();
  await pause(300);
  expect(lines.slice(before)).toEqual([]);
});

test.each([
  ["no request at all", "\u0016\u0003\u0001 hello\r\n\r\n", 400, "invalid-request"],
  [
    "two ways to say how long it is",
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    400,
    "invalid-request",
  ],
  [
    "an address of 20,000 characters",
    `GET /item/1?q=${"a".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    431,
    "too-large",
  ],
])("bytes that are %s are answered with a code like everything else", async (_name, bytes, status, code) => {
  const socket = connect(port, "127.0.0.1");
  let reply = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    reply += chunk.toString("latin1");
  });
  const closed = new Promise((done) => socket.on("close", done));
  socket.write(bytes);
  await closed;
  expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(reply.toLowerCase()).toContain("x-content-type-options: nosniff");
  expect(JSON.parse(reply.slice(reply.indexOf("\r\n\r\n")))).toMatchObject({ status, code });
});

test("a body that does not come is cut off, and the server still stops", async () => {
  const head =
    'POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{"a":';
  expect(await sendRaw(head, () => null)).toBe(408);
});

test("a body that drips is cut off as well", async () => {
  let n = 0;
  const head =
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: application/json\r\n\r\n{";
  expect(await sendRaw(head, () => (n++ < 100 ? Buffer.from(" ") : null), 50)).toBe(408);
});

test("one client has so many bodies under way and no more, and may go on when they are over", async () => {
  const head =
    "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 990000\r\nContent-Type: application/json\r\n\r\n{";
  const statuses = await Promise.all(Array.from({ length: 150 }, () => sendRaw(head, () => null)));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(3);
  expect(statuses.filter((status) => status === 408).length).toBeGreaterThan(50);
  expect(await answer("/echo", { method: "POST", payload: { a: 1 } })).toMatchObject({ status: 200 });
});

test("bodies of 64 MB are under way for one client, and not one byte more", async () => {
  const other = await createApp(
    { ...database, clock: fixedClock("2026-11-20T08:00:00Z"), config: readConfig({}) },
    false,
  );
  other.post("/echo", { schema: { body: z.unknown() } }, async () => ({}));
  await other.listen({ port: 0, host: "127.0.0.1" });
  const at = (other.server.address() as AddressInfo).port;
  const halves = 2 ** 19;
  let refused = 0;
  const sockets = Array.from({ length: (64 * MEGABYTE) / halves }, () => {
    const socket = connect(at, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.on("data", () => refused++);
    socket.write(
      `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${halves}\r\nContent-Type: application/json\r\n\r\n{`,
    );
    return socket;
  });
  const small = async () => {
    const reply = await other.inject({ method: "POST", url: "/echo", payload: { a: 1 } });
    return reply.statusCode === 200 ? 200 : (reply.json() as { code: string }).code;
  };
  await expect.poll(small).toBe("too-many-requests");
  expect(refused).toBe(0);
  sockets[0]!.destroy();
  await expect.poll(small).toBe(200);
  for (const socket of sockets) socket.destroy();
  await other.close();
});

test("a file comes at 2,000 bytes a second after its first minute at least, and never rests for more than 30 seconds", () => {
  const sent = { bytes: 200_000, ms: 160_000, restedMs: 30_000, isWhole: false };
  expect(isTooSlow(sent), "LEAST_BYTES_PER_SECOND").toBe(false);
  expect(isTooSlow({ ...sent, ms: 160_001 })).toBe(true);
  expect(isTooSlow({ ...sent, bytes: 199_999 })).toBe(true);
  expect(isTooSlow({ ...sent, restedMs: 30_001 })).toBe(true);
  expect(isTooSlow({ ...sent, ms: 900_000, isWhole: true }), "what is there already is only worked on").toBe(
    false,
  );
});

test("a file that the disk cannot hold is refused before it comes", async () => {
  const headers = { "content-type": "multipart/form-data; boundary=x", "content-length": String(2 ** 50) };
  expect(await answer("/huge", { method: "POST", payload: "--x", headers })).toMatchObject({
    status: 507,
    code: "storage-low",
  });
});

test.each([
  ["a media type no parser takes", "POST", "/echo", "text/xml", 415],
  ["a GET with a body", "GET", "/item/1", "application/json", 200],
  ["a type that is none", "POST", "/echo", "no type at all", 415],
])("a body nobody reads is waited for by nobody: %s", async (_what, method, path, type, status) => {
  const stumbled: unknown[] = [];
  const note = (error: unknown): void => void stumbled.push(error);
  process.on("uncaughtExceptionMonitor", note);
  const heads = await new Promise<string>((done, fail) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (!text.includes("\r\n\r\n")) return;
      done(text);
      setTimeout(() => socket.destroy(), 900);
    });
    socket.on("error", fail);
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: 400\r\n\r\n{"a":1`,
    );
  });
  expect(heads).toContain(`HTTP/1.1 ${status}`);
  await pause(1500);
  process.off("uncaughtExceptionMonitor", note);
  expect(stumbled).toEqual([]);
  const after = await fetch(`http://127.0.0.1:${port}/item/2`);
  expect(after.status).toBe(200);
});
