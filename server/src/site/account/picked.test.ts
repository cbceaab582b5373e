import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createPerson } from "../../people/index.ts";
import { Browser, TEST_PASSWORD } from "../testing-browser.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
let lin: Browser;

beforeAll(async () => {
  region = await buildRegion();
  await inTransaction(region.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "lin", login: "lin", password: TEST_PASSWORD }),
  );
  lin = await Browser.signIn(region.app, "lin");
});
afterAll(() => region.close());

const exported = async (query: string): Promise<string[]> => {
  const reply = await region.app.inject({ url: `/en/export?${query}&format=ris` });
  expect(reply.statusCode, reply.body).toBe(200);
  return [...reply.body.matchAll(/^TI {2}- (.*)$/gm)].map(([, title]) => title!.trim());
};

test("rows can be ticked by title; the ticked ones are exported, or all that were found", async () => {
  const page = await region.app.inject({ url: "/en/search?q=%E7%BA%A2%E6%A5%BC%E6%A2%A6&library=JINHE" });
  expect(page.body).toMatch(
    new RegExp(
      `name="ids" form="picked" aria-label="Tick “红楼梦”" value="${region.ids.dream}"|value="${region.ids.dream}"`,
    ),
  );
  expect(page.body).toContain('aria-label="Tick “红楼梦”"');
  expect(page.body).toContain('<input type="hidden" name="library" value="JINHE"/>');
  const { dream, pride } = region.ids;
  expect((await exported(`q=x&ids=${dream}&ids=${pride}`)).length).toBe(2);
  expect((await exported("q=%E7%BA%A2%E6%A5%BC%E6%A2%A6&library=JINHE"))[0]).toContain("红楼梦");
});

test("ticked rows go into a new list or one of the reader's own, after a sign-in that keeps them", async () => {
  const { dream, pride, fortress } = region.ids;
  const path = `/en/picked?ids=${dream}&ids=${pride}`;
  const nobody = await region.app.inject({ url: path });
  expect([nobody.statusCode, nobody.headers.location]).toEqual([
    303,
    `/en/sign-in?next=${encodeURIComponent(path)}`,
  ]);
  expect(await lin.open("/en/picked?q=x")).toContain("No title is ticked");
  await lin.open(path);
  expect(lin.html).toContain("Pride and Prejudice");
  const instanceIds = [String(dream), String(pride)];
  expect(await lin.send("/account/lists", { instanceIds, title: "" })).not.toContain("/list/");
  await lin.open(path);
  expect(await lin.send("/account/lists", { instanceIds, title: "For winter" })).toContain("红楼梦");
  const list = /\/en\/list\/([0-9a-f-]{36})/.exec(lin.html)![1]!;
  await lin.open(`/en/picked?ids=${fortress}`);
  expect(await lin.send("/picked", { list })).toContain("1 title added");
  expect(await lin.open(`/en/list/${list}`)).toContain("圍城");
});

test("a list that is not one's own takes nothing", async () => {
  await lin.open(`/en/picked?ids=${region.ids.dream}`);
  const foreign = "01a1fc46-3553-7405-9b49-b4c5c6b79a85";
  const told = await lin.send("/picked", { list: foreign });
  expect(told).not.toContain("title added");
});
