import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzz } from "./testing-fuzz.ts";
import { buildWhole, type Whole } from "./testing-whole.ts";

const SEED = Number(process.env.FUZZ_SEED ?? 20261129);
const REQUESTS = 1000;

let whole: Whole;
beforeAll(async () => {
  whole = await buildWhole({ COMMONSHELF_BUDGET: "0" });
});
afterAll(() => whole.close());

const red = encodeURIComponent("红".repeat(1000));
const nul = "a%00b";

test.each([
  ["GET", "/api/v1/search?q=a&cursor=abc"],
  ["GET", `/api/v1/search?q=${red}`],
  ["GET", `/en/search?q=${red}`],
  ["GET", `/sru?operation=searchRetrieve&version=1.2&query=${red}`],
  ["GET", "/en/alerts/%00"],
  ["GET", "/en/alerts/x"],
  ["GET", "/en/instance/99999999999999"],
  ["GET", "/api/v1/instances/9007199254740991"],
  ["GET", "/api/v1/instances/99999999999999999999"],
  ["GET", `/en/search?q=${nul}`],
  ["GET", `/m/${nul}`],
  ["GET", `/api/v1/desk/patron?reason=account&barcode=${nul}`],
  ["GET", "/api/v1/search?q=%ff"],
  ["GET", "/en/%ff"],
  ["GET", "/api/v1/branches?member=99999999999"],
  ["GET", "/covers/%2e%2e%2f"],
  ["POST", "/api/v1/search/compare"],
])("bad input is refused, not failed at: %s %s", async (method, url) => {
  const reply = await whole.app.inject({
    method: method as "GET",
    url,
    headers: whole.headers.desk,
    ...(method === "POST" && { payload: {} }),
  });
  expect(reply.statusCode, reply.body.slice(0, 200)).toBeLessThan(500);
});

test("a list of hits goes on by its cursor, which is refused in another order", async () => {
  const ask = async (sort: string, cursor?: string) => {
    const url = `/api/v1/search?q=&size=1&sort=${sort}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
    const reply = await whole.app.inject({ url });
    return { status: reply.statusCode, body: reply.json<Record<string, unknown>>() };
  };
  const { body } = await ask("newest");
  expect(body).toMatchObject({ next: expect.any(String), cursor: body.next });
  const behind = await ask("newest", String(body.next));
  expect(behind.status).toBe(200);
  expect(behind.body.items).not.toEqual(body.items);
  expect(await ask("oldest", String(body.next))).toMatchObject({
    status: 400,
    body: { code: "cursor-invalid" },
  });
});

type Described = { paths: Record<string, { get?: { parameters?: { name: string }[] } }> };
const described = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../docs/openapi.json"), "utf8"),
) as Described;
const lists = Object.entries(described.paths).flatMap(([path, { get }]) =>
  !path.includes("{") && get?.parameters?.some(({ name }) => name === "cursor") ? [path] : [],
);

test("no list fails at a cursor that it did not give, whatever moments and numbers stand in it", async () => {
  expect(lists.length).toBeGreaterThan(20);
  const id = "01a22c37-f380-741d-bccc-44fce3f517b6";
  const cursors = [
    ["+275760-09-13T00:00:00.000Z", id],
    ["-271821-04-20T00:00:00.000Z", id],
    ["2026-02-30T00:00:00Z", id],
    ["0000-00-00T25:61:00+99:99", id],
    [1e308, 1e308, id],
    [null, null, null],
  ].map((values) => Buffer.from(JSON.stringify(values)).toString("base64url"));
  const failed: string[] = [];
  for (const path of lists)
    for (const cursor of cursors)
      for (const headers of Object.values(whole.headers)) {
        const url = `${path}?cursor=${cursor}${path.endsWith("/crates") ? "&list=packing" : ""}`;
        const { statusCode } = await whole.app.inject({ url, headers });
        if (statusCode >= 500) failed.push(`${statusCode} ${url}`);
      }
  expect(failed).toEqual([]);
});

test.each(["(((((", "\u200b", "....", "字".repeat(1000)])(
  "a tag that says nothing is refused: %j",
  async (tag) => {
    const reply = await whole.app.inject({
      method: "PUT",
      url: "/api/v1/instances/1/tags",
      headers: whole.headers.reader,
      payload: { open: [tag], own: [] },
    });
    const code = expect.stringMatching(/^(tag-empty|invalid-request)$/);
    expect(reply.json()).toMatchObject({ status: 400, code });
  },
);

test("a redirect made of a reader's words is an address, and brings no header of its own", async () => {
  const reply = await whole.app.inject({
    method: "POST",
    url: `/en/sharing/circles/${encodeURIComponent("圍城\r\nSet-Cookie: a=b")}/part`,
    headers: whole.headers.reader,
    payload: {},
  });
  expect([reply.statusCode, String(reply.headers.location)]).toEqual([
    303,
    expect.stringMatching(/^[!-~]+$/),
  ]);
  expect(String(reply.headers["set-cookie"])).not.toContain("a=b");
});

test("a thousand requests drawn from the API's description and the pages give no 5xx", {
  timeout: 180_000,
}, async () => {
  expect(await fuzz(whole, SEED, REQUESTS)).toEqual([]);
});
