import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorld, type Visitor, type World, worldSubscribers } from "../community/testing.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { firstTitles } from "./entries.ts";
import { publicListTitles } from "./lists.ts";

let world: World;
let dream: number;
let fortress: number;
let border: number;

beforeAll(async () => {
  world = await buildWorld();
  dream = await world.addTitle("红楼梦", "9787020002207");
  fortress = await world.addTitle("圍城", "9787020024759");
  border = await world.addTitle("边城");
});
afterAll(() => world.close());

type List = {
  id: string;
  shareKey: string;
  editorKey: string;
  title: string;
  rights: string;
  titles: number;
};
type Content = {
  list: List;
  sections: { id: string; title: string }[];
  entries: { instanceId: number; note: string; sectionId: string | null; requirement: string | null }[];
  editors: { personId: string; name: string | null }[];
};

async function newList(owner: Visitor, words: Record<string, unknown> = {}): Promise<List> {
  const answer = await owner.call("POST", "/lists", { title: "书单", ...words });
  expect(answer.status).toBe(201);
  return answer.body as unknown as List;
}
async function content(who: Visitor, id: string, key?: string): Promise<Content> {
  const answer = await who.call("GET", `/lists/${id}${key ? `?key=${key}` : ""}`);
  expect(answer.status).toBe(200);
  return answer.body as unknown as Content;
}
const idsOf = (page: Content): number[] => page.entries.map((entry) => entry.instanceId);

test("a private list exists for nobody but its owner", async () => {
  const list = await newList(world.lin);
  for (const other of [
    world.nobody,
    world.mei,
    world.qiu,
    world.nanshanStaff,
    world.jinheStaff,
    world.admin,
  ]) {
    expect((await other.call("GET", `/lists/${list.id}`)).code).toBe("list-unknown");
    expect((await other.call("GET", `/lists/${list.id}?key=${list.shareKey}`)).code).toBe("list-unknown");
  }
  expect((await content(world.lin, list.id)).list.rights).toBe("owner");
});

test("a list shared by link opens with its key only, and a new key shuts the old address", async () => {
  const list = await newList(world.lin, { visibility: "link" });
  expect((await world.nobody.call("GET", `/lists/${list.id}`)).status).toBe(404);
  expect((await world.nobody.call("GET", `/lists/${list.id}?key=${"x".repeat(24)}`)).status).toBe(404);
  const seen = await content(world.nobody, list.id, list.shareKey);
  expect([seen.list.rights, seen.list.shareKey, seen.list.editorKey, seen.editors]).toEqual([
    "reader",
    null,
    null,
    [],
  ]);
  const renewed = await world.lin.call("POST", `/lists/${list.id}/share-key`);
  expect(renewed.status).toBe(201);
  expect((await world.nobody.call("GET", `/lists/${list.id}?key=${list.shareKey}`)).status).toBe(404);
  expect((await world.nobody.call("GET", `/lists/${list.id}?key=${String(renewed.body.key)}`)).status).toBe(
    200,
  );
});

test("nobody but its owner and editors changes a public list", async () => {
  const list = await newList(world.lin, { visibility: "public" });
  await world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [dream] });
  const attempts: [Parameters<Visitor["call"]>[0], string, unknown][] = [
    ["PATCH", "", { title: "偷" }],
    ["DELETE", "", undefined],
    ["POST", "/share-key", undefined],
    ["POST", "/entries", { instanceIds: [border] }],
    ["PATCH", `/entries/${dream}`, { note: "偷" }],
    ["POST", `/entries/${dream}/move`, { direction: "up" }],
    ["DELETE", `/entries/${dream}`, undefined],
    ["POST", "/sections", { title: "偷" }],
    ["POST", "/invitation", undefined],
    ["DELETE", "/invitation", undefined],
  ];
  for (const [method, path, body] of attempts) {
    const url = `/lists/${list.id}${path}`;
    expect((await world.nobody.call(method, url, body)).code, `${method} ${path}`).toBe("sign-in-needed");
    for (const other of [world.mei, world.qiu, world.nanshanStaff, world.jinheStaff])
      expect((await other.call(method, url, body)).code, `${method} ${path}`).toBe("list-not-yours");
  }
  expect(idsOf(await content(world.nobody, list.id))).toEqual([dream]);
});

