import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { drainOutbox } from "../../kernel/outbox.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { mountModeration } from "../../moderation/testing.ts";
import { sharedLoansOf } from "../../peer-loans/index.ts";
import {
  addCatalogued,
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  room as peerLoans,
  signIn,
} from "../../peer-loans/testing.ts";
import { erasePerson } from "../erasure.ts";
import { publishCopies } from "../index.ts";
import { room } from "../room.ts";
import { defaultOffer } from "../testing.ts";
import { foldTitles } from "../titles/title-folds.ts";
import { findStubs, stubStrip, titlePageOf } from "./find-stubs.ts";
import { MENDINGS_PER_DAY } from "./mendings.ts";
import { stubCommands } from "./stub-commands.ts";
import { askedTerms, stubTerms } from "./stub-terms.ts";

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
const who = {} as Record<"lin" | "mei" | "wu" | "stranger" | "staff" | "elsewhere", Actor>;
type Decider = keyof typeof who | "office";
const headers = {} as Record<Decider, Record<string, string>>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountModeration(world.app, deps);
  doors = doorsOf(world.app, stubCommands);
  const staff = { roles: [["member-admin", "JINHE"]] as never };
  const other = { roles: [["member-admin", "NANSHAN"]] as never };
  for (const name of ["lin", "mei", "wu", "stranger", "staff", "elsewhere"] as const) {
    const far = name === "stranger" ? { lat: 20.02, lon: 110.35 } : HOME;
    const place = { at: far, memberId: world.memberId };
    who[name] = await addReader(world, name, name === "staff" ? staff : name === "elsewhere" ? other : place);
    headers[name] = await signIn(world, name);
  }
});
afterAll(() => world.close());

async function publish(
  owner: keyof typeof who,
  line: { title: string; author?: string; isbn?: string },
  isPublic = true,
): Promise<{ copyId: string; titleId: number }> {
  const { copies } = await world.run((tx) =>
    publishCopies(tx, who[owner], world.clock, {
      lines: [line],
      options: {
        ...defaultOffer,
        audience: { ...defaultOffer.audience, public: isPublic, friends: true, radiusKm: 5 },
      },
    }),
  );
  await foldTitles(world.database.db, null);
  return { copyId: copies[0]!.id, titleId: copies[0]!.title.id };
}

async function settle(): Promise<void> {
  const deps = { ...world.database, clock: world.clock } as never;
  await drainOutbox(world.database.db, [
    ...(room.subscribers?.(deps) ?? []),
    ...(peerLoans.subscribers?.(deps) ?? []),
  ]);
}

const found = async (query: string): Promise<string[]> =>
  (await findStubs(world.database.db, query)).items.map((one) => one.main);
const mend = (name: keyof typeof who, id: number, said: object) =>
  doors.send(headers[name], "shelves.mend-title", { id: String(id) }, { title: "x", ...said });
const refused = (name: keyof typeof who, id: number, said: object) =>
  doors.code(headers[name], "shelves.mend-title", { id: String(id) }, { title: "x", ...said });

async function decide(name: Decider, mendingId: string, isLet: boolean): Promise<number> {
  const { rows } = await sql<{ id: string }>`select p.id from moderation.posting p
    where p.kind = 'title-mending' and p.subject = ${mendingId}`.execute(world.database.db);
  const decision = isLet ? { decision: "publish" } : { decision: "reject", reason: "other" };
  const url = `/api/v1/moderation/postings/${rows[0]!.id}`;
  const reply = await world.app.inject({ method: "POST", url, headers: headers[name], payload: decision });
  await settle();
  return reply.statusCode;
}
async function titleNow(copyId: string) {
  const { rows } = await sql<{
    id: number;
    main: string;
    author: string;
    isbn: string | null;
    instance_id: number | null;
  }>`
    select t.id, t.main, t.author, t.isbn, t.instance_id from shelves.copy c join shelves.title t on t.id = c.title_id
    where c.id = ${copyId}`.execute(world.database.db);
  return rows[0]!;
}

test("a search is asked as words, in pairs of characters, and by sound", () => {
  expect(askedTerms("平凡 路")).toEqual([["平凡", "路"]]);
  expect(askedTerms("pingfande")).toEqual([["pingfande"], ["~pingfan", "~fande"]]);
  expect(askedTerms("，。")).toEqual([]);
  expect(stubTerms({ main: "Emma", author: "", isbn: "9787020002207" })).toEqual(["emma", "9787020002207"]);
});

