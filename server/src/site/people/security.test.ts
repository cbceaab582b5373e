import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createPerson } from "../../people/index.ts";
import { Browser, TEST_PASSWORD } from "../testing-browser.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion({ COMMONSHELF_CODES: "local" });
  await inTransaction(region.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "沈安", login: "shenan", password: TEST_PASSWORD }),
  );
});
afterAll(() => region.close());

test("a reader sees where they are signed in and ends one of them", async () => {
  const here = await Browser.signIn(region.app, "shenan");
  const there = await Browser.signIn(region.app, "shenan");
  await here.open("/zh-hans/account/security");
  expect(here.html).toContain("登录着的地方");
  await here.send("/end");
  expect(here.html).toContain("已退出 1 处");
  await there.open("/zh-hans/account/security");
  expect(there.url).toContain("/sign-in");
});

test("a copy of everything and being forgotten ask once more who sits there", async () => {
  const browser = await Browser.signIn(region.app, "shenan");
  expect(await browser.open("/zh-hans/account/data/copy")).toContain("people.person");
  await region.database.pool.query(
    "update people.session set confirmed_at = confirmed_at - interval '11 minutes'",
  );
  const stale = await Browser.signIn(region.app, "shenan");
  await region.database.pool.query(
    "update people.session set confirmed_at = confirmed_at - interval '11 minutes'",
  );
  await stale.open("/zh-hans/account/data/copy");
  expect(stale.html).toContain("请再确认是你");
  await stale.send("/account/confirm", { password: TEST_PASSWORD });
  expect(stale.html).toContain("people.person");
});

test("a new password is held against the rules, and the form says what to do", async () => {
  const browser = await Browser.signIn(region.app, "shenan");
  await browser.open("/zh-hans/account/security");
  await browser.send("/account/security/password", { current: TEST_PASSWORD, password: "password123" });
  expect(browser.html).toContain("这个密码太常见");
  await browser.send("/account/security/password", { current: TEST_PASSWORD, password: "five blue kettles" });
  expect(browser.html).toContain("密码已换");
});

test("signing in leads to activating an account; a code that nobody was sent opens nothing", async () => {
  const browser = new Browser(region.app);
  await browser.open("/zh-hans/sign-in");
  expect(browser.html).toContain('href="/zh-hans/activate"');
  expect(await browser.open("/zh-hans/activate")).toContain("读者证号或读者号");
  const sent = await region.app.inject({
    method: "POST",
    url: "/zh-hans/activate/code",
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" },
    payload: "member=NOWHERE&number=1&code=000000&password=eleven+paper+cranes",
  });
  expect(sent.statusCode).toBe(409);
});

test("who guesses at codes is never told whether the library has such a reader", async () => {
  const { db } = region.database;
  const { rows } = await sql<{
    id: number;
    code: string;
  }>`select m.id, m.code from consortium.member m limit 1`.execute(db);
  const [member] = rows;
  const affiliations = [{ memberId: member!.id, patronGroup: "student", number: "act1" }];
  const { id } = await inTransaction(db, (tx) =>
    createPerson(tx, systemActor, { name: "周可", affiliations }),
  );
  await sql`update people.affiliation set email = 'act1@example.org' where person_id = ${id}`.execute(db);
  const answers = async (number: string): Promise<string[]> => {
    let cookie = "";
    const send = async (to: string, more: Record<string, string>): Promise<string> => {
      const reply = await region.app.inject({
        method: "POST",
        url: `/zh-hans/activate${to}`,
        headers: {
          cookie,
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
        },
        payload: new URLSearchParams({ member: member!.code, number, ...more }).toString(),
      });
      cookie ||= [reply.headers["set-cookie"]]
        .flat()
        .map((one) => String(one).split(";")[0])
        .join("; ");
      return `${reply.statusCode} ${/role="alert">([^<]+)/.exec(reply.body)?.[1]}`;
    };
    await send("", {});
    const told: string[] = [];
    for (let i = 0; i < 8; i++)
      told.push(await send("/code", { code: "abc", password: "eleven paper cranes" }));
    return told;
  };
  const known = await answers("act1");
  const codes = await sql`select 1 from people.code`.execute(db);
  expect(codes.rows).toHaveLength(1);
  expect(new Set([...known, ...(await answers("nobody1"))]).size).toBe(1);
  // As much is done for nobody: it takes as long and is limited as often.
  const all = await sql`select 1 from people.code`.execute(db);
  expect(all.rows).toHaveLength(2);
});