test("adding twice is once, many numbers at once are read, and what is held nowhere is told", async () => {
  const list = await newList(world.lin);
  const answer = await world.lin.call("POST", `/lists/${list.id}/entries`, {
    text: `978-7-02-000220-7\nhttps://shelf.example/zh-hans/instance/${border}\n${fortress}；702000220X, 9787020024759\nfoo\n9780306406157\n99999999`,
  });
  expect(answer.body).toEqual({ list: "书单", added: 3, unread: ["foo", "9780306406157", "99999999"] });
  expect(idsOf(await content(world.lin, list.id))).toEqual([dream, border, fortress]);
  const again = await world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [fortress, dream] });
  expect(again.body.added).toBe(0);
  await Promise.all(
    [1, 2, 3, 4].map(() => world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [dream] })),
  );
  expect(idsOf(await content(world.lin, list.id))).toEqual([dream, border, fortress]);
});

test("the first books of many lists stand for them, in their order, none that is not for everybody", async () => {
  const { db } = world.database;
  const [one, two, none] = [await newList(world.lin), await newList(world.lin), await newList(world.lin)];
  await world.lin.call("POST", `/lists/${one.id}/entries`, { instanceIds: [border, dream, fortress] });
  await world.lin.call("POST", `/lists/${two.id}/entries`, { instanceIds: [fortress] });
  const found = (): Promise<Map<string, number[]>> => firstTitles(db, [one.id, two.id, none.id], 2);
  expect(await found()).toEqual(
    new Map([
      [one.id, [border, dream]],
      [two.id, [fortress]],
      [none.id, []],
    ]),
  );
  await sql`update catalogue.instance set audience = 1 where id = ${border}`.execute(db);
  expect((await found()).get(one.id)).toEqual([dream, fortress]);
  await sql`update catalogue.instance set audience = 0 where id = ${border}`.execute(db);
});

test("everybody is told how many titles of a list are for everybody, its writer how many there are", async () => {
  const { db } = world.database;
  const list = await newList(world.lin, { visibility: "public" });
  await world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [border, dream] });
  await sql`update catalogue.instance set audience = 1 where id = ${border}`.execute(db);
  const offered = (await publicListTitles(db, 100)).find(({ id }) => id === list.id);
  expect(Number(offered?.titles)).toBe(1);
  for (const [who, titles] of [
    [world.nobody, 1],
    [world.mei, 1],
    [world.lin, 2],
  ] as const)
    expect((await content(who, list.id)).list.titles).toBe(titles);
  await sql`update catalogue.instance set audience = 0 where id = ${border}`.execute(db);
  expect((await content(world.nobody, list.id)).list.titles).toBe(2);
});

test("joined instances are followed: at once on the page, and for good when the outbox was read", async () => {
  const list = await newList(world.lin);
  const old = await world.addTitle("紅樓夢");
  await world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [old, border] });
  const other = await newList(world.lin);
  await world.lin.call("POST", `/lists/${other.id}/entries`, { instanceIds: [old, border] });
  for (const [{ id }, cover] of [
    [list, old],
    [other, border],
  ] as const)
    await sql`update lists.list set cover_instance_id = ${cover} where id = ${id}`.execute(world.database.db);
  await world.merge(old, dream);
  expect(idsOf(await content(world.lin, list.id))).toEqual([dream, border]);
  const again = await world.lin.call("POST", `/lists/${list.id}/entries`, { instanceIds: [dream, old] });
  expect(again.body.added).toBe(0);
  await sql`insert into kernel.outbox (topic, payload)
    values ('instances-changed', ${JSON.stringify({ instanceIds: [old, dream] })}::jsonb)`.execute(
    world.database.db,
  );
  await drainOutbox(world.database.db, worldSubscribers({ ...world.database, ...world }));
  const { rows } = await sql<{ instance_id: number }>`select e.instance_id from lists.list_entry e
    where e.list_id = ${list.id} order by e.position`.execute(world.database.db);
  expect(rows.map((row) => row.instance_id)).toEqual([dream, border]);
  const { rows: covers } = await sql<{ id: string; cover: number }>`
    select l.id, l.cover_instance_id as cover from lists.list l where l.id = any(${[list.id, other.id]}::uuid[])`.execute(
    world.database.db,
  );
  expect(new Map(covers.map((one) => [one.id, one.cover]))).toEqual(
    new Map([
      [list.id, dream],
      [other.id, border],
    ]),
  );
});