test("what no library has is found in simplified, traditional, pinyin, parts and Latin words, by everybody", async () => {
  await publish("lin", { title: "閩南童謠選", author: "林語堂" });
  await publish("mei", { title: "Grandmother's Recipes", author: "家传" });
  for (const query of ["闽南童谣", "閩南童謠", "minnan tongyao", "童谣 林语堂", "谣选", "闽南谣选"])
    expect(await found(query)).toEqual(["閩南童謠選"]);
  expect(await found("grandmother recipes")).toEqual(["Grandmother's Recipes"]);
  expect(await found("闽南菜谱")).toEqual([]);
  const site = { base: "/zh-hans", t: (key: string, params = {}) => `${key} ${JSON.stringify(params)}` };
  expect(await stubStrip(world.database.db, "闽南童谣", site)).toMatchObject({ total: 1 });
  expect(await stubStrip(world.database.db, "没有的书名", site)).toBeNull();
});

test("what is only for friends, hidden, or a library's is found by nobody", async () => {
  const own = await publish("lin", { title: "只给朋友看的日记" }, false);
  expect(await found("只给朋友看的日记")).toEqual([]);
  await expect(titlePageOf(world.database.db, null, own.titleId)).rejects.toMatchObject({
    code: "title-unknown",
  });
  await expect(titlePageOf(world.database.db, who.stranger.personId, own.titleId)).rejects.toThrow();
  expect(await refused("stranger", own.titleId, { title: "别的" })).toBe("title-unknown");
  expect(await refused("lin", 999_999_999, {})).toBe("title-unknown");
});

test("a reader far away sees that there is such a book, and no copy; a neighbour sees whose it is", async () => {
  const { titleId, copyId } = await publish("lin", { title: "海甸岛旧影" });
  expect(await titlePageOf(world.database.db, who.stranger.personId, titleId)).toMatchObject({
    offered: 1,
    copies: [],
  });
  expect(
    (await titlePageOf(world.database.db, who.wu.personId, titleId)).copies.map((copy) => copy.id),
  ).toEqual([copyId]);
});

test("a mending waits for a moderator of the reader's library: then it holds, turned down it does not", async () => {
  const { titleId, copyId } = await publish("lin", { title: "平凡的世届", author: "路谣" });
  expect((await doors.send({}, "shelves.mend-title", { id: String(titleId) }, { title: "x" })).status).toBe(
    401,
  );
  expect(await refused("mei", titleId, { title: "平凡的世届", author: "路谣" })).toBe("mending-nothing");
  const wrong = await mend("mei", titleId, { title: "错上加错" });
  const { body } = await mend("mei", titleId, { title: "平凡的世界", author: "路遥" });
  const { rows } =
    await sql`select 1 from moderation.posting p where p.subject = ${(wrong.body as { id: string }).id}`.execute(
      world.database.db,
    );
  expect(rows).toEqual([]);
  expect((await titlePageOf(world.database.db, who.mei.personId, titleId)).isMended).toBe(true);
  expect((await titleNow(copyId)).main).toBe("平凡的世届");
  const { id } = body as { id: string };
  for (const name of ["elsewhere", "mei", "stranger"] as const)
    expect(await decide(name, id, true)).toBeGreaterThanOrEqual(403);
  const other = (await mend("wu", titleId, { title: "平凡的世面" })).body as { id: string };
  await decide("staff", other.id, false);
  expect((await titleNow(copyId)).main).toBe("平凡的世届");
  await decide("staff", id, true);
  expect(await titleNow(copyId)).toMatchObject({ main: "平凡的世界", author: "路遥" });
  await foldTitles(world.database.db, null);
  expect(await found("平凡的世界")).toEqual(["平凡的世界"]);
});

test("an ISBN makes one title of two, with copies, voices and requests, and the old address leads on", async () => {
  const isbn = isbnOf(660001);
  const first = await publish("lin", { title: "北岛的海", isbn });
  const second = await publish("mei", { title: "北島之海", author: "某" });
  expect(await refused("wu", second.titleId, { title: "北島之海", author: "某", isbn: "978-1" })).toBe(
    "isbn-invalid",
  );
  const { body } = await mend("wu", second.titleId, { title: "北島之海", author: "某", isbn });
  await decide("staff", (body as { id: string }).id, true);
  expect((await titleNow(second.copyId)).id).toBe(first.titleId);
  expect(await titlePageOf(world.database.db, null, second.titleId)).toMatchObject({
    id: first.titleId,
    offered: 2,
  });
  const loan = await ask(world, who.wu, second.copyId);
  const instanceId = await addCatalogued(world, "北岛的海", [isbn]);
  await settle();
  expect(await titleNow(second.copyId)).toMatchObject({ instance_id: instanceId });
  const loans = await sharedLoansOf(world.database.db, world.clock, who.wu.personId, "borrower");
  expect(loans.find((one) => one.id === loan)?.instanceId).toBe(instanceId);
  expect(await found("北岛的海")).toEqual([]);
  expect(await refused("wu", second.titleId, { title: "别的" })).toBe("title-catalogued");
});

