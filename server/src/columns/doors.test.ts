import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { setMinor } from "../neighbours/index.ts";
import { noticesOf } from "../notices/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  signIn,
} from "../peer-loans/testing.ts";
import { ARTICLE_POSTING, ARTICLES_PER_DAY, MOST_DRAFTS, openingOf } from "./articles.ts";
import { COLUMN_POSTING, MOST_COLUMNS, MOST_FOLLOWED, startColumn } from "./columns.ts";
import { columnsCommands } from "./commands.ts";
import { registerColumnFeeds } from "./feeds.ts";
import { columnsQueries } from "./queries.ts";
import { room } from "./room.ts";
import { MOST_TITLES } from "./schema.ts";
import { columnsSubscribers } from "./subscribers.ts";
import { titlesOfForm } from "./titles-typed.ts";

const people = ["editor", "office", "steward", "mei", "maker", "minor", "stranger"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
let otherCircleId: string;
let organisationId: string;
const lists = {} as Record<"open" | "closed" | "minors", string>;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;
const unknown = newId<"column">();

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const { db } = world.database;
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, columnsCommands);
  mountQueries(world.app, deps, columnsQueries);
  registerColumnFeeds(world.app, deps);
  doors = doorsOf(world.app, columnsCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, {
      ...(name !== "minor" && { at: HOME }),
      memberId: world.memberId,
      ...(name === "editor" && { roles: [["member-admin", "JINHE"]] as [never, string][] }),
      ...(name === "office" && { roles: [["consortium-admin", null]] as [never, null][] }),
    });
    headers[name] = await signIn(world, name);
  }
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  const found = async (name: string): Promise<string> =>
    (
      await world.run((tx) =>
        createCircle(tx, who.steward, world.clock, {
          ...{ name, kind: "reading-group", proofs: ["account"], memberId: world.memberId },
        }),
      )
    ).id;
  circleId = await found("晨读会");
  otherCircleId = await found("夜读会");
  await world.run((tx) => joinByAccount(tx, who.mei, world.clock, circleId));
  organisationId = newId<"organisation">() as string;
  await sql`insert into alliance.organisation (id, kind, name, state, created_by, created_at)
    values (${organisationId}, 'student-society', '青禾读书社', 'member', ${who.steward.personId}, now())`.execute(
    db,
  );
  await sql`insert into alliance.steward (organisation_id, person_id, since)
    values (${organisationId}, ${who.steward.personId}, now())`.execute(db);
  for (const [name, owner, visibility] of [
    ["open", "maker", "public"],
    ["closed", "maker", "private"],
    ["minors", "minor", "public"],
  ] as const) {
    lists[name] = newId<"list">() as string;
    await sql`insert into lists.list (id, owner_id, title, kind, visibility, share_key, created_at, changed_at)
      values (${lists[name]}, ${who[owner].personId}, ${`书单${name}`}, 'list', ${visibility}, ${name}, now(), now())`.execute(
      db,
    );
  }
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse'),
      (${newId<"rule">()}, 'phrase', '可疑之词', '可疑之词', 'flag')`.execute(db);
});
beforeEach(async () => {
  await sql`delete from columns.series`.execute(world.database.db);
  await sql`delete from moderation.daily_act`.execute(world.database.db);
});
afterAll(() => world.close());

const start = (name: Name, owner: string, ownerId = "", more: object = {}) =>
  doors.send(headers[name], "columns.start", {}, { owner, ownerId, title: "书间", ...more });
const startCode = async (name: Name, owner: string, ownerId = "", more: object = {}) =>
  (await start(name, owner, ownerId, more)).body.code ?? null;
async function started(name: Name, owner: string, ownerId = "", more: object = {}): Promise<string> {
  const reply = await start(name, owner, ownerId, more);
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as string;
}
const tries = (name: Name, command: string, id: string, body: object = {}, articleId = "") =>
  doors.code(headers[name], `columns.${command}`, { id, ...(articleId && { articleId }) }, body);
const text = {
  title: "雨天读什么",
  body: "## 一\n慢下来。\n\n> 天街小雨润如酥",
  instanceIds: [] as number[],
};
async function written(name: Name, id: string, more: object = {}): Promise<string> {
  const reply = await doors.send(headers[name], "columns.draft", { id }, { ...text, ...more });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as string;
}
const get = async (name: Name | null, path: string) => {
  const url = `/api/v1${path}`;
  const reply = await world.app.inject({ url, headers: name === null ? {} : headers[name] });
  return {
    status: reply.statusCode,
    body: reply.json() as Record<string, unknown> & { items: { id: string }[] },
  };
};
const told = async (name: Name): Promise<number> =>
  (await noticesOf(world.database.db, who[name].personId, { limit: 100 })).items.filter(
    (notice) => notice.kind === "column-article",
  ).length;

test("whoever speaks for somebody begins a column in their name, and nobody else does", async () => {
  const wrong = ["mei", "stranger", "maker"] as const;
  for (const [owner, id, right] of [
    ["office", "", "office"],
    ["library", String(world.memberId), "editor"],
    ["organisation", organisationId, "steward"],
    ["circle", circleId, "steward"],
    ["list", lists.open, "maker"],
  ] as const) {
    for (const name of wrong)
      if (name !== right) expect(await startCode(name, owner, id), owner).toBe("column-owner-unknown");
    expect(await startCode(right, owner, id), owner).toBeNull();
  }
  expect(await startCode("editor", "library", String(world.otherMemberId))).toBe("column-owner-unknown");
  expect(await startCode("editor", "office")).toBe("column-owner-unknown");
  expect(await startCode("maker", "list", lists.closed)).toBe("column-owner-unknown");
  expect(await startCode("minor", "list", lists.minors)).toBe("minor-guarded-only");
  for (const id of ["", "x", unknown])
    expect(await startCode("steward", "circle", id)).toBe("column-owner-unknown");
  expect((await start("maker", "list", lists.open, { title: "禁止之词" })).body.code).toBe("text-refused");
});

test("an owner has three columns at a time, whoever comes first", async () => {
  expect(MOST_COLUMNS).toBe(3);
  const both = await Promise.allSettled(
    Array.from({ length: MOST_COLUMNS + 1 }, () =>
      world.run((tx) =>
        startColumn(tx, who.steward, world.clock, {
          ...{ owner: "circle", ownerId: circleId, title: "书间", about: "", membersOnly: false },
        }),
      ),
    ),
  );
  expect(both.filter(({ status }) => status === "fulfilled").length).toBe(MOST_COLUMNS);
  expect(await startCode("steward", "circle", circleId)).toBe("columns-full");
  expect(await startCode("steward", "circle", otherCircleId)).toBeNull();
});

test("a draft is its writers', what is published everybody's; followers are told once; taken back it is gone", async () => {
  const id = await started("editor", "library", String(world.memberId));
  expect(await tries("mei", "follow", id, { isFollowed: true })).toBeNull();
  const articleId = await written("editor", id);
  const path = `/columns/${id}/articles/${articleId}`;
  expect((await get("mei", path)).status).toBe(404);
  expect((await get("editor", path)).status).toBe(200);
  expect((await get(null, "/columns")).body.items).toEqual([]);
  expect(await tries("mei", "publish", id, {}, articleId)).toBe("column-writer-needed");
  expect(await tries("editor", "withdraw", id, {}, articleId)).toBe("article-state");
  expect(await tries("editor", "publish", id, {}, articleId)).toBeNull();
  expect(await tries("editor", "publish", id, {}, articleId)).toBe("article-state");
  expect((await get(null, path)).body.article).toMatchObject({
    opening: "一 慢下来。 天街小雨润如酥",
    column: "书间",
  });
  expect((await get(null, "/columns")).body.items).toMatchObject([
    { ownerName: "金河大学图书馆", articles: 1 },
  ]);
  expect([await told("mei"), await told("editor")]).toEqual([1, 0]);
  expect(await tries("editor", "revise", id, { ...text, title: "雪天读什么" }, articleId)).toBeNull();
  expect(await tries("editor", "withdraw", id, {}, articleId)).toBeNull();
  expect((await get(null, path)).status).toBe(404);
  expect(await tries("editor", "revise", id, text, articleId)).toBe("article-state");
  expect(await tries("editor", "publish", id, {}, articleId)).toBeNull();
  expect(await told("mei")).toBe(1);
  expect(await tries("mei", "follow", id, { isFollowed: false })).toBeNull();
});

test("a column for members only is nobody else's, and has no feed; others have Atom and RSS without drafts", async () => {
  const own = await started("steward", "circle", circleId, { membersOnly: true });
  const open = await started("steward", "circle", circleId);
  for (const id of [own, open]) {
    await tries("steward", "publish", id, {}, await written("steward", id));
    await written("steward", id, { title: "草稿" });
  }
  for (const name of ["stranger", null] as const) {
    expect((await get(name, `/columns/${own}`)).status).toBe(404);
    expect((await get(name, "/articles")).body.items.length).toBe(1);
  }
  expect((await get("mei", "/articles")).body.items.length).toBe(2);
  expect((await get("mei", `/columns?circleId=${circleId}`)).body.items.length).toBe(2);
  expect((await get("mei", `/columns/${own}`)).body.articles).toMatchObject([{ title: "雨天读什么" }]);
  expect(((await get("steward", `/columns/${own}`)).body.articles as unknown[]).length).toBe(2);
  expect(await tries("stranger", "follow", own, { isFollowed: true })).toBe("column-unknown");
  const feed = (path: string) => world.app.inject({ url: `/zh-hans/columns${path}` });
  const atom = await feed(`/${open}/feed.atom`);
  expect(atom.headers["content-type"]).toContain("application/atom+xml");
  expect(atom.body.match(/<entry>/g)?.length).toBe(1);
  expect(atom.body).toContain("<title>雨天读什么</title>");
  const again = await world.app.inject({
    url: `/zh-hans/columns/${open}/feed.atom`,
    headers: { "if-none-match": String(atom.headers.etag) },
  });
  expect(again.statusCode).toBe(304);
  expect((await feed(`/${open}/feed.rss`)).body.match(/<item>/g)?.length).toBe(1);
  expect((await feed(".atom")).body.match(/<entry>/g)?.length).toBe(1);
  expect((await feed(`/${own}/feed.atom`)).statusCode).toBe(404);
  expect(await tries("mei", "change", open, { title: "新名" })).toBe("column-writer-needed");
  expect(await tries("steward", "change", open, { title: "新名", membersOnly: true })).toBeNull();
  expect((await feed(`/${open}/feed.atom`)).statusCode).toBe(404);
  expect(await tries("steward", "change", open, { title: "禁止之词" })).toBe("text-refused");
});

test("an article names titles of the libraries; typed lines are ISBNs and addresses, or refused", async () => {
  const instanceId = await addCatalogued(world, "红楼梦", ["9787020002207"]);
  const id = await started("steward", "organisation", organisationId);
  const typed = (titles: string) => titlesOfForm({ title: "x", titles }, null, world.database.db);
  expect(await typed(`978-7-02-000220-7\n\nhttps://x.cn/zh-hans/instance/${instanceId}\n`)).toEqual({
    title: "x",
    instanceIds: [instanceId, instanceId],
  });
  await expect(typed("红楼梦")).rejects.toMatchObject({ code: "instance-unknown" });
  const articleId = await written("steward", id, { instanceIds: [instanceId, instanceId] });
  await tries("steward", "publish", id, {}, articleId);
  expect((await get(null, `/articles?instanceId=${instanceId}`)).body.items).toMatchObject([
    { id: articleId, instanceIds: [instanceId] },
  ]);
  const wrong = { ...text, instanceIds: [999_999] };
  expect(await tries("steward", "draft", id, wrong)).toBe("instance-unknown");
  expect(await tries("steward", "revise", id, wrong, articleId)).toBe("instance-unknown");
  expect(MOST_TITLES).toBe(20);
  const many = (count: number) => ({ ...text, instanceIds: Array.from({ length: count }, () => instanceId) });
  expect([
    await tries("steward", "draft", id, many(20)),
    await tries("steward", "draft", id, many(21)),
  ]).toEqual([null, "invalid-request"]);
});

