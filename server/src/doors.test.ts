import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { MINUTE_MS, systemClock } from "./kernel/time.ts";
import { buildWhole, type Whole } from "./testing-whole.ts";

const EVERYWHERE = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
];

let whole: Whole;
const lines: string[] = [];

let aheadMs = 0;
/** What was found out of the health is believed for a second: that passes at once. */
const later = (): void => {
  aheadMs += 1100;
};

beforeAll(async () => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + aheadMs);
  whole = await buildWhole(
    { PUBLIC_URL: "https://shelf.example" },
    { level: "warn", stream: { write: (line: string) => void lines.push(line) } },
  );
});
afterAll(async () => {
  vi.restoreAllMocks();
  await whole.close();
});

/** Every address that is mounted, with something in the place of its parameters. */
function routesOf(): { method: string; url: string }[] {
  const tree = whole.app.printRoutes({ commonPrefix: false });
  const parents: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const found = /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/u.exec(line);
    if (!found) return [];
    const depth = found[1]!.length / 4;
    parents.length = depth;
    parents[depth] = found[2]!;
    const url = parents
      .join("")
      .replaceAll(/:\w+(\([^)]*\))?/g, "1")
      .replaceAll("*", "x");
    return (found[3] ?? "")
      .split(", ")
      .filter(Boolean)
      .map((method) => ({ method, url }));
  });
}