test("a course list has sections, requirements and remarks, and its order is changed a step at a time", async () => {
  const list = await newList(world.lin, {
    kind: "course",
    courseCode: "CHN101",
    term: "2026 秋",
    teacher: "林老师",
  });
  const url = `/lists/${list.id}`;
  await world.lin.call("POST", `${url}/entries`, { instanceIds: [dream, fortress, border] });
  const first = (await world.lin.call("POST", `${url}/sections`, { title: "第一周" })).body as { id: string };
  const second = (await world.lin.call("POST", `${url}/sections`, { title: "第二周" })).body as {
    id: string;
  };
  await world.lin.call("PATCH", `${url}/entries/${border}`, {
    sectionId: first.id,
    requirement: "required",
    note: "读前三章",
  });
  await world.lin.call("PATCH", `${url}/entries/${dream}`, { sectionId: second.id });
  await world.lin.call("PATCH", `${url}/entries/${fortress}`, {
    sectionId: second.id,
    requirement: "optional",
  });
  expect(idsOf(await content(world.lin, list.id))).toEqual([border, dream, fortress]);
  await world.lin.call("POST", `${url}/entries/${fortress}/move`, { direction: "up" });
  await world.lin.call("POST", `${url}/entries/${fortress}/move`, { direction: "up" });
  expect(idsOf(await content(world.lin, list.id))).toEqual([border, fortress, dream]);
  await world.lin.call("POST", `${url}/sections/${second.id}/move`, { direction: "up" });
  expect(idsOf(await content(world.lin, list.id))).toEqual([fortress, dream, border]);
  await world.lin.call("DELETE", `${url}/sections/${second.id}`);
  const page = await content(world.lin, list.id);
  expect(page.sections.map((s) => s.title)).toEqual(["第一周"]);
  expect(idsOf(page)).toEqual([fortress, dream, border]);
  expect(page.entries[2]).toMatchObject({ requirement: "required", note: "读前三章", sectionId: first.id });
  const foreign = await newList(world.lin);
  const other = (await world.lin.call("POST", `/lists/${foreign.id}/sections`, { title: "别处" })).body as {
    id: string;
  };
  expect((await world.lin.call("PATCH", `${url}/entries/${dream}`, { sectionId: other.id })).code).toBe(
    "section-unknown",
  );
});

test("an invitation makes co-editors until it is withdrawn; they change titles, not the list's sharing", async () => {
  const list = await newList(world.lin);
  const { key } = (await world.lin.call("POST", `/lists/${list.id}/invitation`)).body as { key: string };
  expect((await world.nobody.call("POST", `/lists/${list.id}/editors`, { key })).status).toBe(401);
  expect((await world.qiu.call("POST", `/lists/${list.id}/editors`, { key: "wrong" })).code).toBe(
    "invitation-unknown",
  );
  expect((await world.mei.call("POST", `/lists/${list.id}/editors`, { key })).status).toBe(204);
  expect((await world.mei.call("POST", `/lists/${list.id}/editors`, { key })).status).toBe(204);
  await world.lin.call("DELETE", `/lists/${list.id}/invitation`);
  expect((await world.qiu.call("POST", `/lists/${list.id}/editors`, { key })).code).toBe(
    "invitation-unknown",
  );
  expect(
    (await world.mei.call("POST", `/lists/${list.id}/entries`, { instanceIds: [dream] })).body.added,
  ).toBe(1);
  for (const [method, path] of [
    ["PATCH", ""],
    ["DELETE", ""],
    ["POST", "/share-key"],
    ["POST", "/invitation"],
  ] as const)
    expect(
      (
        await world.mei.call(
          method,
          `/lists/${list.id}${path}`,
          method === "PATCH" ? { title: "x" } : undefined,
        )
      ).code,
    ).toBe("list-not-yours");
  const page = await content(world.mei, list.id);
  expect([page.list.rights, page.list.editorKey, page.editors.length]).toEqual(["editor", null, 1]);
  expect(
    (await world.mei.call("DELETE", `/lists/${list.id}/editors/${world.mei.actor.personId}`)).status,
  ).toBe(204);
  expect((await world.mei.call("GET", `/lists/${list.id}`)).status).toBe(404);
});

test("owners show the name they chose, never their own", async () => {
  const list = await newList(world.qiu, { visibility: "public", title: "晚清笔记" });
  expect((await content(world.nobody, list.id)).list).toMatchObject({ owner: null });
  await world.qiu.call("PATCH", "/community/profile", { displayName: "瞿秋" });
  expect((await content(world.nobody, list.id)).list).toMatchObject({ owner: "瞿秋" });
  expect(JSON.stringify(await content(world.nobody, list.id))).not.toContain("秋白");
  const found = await world.nobody.call("GET", `/public-lists?q=${encodeURIComponent("晚清")}`);
  expect((found.body.items as List[]).map((one) => one.id)).toEqual([list.id]);
});