test("ten articles a day, fifty drafts, two hundred columns followed; a column that ended takes nothing new", async () => {
  const { db } = world.database;
  expect([ARTICLES_PER_DAY, MOST_DRAFTS, MOST_FOLLOWED]).toEqual([10, 50, 200]);
  const id = await started("steward", "circle", circleId);
  const spend = (act: string, count: number) =>
    sql`insert into moderation.daily_act (who, act, target, at)
    select ${who.steward.personId}, ${act}, n::text, ${world.clock.now()} from generate_series(1, ${count}::int) n`.execute(
      db,
    );
  await spend("article", ARTICLES_PER_DAY - 1);
  const [one, two] = [await written("steward", id), await written("steward", id)];
  expect(await tries("steward", "publish", id, {}, one)).toBeNull();
  expect(await tries("steward", "publish", id, {}, two)).toBe("acts-exhausted");
  await sql`insert into columns.article (id, series_id, title, body, state, created_at, changed_at)
    select gen_random_uuid(), ${id}, '草稿', 'x', 'draft', now(), now()
    from generate_series(1, ${MOST_DRAFTS - 2}::int)`.execute(db);
  expect(await tries("steward", "draft", id, text)).toBeNull();
  expect(await tries("steward", "draft", id, text)).toBe("drafts-full");
  await sql`with s as (insert into columns.series (id, owner_kind, title, words_public, created_at)
      select gen_random_uuid(), 'office', '专栏', true, now() from generate_series(1, ${MOST_FOLLOWED}::int) returning id)
    insert into columns.follower (series_id, person_id, since) select s.id, ${who.mei.personId}, now() from s`.execute(
    db,
  );
  expect(await tries("mei", "follow", id, { isFollowed: true })).toBe("follows-full");
  await sql`delete from columns.follower f where f.ctid = (select x.ctid from columns.follower x limit 1)`.execute(
    db,
  );
  expect(await tries("mei", "follow", id, { isFollowed: true })).toBeNull();
  expect(await tries("mei", "close", id, { isClosed: true })).toBe("column-writer-needed");
  expect(await tries("steward", "close", id, { isClosed: true })).toBeNull();
  expect(await tries("steward", "draft", id, text)).toBe("column-closed");
  await sql`delete from moderation.daily_act`.execute(db);
  expect(await tries("steward", "publish", id, {}, two)).toBe("column-closed");
});