test("every answer of every route is protected, and what a session has read is kept by no cache", {
  timeout: 120_000,
}, async () => {
  const routes = routesOf();
  expect(routes.length).toBeGreaterThan(400);
  const wrong: string[] = [];
  for (const { method, url } of routes) {
    for (const side of ["nobody", "reader"] as const) {
      if (side === "reader" && method !== "GET") continue;
      const reply = await whole.app.inject({ method: method as "GET", url, headers: whole.headers[side] });
      const missing = EVERYWHERE.filter((name) => reply.headers[name] === undefined);
      if (missing.length > 0)
        wrong.push(`${side} ${method} ${url} ${reply.statusCode}: ${missing.join(", ")}`);
      if (!String(reply.headers["content-security-policy"]).includes("default-src"))
        wrong.push(`${method} ${url}: ${reply.headers["content-security-policy"]}`);
      const kept = String(reply.headers["cache-control"]);
      if (side === "reader" && !/no-store|public/.test(kept)) wrong.push(`${method} ${url} is kept: ${kept}`);
      if (reply.statusCode >= 500)
        wrong.push(`${side} ${method} ${url}: ${reply.statusCode} ${reply.body.slice(0, 200)}`);
      for (const cookie of [reply.headers["set-cookie"] ?? []].flat())
        if (!/; Secure/.test(cookie) || !/^(__Host-|commonshelf_(theme|language)=)/.test(cookie))
          wrong.push(`${method} ${url} sets ${cookie}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("answers to nobody's private questions are the same for everybody or kept nowhere", async () => {
  // An address of its own: whoever asked every route before has used up the budget of theirs.
  const remoteAddress = "10.0.1.1";
  const open = await whole.app.inject({ url: "/api/v1/search?q=a", remoteAddress });
  expect(open.statusCode).toBe(200);
  const own = await whole.app.inject({
    url: "/api/v1/session",
    headers: whole.headers.reader,
    remoteAddress,
  });
  expect([own.statusCode, own.headers["cache-control"]]).toEqual([200, "private, no-store"]);
  const signedIn = await whole.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: {},
    remoteAddress,
  });
  expect(signedIn.headers["cache-control"]).toMatch(/no-store/);
});

test("a cookie that another host of the domain planted opens nothing", async () => {
  const planted = whole.headers.reader.cookie!.replace("__Host-", "");
  const reply = await whole.app.inject({ url: "/api/v1/session", headers: { cookie: planted } });
  expect(reply.statusCode).toBe(401);
});

test.each([
  ["/api/v1/search?q=a&language=chi&language=eng&type=book&offset=9000", "python-requests/2"],
  ["/sru?operation=searchRetrieve&version=1.2&query=a&startRecord=5000", "python-requests/2"],
  ["/oai?verb=ListRecords&metadataPrefix=oai_dc", "python-requests/2"],
  ["/api/v1/export?q=a&format=ris", "python-requests/2"],
  ["/en/search.atom?q=a", "python-requests/2"],
])("a program that asks %s without pause is told when to come back", async (url, agent) => {
  const headers = { "user-agent": agent };
  const replies = [];
  // Each program has an address of its own, so that the doors are seen one by one.
  const remoteAddress = `10.0.0.${url.length}`;
  for (let i = 0; i < 60; i++) replies.push(await whole.app.inject({ url, headers, remoteAddress }));
  const refused = replies.filter((reply) => reply.statusCode === 429);
  expect(refused.length).toBeGreaterThan(10);
  expect(Number(refused[0]!.headers["retry-after"])).toBeGreaterThan(0);
  expect(refused.at(-1)!.body).toMatch(/too-many-requests|Please wait/);
});

test("a program that asks within one library, one question after the other, is served", async () => {
  const program = { headers: { "user-agent": "python-requests/2" }, remoteAddress: "10.9.9.8" };
  for (let i = 0; i < 60; i++)
    expect((await whole.app.inject({ url: "/api/v1/search?q=a&library=YUNZE", ...program })).statusCode).toBe(
      200,
    );
});

test("one budget holds over all doors, and staff beside the robot are served", async () => {
  const robot = { headers: { "user-agent": "evilbot" }, remoteAddress: "10.9.9.9" };
  for (let i = 0; i < 10; i++)
    await whole.app.inject({
      url: "/api/v1/search?q=a&language=chi&language=eng&type=book&offset=9000",
      ...robot,
    });
  for (const url of [
    "/sru?operation=searchRetrieve&version=1.2&query=a",
    "/oai?verb=ListSets",
    "/api/v1/export?q=a&format=ris",
  ])
    expect((await whole.app.inject({ url, ...robot })).statusCode, url).toBe(429);
  const desk = { headers: whole.headers.desk, remoteAddress: "10.9.9.9" };
  for (let i = 0; i < 20; i++)
    expect((await whole.app.inject({ url: "/api/v1/search?q=a&offset=9000", ...desk })).statusCode).toBe(200);
});

test("the API refuses a parameter it does not know; pages pass over what others have added to a link", async () => {
  const reads = routesOf().filter(({ method, url }) => method === "GET" && url.startsWith("/api/v1/"));
  expect(reads.length).toBeGreaterThan(100);
  const taken: string[] = [];
  for (const { url } of reads) {
    const { statusCode } = await whole.app.inject({
      url: `${url}?utm_source=feed`,
      headers: whole.headers.office,
      remoteAddress: "10.0.7.1",
    });
    if (statusCode !== 400) taken.push(`${url} ${statusCode}`);
  }
  expect(taken).toEqual([]);
  const misspelt = await whole.app.inject("/api/v1/search?q=a&langauge=chi");
  expect(misspelt.json()).toMatchObject({ code: "invalid-request", params: { place: "querystring/" } });
  expect(misspelt.body).toContain("langauge");
  for (const page of [
    "/en/search?q=a&utm_source=feed&fbclid=1",
    "/zh-hans/?utm_medium=x",
    "/en/nests?gclid=1",
  ])
    expect((await whole.app.inject(page)).statusCode, page).toBe(200);
});

test.each(["/healthz", "/readyz"])("%s says that all is well, under any host name", async (url) => {
  const reply = await whole.app.inject({ url, headers: { host: "a b" } });
  expect([reply.statusCode, (reply.json() as { ok: boolean }).ok]).toEqual([200, true]);
});

test("readiness tells what waits too long, and health stays up", async () => {
  const { pool } = whole.database;
  await pool.query(
    "insert into kernel.outbox (topic, payload, created_at) values ('none', '{}', now() - interval '1 hour')",
  );
  later();
  const ready = await whole.app.inject({ url: "/readyz" });
  expect([ready.statusCode, ready.json()]).toMatchObject([503, { ok: false, reasons: ["outbox-behind"] }]);
  expect((await whole.app.inject({ url: "/healthz" })).statusCode).toBe(200);
  await pool.query("delete from kernel.outbox where topic = 'none'");
  await pool.query(`insert into kernel.undelivered (message_id, topic, subscriber, payload, published_at, set_aside_at)
    values (1, 'none', 'x', '{}', now() - interval '1 hour', now())`);
  later();
  expect((await whole.app.inject({ url: "/readyz" })).statusCode, "set aside is not waiting").toBe(200);
  await pool.query("update kernel.undelivered set set_aside_at = null");
  later();
  expect((await whole.app.inject({ url: "/readyz" })).statusCode, "one subscriber waits").toBe(503);
  await pool.query("delete from kernel.undelivered");
  const late = async (name: string): Promise<number> => {
    await pool.query("select graphile_worker.add_job($1, run_at := now() - interval '1 hour')", [name]);
    later();
    const { statusCode } = await whole.app.inject({ url: "/readyz" });
    await pool.query("delete from graphile_worker._private_jobs");
    return statusCode;
  };
  expect(await late("bulk-preview"), "waits for other loads").toBe(200);
  expect(await late("circulation-remind")).toBe(503);
});

test("every 5xx is logged with person and route, and the database gone is said in words", async () => {
  // Sessions are remembered for moments, unless somebody has just signed in: this one was seen just before.
  const inAMinute = new Date(systemClock.now().getTime() + MINUTE_MS);
  const clock = vi.spyOn(systemClock, "now").mockReturnValue(inAMinute);
  onTestFinished(() => clock.mockRestore());
  await whole.app.inject({
    url: "/api/v1/session",
    headers: whole.headers.reader,
    remoteAddress: "10.0.1.2",
  });
  lines.length = 0;
  const { pool } = whole.database;
  const original = pool.connect;
  pool.connect = (() =>
    Promise.reject(
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" }),
    )) as typeof pool.connect;
  try {
    later();
    for (const url of ["/healthz", "/readyz"])
      expect((await whole.app.inject({ url })).statusCode, url).toBe(503);
    const page = await whole.app.inject({ url: "/en/alerts/x", headers: whole.headers.reader });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("database");
    expect(page.headers["retry-after"]).toBe("5");
    const api = await whole.app.inject({ url: "/api/v1/sharing/copies", headers: whole.headers.reader });
    expect([api.statusCode, (api.json() as { code: string }).code]).toEqual([503, "database-unavailable"]);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      reqId: expect.any(String),
      method: "GET",
      route: "/api/v1/sharing/copies",
      personId: whole.personIds.reader,
    });
  } finally {
    pool.connect = original;
  }
});

test("a large body is read only for whom it may be from", async () => {
  for (const [side, status] of [
    ["nobody", 401],
    ["reader", 403],
    ["office", 400],
  ] as const) {
    const headers = { ...whole.headers[side], "content-type": "application/json" };
    const request = { method: "POST", url: "/api/v1/nests.geojson", headers, payload: "{no json" } as const;
    expect((await whole.app.inject(request)).statusCode, side).toBe(status);
  }
});
