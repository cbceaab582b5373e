import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { hideFrom, setMinor, unblockReader } from "../neighbours/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  signIn,
} from "../peer-loans/testing.ts";
import { ebooksCommands } from "./commands.ts";
import { EBOOKS_PER_DAY, recommendEbook } from "./ebooks.ts";
import { readableLink } from "./links.ts";
import { ebooksQueries } from "./queries.ts";
import { room } from "./room.ts";

const people = ["steward", "mei", "wu", "stranger", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, ebooksCommands);
  mountQueries(world.app, deps, ebooksQueries);
  doors = doorsOf(world.app, ebooksCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, { at: HOME, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  const circle = await world.run((tx) =>
    createCircle(tx, who.steward, world.clock, {
      ...{ name: "晨读会", kind: "reading-group", proofs: ["account"], memberId: world.memberId },
    }),
  );
  circleId = circle.id;
  for (const name of ["mei", "wu", "minor"] as const)
    await world.run((tx) => joinByAccount(tx, who[name], world.clock, circleId));
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse'),
      (${newId<"rule">()}, 'phrase', '可疑之词', '可疑之词', 'flag')`.execute(world.database.db);
});
beforeEach(async () => {
  await sql`delete from ebooks.recommendation`.execute(world.database.db);
  await sql`delete from moderation.daily_act`.execute(world.database.db);
});
afterAll(() => world.close());

const book = () => ({
  ...{ circleId, title: "呐喊", author: "鲁迅", link: "https://zh.wikisource.org/wiki/呐喊", isLawful: true },
  ...{ rights: "public-domain", rightsWords: "作者 1936 年去世" },
});
const say = (name: Name, more: object = {}) =>
  doors.code(headers[name], "ebooks.recommend", {}, { ...book(), ...more });
const listOf = async (name: Name) => {
  const reply = await world.app.inject({
    url: `/api/v1/ebooks?circleId=${circleId}`,
    headers: headers[name],
  });
  return reply.json<{ items: Record<string, unknown>[] }>().items;
};
const tries = (name: Name, command: string, id: string, body: object = {}) =>
  doors.code(headers[name], `ebooks.${command}`, { id }, body);

test("an e-book is its circle's: seen by nobody else, nobody under age, nobody signed out", async () => {
  expect(await say("mei")).toBeNull();
  expect(await listOf("wu")).toMatchObject([
    { title: "呐喊", rights: "public-domain", isOwn: false, mayWithdraw: false, circle: "晨读会" },
  ]);
  expect([await listOf("stranger"), await listOf("minor")]).toEqual([[], []]);
  expect((await world.app.inject({ url: "/api/v1/ebooks" })).statusCode).toBe(401);
  await world.run((tx) => hideFrom(tx, who.wu, world.clock, who.mei.personId));
  expect(await listOf("wu")).toEqual([]);
  await world.run((tx) => unblockReader(tx, who.wu, who.mei.personId));
});

test("without rights that somebody states, an e-book is not taken; nor twice, nor from outside the circle", async () => {
  for (const name of ["stranger", "minor"] as const) expect(await say(name)).toBe("circle-unknown");
  expect(await say("mei", { circleId: "x" })).toBe("circle-unknown");
  expect(await say("mei", { isLawful: false })).toBe("invalid-request");
  expect(await say("mei", { rights: "somebody-said" })).toBe("invalid-request");
  expect(await say("mei", { rightsWords: "" })).toBe("ebook-rights-missing");
  expect(await say("mei", { title: "" })).toBe("ebook-title-missing");
  expect(await say("mei", { link: "" })).toBe("ebook-link");
  expect(await say("mei", { link: "https://pan.baidu.com/s/1abc" })).toBe("ebook-link-shares-files");
  expect(await say("mei", { words: "禁止之词" })).toBe("text-refused");
  expect(await say("mei", { instanceId: 999_999 })).toBe("instance-unknown");
  expect(await say("mei")).toBeNull();
  expect(await say("wu")).toBe("ebook-known");
});

test("licensed is only what a library has on line, and leads to its page", async () => {
  const { db } = world.database;
  const id = await addCatalogued(world, "红楼梦", []);
  const licensed = { rights: "licensed", rightsWords: "", link: "", title: "", author: "", instanceId: id };
  const online = (urls: object[]) =>
    sql`update catalogue.instance set brief = (brief::jsonb || jsonb_build_object('urls',
    ${JSON.stringify(urls)}::jsonb))::json where id = ${id}`.execute(db);
  await online([]);
  expect(await say("mei", licensed)).toBe("ebook-not-online");
  await online([{ url: "https://reader.example/1" }]);
  expect(await say("mei", licensed)).toBeNull();
  expect(await listOf("wu")).toMatchObject([
    { title: "红楼梦", author: "曹雪芹", link: null, instanceId: id },
  ]);
  expect(await say("wu", licensed)).toBe("ebook-known");
});

test("of two who recommend the same at once one is first; five a day", async () => {
  const both = await Promise.allSettled(
    (["mei", "wu"] as const).map((name) =>
      world.run((tx) => {
        const { isLawful: _, ...input } = book();
        return recommendEbook(tx, who[name], world.clock, { ...input, instanceId: null, words: "" } as never);
      }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(EBOOKS_PER_DAY).toBe(5);
  for (let i = 0; i < EBOOKS_PER_DAY; i++)
    expect(await say("steward", { link: `https://example.org/${i}` })).toBeNull();
  expect(await say("steward", { link: "https://example.org/5" })).toBe("acts-exhausted");
});

test("its recommender or a steward takes it back; members report it once; what is doubted waits", async () => {
  await say("mei");
  await say("mei", { link: "https://example.org/2", words: "可疑之词" });
  expect([(await listOf("mei")).length, (await listOf("wu")).length]).toEqual([2, 1]);
  const id = (await listOf("wu"))[0]!.id as string;
  for (const command of ["withdraw", "report"])
    expect(await tries("stranger", command, id)).toBe("ebook-unknown");
  expect(await tries("wu", "withdraw", id)).toBe("ebook-not-yours");
  expect(await tries("wu", "report", id, { words: "盗版" })).toBeNull();
  expect(await tries("wu", "report", id, { words: "盗版" })).toBe("already-reported");
  await sql`insert into moderation.daily_act (who, act, target, at)
    select ${who.steward.personId}, 'report', n::text, ${world.clock.now()} from generate_series(1, 30) n`.execute(
    world.database.db,
  );
  expect(await tries("steward", "report", id)).toBe("acts-exhausted");
  expect(await tries("steward", "withdraw", id)).toBeNull();
  expect(await tries("mei", "withdraw", id)).toBe("ebook-unknown");
  expect(await say("wu")).toBeNull();
  await world.run((tx) => room.erasePerson!(tx, world.clock, who.wu.personId));
  expect((await listOf("steward")).length).toBe(0);
});

test("an address is https with a host's name, and no place where anybody puts files", () => {
  const code = (link: string): string | null => {
    try {
      readableLink(link);
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(readableLink(" https://Example.org/a b ")).toBe("https://example.org/a%20b");
  for (const wrong of [
    "",
    "x",
    "http://example.org",
    "https://10.0.0.1/x",
    "https://localhost/x",
    "javascript:x",
    "https://a:b@example.org",
  ])
    expect(code(wrong), wrong).toBe("ebook-link");
  for (const share of ["https://pan.baidu.com/s/1", "https://www.123pan.com/x", "https://z-lib.org"])
    expect(code(share), share).toBe("ebook-link-shares-files");
  expect(code("https://notmega.nz.example.org/")).toBeNull();
});
