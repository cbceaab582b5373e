import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { DAY_MS, HOUR_MS } from "../kernel/time.ts";
import { hideFrom, setMinor, unblockReader } from "../neighbours/index.ts";
import { noticesOf } from "../notices/index.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  signIn,
} from "../peer-loans/testing.ts";
import { pauseAllOf, publishCopies } from "../shelves/index.ts";
import { defaultOffer } from "../shelves/testing.ts";
import { ANSWERS_PER_DAY, MOST_ANSWERS } from "./answers.ts";
import { wantedCommands } from "./commands.ts";
import { turnRings } from "./jobs.ts";
import { TOLD_PER_DAY } from "./matching-owners.ts";
import { MOST_OPEN, POST_DAYS, POSTS_PER_DAY } from "./posts.ts";
import { wantedQueries } from "./queries.ts";
import { bookIn } from "./rings.ts";
import { room } from "./room.ts";

const people = ["asker", "near", "far", "away", "minor", "placeless", "busy", "helper"] as const;
type Name = (typeof people)[number];
/** One degree of latitude is 111 km. */
const NORTH: Partial<Record<Name, number>> = { far: 7 / 111, away: 30 / 111 };

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name | "nobody", Record<string, string>>;
const unknown = newId<"wanted">();

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, wantedCommands);
  mountQueries(world.app, deps, wantedQueries);
  doors = doorsOf(world.app, wantedCommands);
  for (const name of people) {
    const at =
      name === "placeless" || name === "minor" ? {} : { at: { ...HOME, lat: HOME.lat + (NORTH[name] ?? 0) } };
    who[name] = await addReader(world, name, { ...at, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  headers.nobody = {};
  // Zones of one square: who lives where can be told to the kilometre.
  await sql`update neighbours.person set spread_km = 0.7, pt = neighbours.zone_centre(neighbours.zone_of(cell, 1), 1)
    where cell is not null`.execute(world.database.db);
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  const circle = await world.run((tx) =>
    createCircle(tx, who.near, world.clock, {
      name: "晨读会",
      kind: "reading-group",
      proofs: ["account"],
      memberId: world.memberId,
    }),
  );
  circleId = circle.id;
  await world.run((tx) => joinByAccount(tx, who.asker, world.clock, circleId));
  await world.run((tx) => joinByAccount(tx, who.placeless, world.clock, circleId));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse'),
      (${newId<"rule">()}, 'phrase', '可疑之词', '可疑之词', 'flag')`.execute(world.database.db);
});
afterAll(() => world.close());

async function post(name: Name, words: string, circle: string | null = null): Promise<string> {
  const reply = await doors.send(headers[name], "wanted.post", {}, { words, circleId: circle });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as string;
}
const tries = (name: Name, command: string, id: string, body?: object) =>
  doors.code(headers[name], `wanted.${command}`, { id }, body);
const get = async (name: Name, path: string) =>
  (await world.app.inject({ url: `/api/v1/wanted${path}`, headers: headers[name] })).json() as {
    items: { id: string; words: string; band: number | null }[];
    answers: { id: string; title: string | null; isOwn: boolean }[];
  };
const seen = async (name: Name): Promise<string[]> => (await get(name, "")).items.map((one) => one.words);
const told = async (name: Name, kind: string): Promise<unknown[]> =>
  (await noticesOf(world.database.db, who[name].personId, { limit: 100 })).items
    .filter((notice) => notice.kind === kind)
    .map((notice) => notice.params.words);
const forget = () =>
  sql`delete from wanted.post; delete from moderation.daily_act`.execute(world.database.db);

async function publish(name: Name, title: string, audience: object): Promise<string> {
  const options = { ...defaultOffer, audience: { ...defaultOffer.audience, ...audience } };
  const made = await world.run((tx) =>
    publishCopies(tx, who[name], world.clock, { lines: [{ title }], options }),
  );
  await sql`update shelves.title set folded = lower(main || ' ' || author) where folded is null`.execute(
    world.database.db,
  );
  return made.copies[0]!.id;
}

test("near rings first: at once within three kilometres, after a day within ten, after three within fifty", async () => {
  const start = world.clock.now();
  await post("asker", "《平凡的世界》，借一个月");
  const everywhere = () =>
    Promise.all(["near", "far", "away", "minor", "placeless"].map((n) => seen(n as Name)));
  const yes = ["《平凡的世界》，借一个月"];
  expect(await everywhere()).toEqual([yes, [], [], [], []]);
  world.clock.set(new Date(start.getTime() + 24 * HOUR_MS - 1000).toISOString());
  expect(await everywhere()).toEqual([yes, [], [], [], []]);
  world.clock.set(new Date(start.getTime() + 24 * HOUR_MS).toISOString());
  expect(await everywhere()).toEqual([yes, yes, [], [], []]);
  world.clock.set(new Date(start.getTime() + 72 * HOUR_MS).toISOString());
  expect(await everywhere()).toEqual([yes, yes, yes, [], []]);
  expect((await get("far", "")).items[0]!.band).toBe(10);
  world.clock.set(new Date(start.getTime() + POST_DAYS * DAY_MS).toISOString());
  expect(await everywhere()).toEqual([[], [], [], [], []]);
  await turnRings(world.database.db, world.clock);
  expect(await told("asker", "wanted-expired")).toEqual(["《平凡的世界》，借一个月"]);
  world.clock.set(start.toISOString());
  await forget();
});

test("a visitor without an account sees what the whole region is asked, without who, how far and what more was said", async () => {
  const start = world.clock.now();
  await post("asker", "晨读会下月的书", circleId);
  const id = await post("asker", "《平凡的世界》，借一个月");
  const visitor = (path: string) => world.app.inject({ url: `/api/v1/wanted${path}` });
  const items = async () => ((await visitor("")).json() as { items: object[] }).items;
  world.clock.set(new Date(start.getTime() + 72 * HOUR_MS - 1000).toISOString());
  expect([await items(), (await visitor(`/${id}`)).statusCode]).toEqual([[], 404]);
  world.clock.set(new Date(start.getTime() + 72 * HOUR_MS).toISOString());
  expect(await items()).toMatchObject([
    {
      id,
      words: "《平凡的世界》，借一个月",
      more: "",
      band: null,
      circle: null,
      isOwn: false,
      by: { nickname: null },
    },
  ]);
  expect((await visitor(`/${id}`)).json()).toMatchObject({ post: { more: "", band: null }, answers: [] });
  world.clock.set(new Date(start.getTime() + POST_DAYS * DAY_MS).toISOString());
  expect([await items(), (await visitor(`/${id}`)).statusCode]).toEqual([[], 404]);
  world.clock.set(start.toISOString());
  await forget();
});

test("what is looked for in a circle is seen by its members only, without a place", async () => {
  const id = await post("asker", "晨读会下月的书", circleId);
  expect(await seen("placeless")).toEqual(["晨读会下月的书"]);
  expect(await seen("near")).toEqual(["晨读会下月的书"]);
  expect(await seen("helper")).toEqual([]);
  expect((await get("near", `/${id}`)).answers).toEqual([]);
  const reply = await world.app.inject({ url: `/api/v1/wanted/${id}`, headers: headers.helper });
  expect([reply.statusCode, (reply.json() as { code: string }).code]).toEqual([404, "wanted-unknown"]);
  expect((await world.app.inject({ url: `/api/v1/wanted/${id}` })).statusCode).toBe(404);
  await forget();
});

test("whoever has such a book near is told once, in either script, three times a day at most, and nobody whose book is paused", async () => {
  await publish("near", "平凡的世界", {});
  await publish("far", "平凡的世界", {});
  await publish("helper", "平凡的世界", {});
  await world.run((tx) => pauseAllOf(tx, who.helper.personId));
  const start = world.clock.now();
  await post("asker", "求《平凡的世界》");
  expect([await told("near", "wanted-match"), await told("far", "wanted-match")]).toEqual([
    ["求《平凡的世界》"],
    [],
  ]);
  world.clock.set(new Date(start.getTime() + 25 * HOUR_MS).toISOString());
  await turnRings(world.database.db, world.clock);
  await turnRings(world.database.db, world.clock);
  expect([await told("near", "wanted-match"), await told("far", "wanted-match")]).toEqual([
    ["求《平凡的世界》"],
    ["求《平凡的世界》"],
  ]);
  expect(await told("helper", "wanted-match")).toEqual([]);
  for (let i = 0; i < TOLD_PER_DAY + 1; i++) await post("busy", `《平凡的世界》第 ${i} 次`);
  expect((await told("near", "wanted-match")).length).toBe(1 + TOLD_PER_DAY);
  world.clock.set(start.toISOString());
  await forget();
});

test("answered by a copy, an address, or the library's word; the one who looks sees them, helpers their own", async () => {
  const id = await post("asker", "百年孤独");
  const copyId = await publish("near", "百年孤独", { public: true });
  expect(await tries("near", "answer", id, { kind: "copy", copyId, words: "周末可以拿" })).toBeNull();
  expect(await tries("helper", "answer", id, { kind: "link", link: "https://example.org/book" })).toBeNull();
  expect(await tries("helper", "answer", id, { kind: "library", words: "总馆有两册" })).toBeNull();
  expect(await told("asker", "wanted-answered")).toEqual(["百年孤独", "百年孤独", "百年孤独"]);
  const { answers } = await get("asker", `/${id}`);
  expect(answers.map((one) => one.title)).toEqual(["百年孤独", null, null]);
  expect((await get("near", `/${id}`)).answers.map((one) => one.isOwn)).toEqual([true]);
  expect(await tries("asker", "end", id, { found: true, answerId: answers[0]!.id })).toBeNull();
  expect(await told("near", "wanted-helped")).toEqual(["百年孤独"]);
  expect(await told("helper", "wanted-helped")).toEqual([]);
  await forget();
});

test("blocks hold: neither the post nor an answer crosses them", async () => {
  const id = await post("asker", "边城");
  await tries("near", "answer", id, { kind: "library", words: "有" });
  await world.run((tx) => hideFrom(tx, who.asker, world.clock, who.near.personId));
  expect(await seen("near")).toEqual([]);
  expect((await get("asker", `/${id}`)).answers).toEqual([]);
  expect(await tries("near", "answer", id, { kind: "link", link: "/instance/1" })).toBe("wanted-unknown");
  await world.run((tx) => unblockReader(tx, who.asker, who.near.personId));
  await forget();
});

test("posting is refused under age, without a place, in others' circles, too often, and in words the region does not want", async () => {
  const posting = (name: Name, words: string, circle: string | null = null) =>
    doors.code(headers[name], "wanted.post", {}, { words, circleId: circle });
  expect(await posting("minor", "边城")).toBe("minor-guarded-only");
  expect(await posting("minor", "边城", circleId)).toBe("circle-unknown");
  expect(await posting("helper", "边城", circleId)).toBe("circle-unknown");
  expect(await posting("placeless", "边城")).toBe("place-needed");
  expect(await posting("asker", "禁止之词")).toBe("text-refused");
  expect([MOST_OPEN, POSTS_PER_DAY, POST_DAYS, TOLD_PER_DAY]).toEqual([5, 5, 30, 3]);
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  for (let i = 0; i < MOST_OPEN; i++) expect(await posting("busy", `书 ${i}`)).toBeNull();
  expect(await posting("busy", "再一本")).toBe("wanted-full");
  await sql`update wanted.post set state = 'closed', ended_at = created_at where person_id = ${who.busy.personId}`.execute(
    world.database.db,
  );
  expect(await posting("busy", "再一本")).toBe("acts-exhausted");
  await forget();
});

test("answering is refused for what one may not see, one's own, what has ended, others' copies, what they cannot see, and twice", async () => {
  const id = await post("asker", "边城");
  const say = (name: Name, body: object, one = id) => tries(name, "answer", one, body);
  const word = { kind: "library", words: "有" };
  expect(await say("near", word, unknown)).toBe("wanted-unknown");
  expect(await say("away", word)).toBe("wanted-unknown");
  expect(await say("asker", word)).toBe("wanted-own");
  const copyId = await offerCopy(world, who.near);
  expect(await say("helper", { kind: "copy", copyId })).toBe("copy-unknown");
  const secret = await publish("near", "自己看的书", {});
  expect(await say("near", { kind: "copy", copyId: secret })).toBe("copy-unseen");
  expect(await say("near", { kind: "link", link: "http://example.org" })).toBe("link-invalid");
  expect(await say("near", { kind: "link", link: "javascript:alert(1)" })).toBe("link-invalid");
  expect(await say("near", { kind: "library" })).toBe("answer-empty");
  expect(await say("near", { kind: "library", words: "禁止之词" })).toBe("text-refused");
  expect(await say("near", word)).toBeNull();
  expect(await say("near", word)).toBe("answered-already");
  expect([ANSWERS_PER_DAY, MOST_ANSWERS]).toEqual([20, 50]);
  const lines = Array.from({ length: MOST_ANSWERS - 1 }, (_, i) => ({ title: `第 ${i} 本` }));
  const { copies } = await world.run((tx) =>
    publishCopies(tx, who.near, world.clock, { lines, options: defaultOffer }),
  );
  await sql`insert into wanted.answer (id, post_id, person_id, kind, copy_id, words_public, at)
    select gen_random_uuid(), ${id}, ${who.near.personId}, 'copy', c, true, ${world.clock.now()}
    from unnest(${copies.map((copy) => copy.id)}::uuid[]) c`.execute(world.database.db);
  expect(await say("helper", word)).toBe("answers-full");
  await sql`delete from wanted.answer where kind = 'copy'`.execute(world.database.db);
  for (let i = 0; i < ANSWERS_PER_DAY; i++)
    await sql`insert into moderation.daily_act (who, act, target, at)
      values (${who.helper.personId}, 'wanted-answer', ${String(i)}, ${world.clock.now()})`.execute(
      world.database.db,
    );
  expect(await say("helper", word)).toBe("acts-exhausted");
  expect(await tries("near", "end", id, { found: true })).toBe("wanted-unknown");
  expect(await tries("asker", "end", id, { found: true, answerId: unknown })).toBe("answer-unknown");
  expect(await tries("asker", "end", id, { found: false })).toBeNull();
  expect(await tries("asker", "end", id, { found: false })).toBe("wanted-ended");
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  expect(await say("helper", word)).toBe("wanted-ended");
  await forget();
});

test("doubted words wait, a report holds, and only who sees a text may report it", async () => {
  const doubted = await post("asker", "可疑之词");
  expect(await seen("near")).toEqual([]);
  expect(await tries("near", "report", doubted, {})).toBe("wanted-unknown");
  const id = await post("asker", "边城");
  expect(await tries("away", "report", id, {})).toBe("wanted-unknown");
  expect(await tries("near", "report", id, { words: "广告" })).toBeNull();
  expect(await tries("near", "report", id, { words: "广告" })).toBe("already-reported");
  expect(await tries("near", "report", id, { answerId: unknown })).toBe("answer-unknown");
  for (let i = 0; i < 30; i++)
    await sql`insert into moderation.daily_act (who, act, target, at)
      values (${who.helper.personId}, 'report', ${String(i)}, ${world.clock.now()})`.execute(
      world.database.db,
    );
  expect(await tries("helper", "report", await post("asker", "呐喊"), {})).toBe("acts-exhausted");
  await forget();
});

test("a person forgotten takes posts and answers along", async () => {
  const id = await post("asker", "边城");
  const kept = await post("near", "呐喊");
  await tries("near", "answer", id, { kind: "library", words: "有" });
  await tries("asker", "answer", kept, { kind: "library", words: "也有" });
  await world.run((tx) => room.erasePerson!(tx, world.clock, who.asker.personId));
  const { rows } = await sql<{ left: number }>`select (select count(*) from wanted.post) +
    (select count(*) from wanted.answer) as left`.execute(world.database.db);
  expect(rows[0]!.left).toBe(1);
  await forget();
});

test("the book in somebody's words", () => {
  expect(
    ["求《高等数学》同济第七版", "谁有三体？", "Looking for Emma", "百年孤独"].map((words) => bookIn(words)),
  ).toEqual(["高等数学", "三体", "Emma", "百年孤独"]);
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