test("what is doubted waits for a moderator, then followers are told; libraries speak in their own name", async () => {
  const { db } = world.database;
  const official = await started("editor", "library", String(world.memberId), { title: "可疑之词" });
  expect((await get(null, `/columns/${official}`)).status).toBe(200);
  const doubted = await started("steward", "circle", circleId, { title: "可疑之词" });
  expect([
    (await get("mei", `/columns/${doubted}`)).status,
    (await get("steward", `/columns/${doubted}`)).status,
  ]).toEqual([404, 200]);
  const id = await started("steward", "circle", circleId);
  await tries("mei", "follow", id, { isFollowed: true });
  const before = await told("mei");
  const articleId = await written("steward", id, { body: "可疑之词" });
  await tries("steward", "publish", id, {}, articleId);
  const path = `/columns/${id}/articles/${articleId}`;
  expect([(await get("mei", path)).status, (await told("mei")) - before]).toEqual([404, 0]);
  const [texts] = columnsSubscribers({ ...world.database, clock: world.clock, config: readConfig({}) });
  const decide = async (kind: string, subject: string): Promise<void> => {
    await sql`update moderation.posting set state = 'published' where kind = ${kind} and subject = ${subject}`.execute(
      db,
    );
    await world.run((tx) =>
      texts!.handle(tx, [{ id: 1, topic: "posting-decided", payload: { kind, subject } } as never]),
    );
  };
  await decide(ARTICLE_POSTING, articleId);
  await decide(COLUMN_POSTING, doubted);
  expect([(await get("mei", path)).status, (await told("mei")) - before]).toEqual([200, 1]);
  expect((await get("mei", `/columns/${doubted}`)).status).toBe(200);
  expect(await tries("steward", "revise", id, { ...text, body: "禁止之词" }, articleId)).toBe("text-refused");
  const refused = await written("steward", id, { body: "禁止之词" });
  expect(await tries("steward", "publish", id, {}, refused)).toBe("text-refused");
});

