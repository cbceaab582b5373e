import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../../circles/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { newId } from "../../kernel/ids.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { setMinor, sharerOf } from "../../neighbours/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  signIn,
} from "../../peer-loans/testing.ts";
import { findNearby, myBooks } from "../index.ts";
import { NEW_BOOKS_PER_DAY } from "../publish.ts";
import { foldTitles } from "../titles/title-folds.ts";
import { scanDefaults } from "./choice.ts";
import { scanCommands } from "./scan-commands.ts";

const people = ["lin", "mei", "minor", "placeless", "eager"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;
const unknown = newId<"circle">();
const CATALOGUED = isbnOf(8101);
const UNKNOWN = isbnOf(8102);

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  doors = doorsOf(world.app, scanCommands);
  for (const name of people) {
    const at = name === "placeless" || name === "minor" ? {} : { at: HOME };
    who[name] = await addReader(world, name, { ...at, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await addCatalogued(world, "红楼梦", [CATALOGUED]);
  const circle = await world.run((tx) =>
    createCircle(tx, who.mei, world.clock, {
      name: "晨读会",
      kind: "reading-group",
      proofs: ["account"],
      memberId: world.memberId,
    }),
  );
  circleId = circle.id;
  await world.run((tx) => joinByAccount(tx, who.lin, world.clock, circleId));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

const send = (name: Name, ...books: object[]) =>
  doors.code(headers[name], "shelves.publish-scanned", {}, { books });
const lookUp = async (name: Name, text: string) => {
  const reply = await world.app.inject({
    url: `/api/v1/sharing/look-up?${new URLSearchParams({ text })}`,
    headers: headers[name],
  });
  return reply.json() as Record<string, unknown>;
};
const shown = async (name: Name) =>
  (await myBooks(world.database.db, who[name].personId)).items.map(({ title, author, modes, audience }) => ({
    title,
    author,
    modes,
    near: audience.public,
    friends: audience.friends,
    circles: audience.circleIds,
  }));

test("a beep tells the book: from the catalogue, as typed, by nobody yet, or with a wrong digit", async () => {
  expect(await lookUp("lin", `ISBN ${CATALOGUED}`)).toMatchObject({
    isbn: CATALOGUED,
    title: "红楼梦",
    author: "曹雪芹",
    own: 0,
    reason: null,
  });
  expect(await lookUp("lin", "《平凡的世界》 路遥")).toMatchObject({
    isbn: null,
    title: "平凡的世界",
    author: "路遥",
    reason: null,
  });
  expect(await lookUp("lin", UNKNOWN)).toMatchObject({ isbn: UNKNOWN, title: "", reason: "title-needed" });
  expect(await lookUp("lin", "9787020002201")).toMatchObject({ isbn: null, reason: "isbn-invalid" });
});

test("three books of one tap: one lent, one given, one in a circle, each to whom it was meant for", async () => {
  const wrong = { text: "9787020002201", to: "lend" };
  const reply = await doors.send(
    headers.lin,
    "shelves.publish-scanned",
    {},
    {
      books: [
        { text: CATALOGUED, to: "lend" },
        { text: "《平凡的世界》 路遥", to: "give" },
        { text: UNKNOWN, title: "胡同里的旧书", author: "佚名", to: circleId },
        wrong,
      ],
    },
  );
  expect(reply.status).toBe(201);
  expect(reply.body).toMatchObject({ skipped: [{ line: 4, reason: "isbn-invalid" }] });
  expect((await shown("lin")).sort((a, b) => a.title.localeCompare(b.title))).toEqual([
    { title: "平凡的世界", author: "路遥", modes: ["give"], near: true, friends: true, circles: [] },
    { title: "红楼梦", author: "曹雪芹", modes: ["lend"], near: true, friends: true, circles: [] },
    {
      title: "胡同里的旧书",
      author: "佚名",
      modes: ["lend"],
      near: false,
      friends: false,
      circles: [circleId],
    },
  ]);
  expect(await lookUp("lin", CATALOGUED)).toMatchObject({ own: 1 });
  expect(await lookUp("eager", CATALOGUED)).toMatchObject({ own: 0 });
});

test("what somebody named is known at the next beep, and found in both scripts by who may see it", async () => {
  expect(await lookUp("eager", UNKNOWN)).toMatchObject({
    title: "胡同里的旧书",
    author: "佚名",
    reason: null,
  });
  const { db } = world.database;
  const me = await sharerOf(db, who.mei.personId);
  const find = async (personId: string, text: string) => {
    const { items } = await findNearby(db, personId, me.cell!, { radiusKm: 5, text });
    return items.map((copy) => copy.title);
  };
  await sql`update shelves.title set folded = null`.execute(db);
  await foldTitles(db, null);
  expect(await find(who.mei.personId, "胡同裡的舊書")).toEqual(["胡同里的旧书"]);
  expect(await find(who.eager.personId, "胡同裡的舊書")).toEqual([]);
  expect(await find(who.eager.personId, "紅樓夢")).toEqual(["红楼梦"]);
});

test("the last choice is kept, and how far the last wide one went", async () => {
  const { db } = world.database;
  const defaults = async (name: Name) => scanDefaults(db, await sharerOf(db, who[name].personId));
  expect((await defaults("mei")).to).toBe("lend");
  expect(await send("mei", { text: "《呐喊》", to: "give" })).toBeNull();
  expect((await defaults("mei")).to).toBe("give");
  expect(await send("mei", { text: "《彷徨》", to: circleId })).toBeNull();
  expect(await defaults("mei")).toMatchObject({ to: circleId, audience: { public: true, friends: true } });
  await sql`update shelves.offer set is_public = false, radius_km = 10 where owner_id = ${who.mei.personId}`.execute(
    db,
  );
  expect(await defaults("mei")).toMatchObject({ audience: { public: false, radiusKm: 10, friends: true } });
  expect((await defaults("placeless")).audience).toMatchObject({ public: false, friends: true });
  expect((await defaults("minor")).audience).toMatchObject({ public: false, friends: false });
});

test("the scanner's door refuses nothing at all, others' circles, under age, too many, and lists without one book", async () => {
  expect(await send("lin")).toBe("shelf-empty");
  expect(await send("eager", { text: "《呐喊》", to: unknown })).toBe("circle-unknown");
  expect(await send("placeless", { text: "《呐喊》", to: circleId })).toBe("circle-unknown");
  expect(await send("minor", { text: "《呐喊》", to: circleId })).toBe("circle-unknown");
  expect(await send("lin", { text: "，", to: "lend" })).toBe("title-missing");
  expect(await send("lin", { text: "禁止之词", to: "lend" })).toBe("text-refused");
  expect(await send("lin", { text: "9787020002201", to: "lend" })).toBe("isbn-invalid");
  expect(await send("lin", { text: isbnOf(8103), to: "lend" })).toBe("title-needed");
  const many = Array.from({ length: NEW_BOOKS_PER_DAY }, (_, i) => ({ text: `《书${i}》`, to: "lend" }));
  expect(await send("eager", ...many)).toBeNull();
  await sql`update shelves.copy set created_at = ${world.clock.now()} where owner_id = ${who.eager.personId}`.execute(
    world.database.db,
  );
  expect(await send("eager", { text: "《多一本》", to: "lend" })).toBe("books-exhausted");
});

test("nobody publishes without signing in, and a book of another is not changed by scanning it", async () => {
  expect((await doors.send({}, "shelves.publish-scanned", {}, { books: [] })).status).toBe(401);
  expect((await world.app.inject({ url: "/api/v1/sharing/look-up?text=x" })).statusCode).toBe(401);
});

test("every refusal that the scanner declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