test("a reader says which record it is; one that is not there is refused, and one that comes meanwhile wins", async () => {
  const { titleId, copyId } = await publish("lin", { title: "朝花夕拾集" });
  const instanceId = await addCatalogued(world, "朝花夕拾", [isbnOf(660002)]);
  const said = { title: "朝花夕拾集" };
  expect(await refused("wu", titleId, { ...said, record: "朝花" })).toBe("record-unknown");
  expect(await refused("wu", titleId, { ...said, record: "99999999" })).toBe("record-unknown");
  const address = `https://example.org/zh-hans/instance/${instanceId}?from=q`;
  const { body } = await mend("wu", titleId, { ...said, record: address });
  const late = (await mend("mei", titleId, { title: "晚了的名字" })).body as { id: string };
  await decide("staff", (body as { id: string }).id, true);
  expect(await titleNow(copyId)).toMatchObject({ instance_id: instanceId, main: "朝花夕拾" });
  await decide("staff", late.id, true);
  expect((await titleNow(copyId)).main).toBe("朝花夕拾");
});

test("where a record says title and author as somebody typed them without an ISBN, a moderator is asked, once", async () => {
  const { copyId, titleId } = await publish("lin", { title: "邊城舊事", author: "沈從文" });
  await settle();
  // Typed a moment before the record came: it has not been folded yet.
  await sql`update shelves.title set folded = null where id = ${titleId}`.execute(world.database.db);
  const instanceId = await addCatalogued(world, "边城旧事", [isbnOf(660003)], "沈从文");
  await settle();
  const { rows } = await sql<{
    id: string;
    instance_id: number;
  }>`select m.id, m.instance_id from shelves.title_mending m
    where m.person_id is null`.execute(world.database.db);
  expect(rows).toMatchObject([{ instance_id: instanceId }]);
  await sql`insert into kernel.outbox (topic, payload) values ('instances-changed', ${JSON.stringify({ instanceIds: [instanceId] })}::jsonb)`.execute(
    world.database.db,
  );
  await settle();
  const again = await sql`select 1 from shelves.title_mending m where m.person_id is null`.execute(
    world.database.db,
  );
  expect(again.rows).toHaveLength(1);
  await addReader(world, "office", { roles: [["consortium-admin", null]] as never });
  headers.office = await signIn(world, "office");
  await decide("office", rows[0]!.id, true);
  expect(await titleNow(copyId)).toMatchObject({ instance_id: instanceId });
});

test("a moderator's rule refuses a mending, twenty a day are enough, and who is forgotten has said nothing", async () => {
  const { titleId } = await publish("lin", { title: "够多的更正" });
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (gen_random_uuid(), 'phrase', '禁语', '禁语', 'refuse')`.execute(world.database.db);
  expect(await refused("wu", titleId, { title: "禁语" })).toBe("text-refused");
  world.clock.advance(2 * 86_400_000);
  headers.wu = await signIn(world, "wu");
  for (let i = 0; i < MENDINGS_PER_DAY; i++)
    expect((await mend("wu", titleId, { title: `第${i}种说法` })).status).toBe(201);
  expect(await refused("wu", titleId, { title: "再多一种" })).toBe("acts-exhausted");
  await world.run((tx) => erasePerson(tx, world.clock, who.wu.personId));
  const { rows } = await sql`select 1 from shelves.title_mending m
    where m.person_id = ${who.wu.personId} or m.title_id = ${titleId}`.execute(world.database.db);
  expect(rows).toEqual([]);
});

test("a record that says the same is proposed also where a reader has said something and is forgotten since", async () => {
  const { titleId } = await publish("lin", { title: "海角拾遗", author: "苏子言" });
  const gone = await addReader(world, "gone", { roles: [], at: HOME, memberId: world.memberId } as never);
  await sql`insert into shelves.title_mending (id, title_id, person_id, main, state, at, decided_at)
    values (gen_random_uuid(), ${titleId}, ${gone.personId}, '海角拾遗录', 'declined', now(), now())`.execute(
    world.database.db,
  );
  await world.run((tx) => erasePerson(tx, world.clock, gone.personId));
  const instanceId = await addCatalogued(world, "海角拾遗", [isbnOf(660004)], "苏子言");
  await settle();
  const { rows } =
    await sql`select m.instance_id from shelves.title_mending m where m.title_id = ${titleId}`.execute(
      world.database.db,
    );
  expect(rows).toEqual([{ instance_id: instanceId }]);
});

test("every refusal that mending declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
