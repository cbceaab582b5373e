import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createPerson, grantRole } from "../../people/index.ts";
import { buildRegion, READER, type Region } from "../testing-region.ts";

const STAFF = { login: "biemu", password: "cataloguer-biemu" };
let region: Region;

beforeAll(async () => {
  region = await buildRegion();
  await inTransaction(region.database.db, async (tx) => {
    const person = await createPerson(tx, systemActor, { name: "编目员", ...STAFF, affiliations: [] });
    await grantRole(tx, systemActor, person.id, "cataloguer", "JINHE");
  });
});
afterAll(() => region.close());

async function cookieOf(account: { login: string; password: string }): Promise<string> {
  const reply = await region.app.inject({
    method: "POST",
    url: "/zh-hans/sign-in",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    payload: new URLSearchParams(account).toString(),
  });
  return reply.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
}
const get = (url: string, cookie = ""): Promise<LightMyRequestResponse> =>
  region.app.inject({ method: "GET", url, headers: { accept: "text/html", ...(cookie ? { cookie } : {}) } });

test("staff see every member's own record field by field, and are led there from the title", async () => {
  const cookie = await cookieOf(STAFF);
  const record = `/zh-hans/instance/${region.ids.dream}`;
  expect((await get(record, cookie)).body).toContain(`${record}/marc`);
  const page = await get(`${record}/marc`, cookie);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain("金河大学图书馆");
  expect(page.body).toContain("南山大学图书馆");
  expect(page.body).toContain("2 条成员馆记录");
  expect(page.body).toMatch(/245<\/th>.*?1␣.*?\$a<\/b> 红楼梦/s);
  expect(page.body).toMatch(
    /verb=GetRecord&amp;metadataPrefix=marc21&amp;identifier=oai%3Ashelf\.example%3AJINHE/,
  );
  expect((await get("/zh-hans/instance/999999/marc", cookie)).statusCode).toBe(404);
});

test("nobody and a reader see no MARC, and no way to it", async () => {
  const record = `/zh-hans/instance/${region.ids.dream}`;
  const unknown = await get(`${record}/marc`);
  expect([unknown.statusCode, unknown.headers.location]).toEqual([
    303,
    `/zh-hans/sign-in?next=${encodeURIComponent(`${record}/marc`)}`,
  ]);
  const cookie = await cookieOf(READER);
  expect((await get(`${record}/marc`, cookie)).statusCode).toBe(403);
  expect((await get(record, cookie)).body).not.toContain(`${record}/marc`);
});