test("what becomes public is held against the rules: refused words are refused, doubtful ones come before a moderator", async () => {
  await world.admin.call("POST", "/moderation/rules", {
    kind: "phrase",
    pattern: "代写论文",
    action: "refuse",
  });
  const list = await newList(world.mei, { title: "代 写 論 文" });
  expect((await world.mei.call("PATCH", `/lists/${list.id}`, { visibility: "public" })).code).toBe(
    "text-refused",
  );
  await world.mei.call("PATCH", `/lists/${list.id}`, {
    title: "好书",
    description: "见 www.example.com",
    visibility: "public",
  });
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).code).toBe("list-unknown");
  expect((await content(world.mei, list.id)).list).toMatchObject({ isHidden: true });
  const [waiting] = await listsWaiting();
  expect(waiting!.text).toContain("www.example.com");
  expect((await world.nanshanStaff.call("GET", "/moderation")).body.items).toEqual([]);
  await world.mei.call("PATCH", `/lists/${list.id}`, { description: "没有网址了" });
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).status).toBe(200);
  expect(await listsWaiting()).toEqual([]);
  const remarks = await world.mei.call("POST", `/lists/${list.id}/sections`, { title: "打 13800138000" });
  expect(remarks.status).toBe(201);
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).code).toBe("list-unknown");
});

type Waiting = { id: string; kind: string; subject: string; text: string };
async function listsWaiting(): Promise<Waiting[]> {
  const all = (await world.jinheStaff.call("GET", "/moderation")).body.items as Waiting[];
  return all.filter((one) => one.kind === "list");
}

test("a report is decided by the owner's member and hides the list from everybody but owner and editors", async () => {
  const list = await newList(world.lin, { visibility: "public", title: "可疑" });
  const url = `/lists/${list.id}/reports`;
  expect((await world.nobody.call("POST", url, { reason: "advertising" })).status).toBe(401);
  expect((await world.qiu.call("POST", url, { reason: "advertising", words: "广告" })).status).toBe(204);
  expect((await world.qiu.call("POST", url, { reason: "advertising" })).code).toBe("already-reported");
  const hidden = await newList(world.lin);
  expect((await world.qiu.call("POST", `/lists/${hidden.id}/reports`, { reason: "other" })).code).toBe(
    "list-unknown",
  );
  const queue = (await world.jinheStaff.call("GET", "/moderation")).body.items as {
    reports: { id: string; words: string }[];
  }[];
  const report = queue.flatMap((one) => one.reports).find((one) => one.words === "广告")!;
  const decide = `/moderation/reports/${report.id}`;
  expect((await world.nobody.call("POST", decide, { uphold: true })).status).toBe(401);
  expect((await world.mei.call("POST", decide, { uphold: true })).code).toBe("forbidden");
  expect((await world.nanshanStaff.call("POST", decide, { uphold: true })).code).toBe("report-unknown");
  expect((await world.jinheStaff.call("POST", decide, { uphold: true })).status).toBe(204);
  expect((await world.jinheStaff.call("POST", decide, { uphold: true })).code).toBe("report-decided");
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).code).toBe("list-unknown");
  expect((await content(world.lin, list.id)).list).toMatchObject({ isHidden: true });
  // Nothing its owner writes brings it back: only a decision does, and they may ask for one.
  for (const words of [
    { title: "不可疑" },
    { visibility: "private" },
    { visibility: "public" },
    { description: "" },
  ])
    await world.lin.call("PATCH", `/lists/${list.id}`, words);
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).code).toBe("list-unknown");
  const [posting] = (await listsWaiting()).filter((one) => one.subject === list.id);
  expect(posting).toMatchObject({ text: "不可疑" });
  const at = `/moderation/postings/${posting!.id}`;
  const no = { decision: "reject", reason: "advertising", words: "仍是广告" };
  expect((await world.jinheStaff.call("POST", at, no)).status).toBe(204);
  expect(
    (await world.lin.call("POST", `/postings/${posting!.id}/appeal`, { words: "请再看看" })).status,
  ).toBe(204);
  expect((await world.admin.call("POST", at, { decision: "publish" })).status).toBe(204);
  expect((await world.qiu.call("GET", `/lists/${list.id}`)).status).toBe(200);
});