test("what is not there is unknown to everybody; moderators hear of an article once", async () => {
  const id = await started("steward", "circle", circleId, { membersOnly: true });
  const articleId = await written("steward", id);
  await tries("steward", "publish", id, {}, articleId);
  for (const [command, body] of [
    ["change", { title: "新名" }],
    ["close", { isClosed: true }],
    ["follow", { isFollowed: true }],
    ["draft", text],
    ["revise", text],
    ["publish", {}],
    ["withdraw", {}],
    ["report", {}],
  ] as const) {
    const article = ["revise", "publish", "withdraw", "report"].includes(command) ? articleId : "";
    expect(await tries("stranger", command, id, body, article), command).toBe("column-unknown");
    expect(await tries("mei", command, unknown, body, article), command).toBe("column-unknown");
    if (article) expect(await tries("steward", command, id, body, unknown), command).toBe("article-unknown");
    if (["draft", "revise", "withdraw"].includes(command))
      expect(await tries("mei", command, id, body, article), command).toBe("column-writer-needed");
  }
  expect(await tries("mei", "report", id, { words: "广告" }, articleId)).toBeNull();
  expect(await tries("mei", "report", id, { words: "广告" }, articleId)).toBe("already-reported");
  await sql`insert into moderation.daily_act (who, act, target, at)
    select ${who.steward.personId}, 'report', n::text, ${world.clock.now()} from generate_series(1, 30) n`.execute(
    world.database.db,
  );
  expect(await tries("steward", "report", id, {}, articleId)).toBe("acts-exhausted");
});

test("whoever is forgotten leaves what a circle published, and takes drafts and the columns of their lists along", async () => {
  const circle = await started("steward", "circle", circleId);
  await tries("steward", "publish", circle, {}, await written("steward", circle));
  await written("steward", circle);
  const list = await started("maker", "list", lists.open);
  await tries("steward", "follow", list, { isFollowed: true });
  for (const name of ["steward", "maker"] as const)
    await world.run((tx) => room.erasePerson!(tx, world.clock, who[name].personId));
  expect(((await get("mei", `/columns/${circle}`)).body.articles as unknown[]).length).toBe(1);
  expect((await get("mei", `/columns/${list}`)).status).toBe(404);
  const { rows } = await sql`select 1 from columns.article where state = 'draft'
    union all select 1 from columns.follower`.execute(world.database.db);
  expect(rows).toEqual([]);
});

test("the first words of an article are told without its marks", () => {
  expect(openingOf("## 题\n> 引\n文")).toBe("题 引 文");
  expect(openingOf("字".repeat(161))).toBe(`${"字".repeat(160)}…`);
});
