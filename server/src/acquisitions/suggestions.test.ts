import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { noticesOf } from "../notices/index.ts";
import { createPerson } from "../people/index.ts";
import { arrivalSubscribers } from "./arrivals.ts";
import { acquisitionCommands, acquisitionQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { wordsFromQuery } from "./search-words.ts";
import { suggestionStateAfter } from "./suggestion-states.ts";
import { suggestionStates, verdicts } from "./words.ts";

// Said here anew, not taken from the source: a limit that changes turns a test red.
const SUGGESTIONS_PER_MONTH = 20;

let database: Database;
let app: App;
let jinhe: { id: number };
const clock = fixedClock("2026-11-29T04:00:00Z");
const actors: Record<string, Actor> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  await inTransaction(database.db, async (tx) => {
    jinhe = await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } });
    const nanshan = await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } });
    const actor = async (name: string, memberId: number | null, ...grants: Grant[]): Promise<void> => {
      const affiliations =
        memberId === null ? [] : [{ memberId, patronGroup: "student", number: `n-${name}` }];
      const { id } = await createPerson(tx, systemActor, { name, affiliations });
      actors[name] = actorOf({ personId: id, grants });
    };
    for (const name of ["lin", "mei", "busy", "gone"]) await actor(name, jinhe.id);
    await actor("zhou", nanshan.id);
    await actor("passer", null);
    await actor("staff", null, { role: "cataloguer", scope: jinhe.id });
    await actor("other", null, { role: "cataloguer", scope: nanshan.id });
    await actor("office", null, { role: "consortium-admin", scope: null });
  });
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, acquisitionCommands);
  mountQueries(app, deps, acquisitionQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of different operations
type Answer = { status: number; body: any };
async function ask(who: string, operation: string, payload?: object): Promise<Answer> {
  const [method, path] = operation.split(" ") as ["GET", string];
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { "x-who": who },
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
}
const suggest = (who: string, words: object): Promise<Answer> => ask(who, "POST /suggestions", words);
const refusal = ({ status, body }: Answer): [number, string] => [status, body.code];
const waiting = async (who = "staff", state = "waiting"): Promise<Answer["body"][]> =>
  (await ask(who, `GET /suggested-books?state=${state}`)).body.items;
const told = async (who: string): Promise<string[]> =>
  (await noticesOf(database.db, actors[who]!.personId, { limit: 50 })).items.map((notice) => notice.kind);

test("what readers ask for is one line per book for the staff of their library, in any script, without names", async () => {
  expect(
    (await suggest("lin", { title: "紅樓夢", author: "曹雪芹", note: "课上要读", search: "csapp" })).status,
  ).toBe(201);
  expect((await suggest("mei", { title: "红楼梦", author: "曹雪芹" })).status).toBe(201);
  expect((await suggest("mei", { title: "别的书" })).status).toBe(201);
  const books = await waiting();
  expect(books.map((book) => [book.title, book.readers, book.notes, book.searches])).toEqual([
    ["紅樓夢", 2, ["课上要读"], ["csapp"]],
    ["别的书", 1, [], []],
  ]);
  expect(JSON.stringify(books)).not.toContain(actors.lin!.personId);
  expect(await waiting("other")).toEqual([]);
});

test("one answer goes to everybody who waits for the book, and to nobody else", async () => {
  const [book] = await waiting();
  const verdict = { verdict: "accept", answer: "下月到" };
  expect(await ask("staff", `POST /suggested-books/${book.id}/verdict`, verdict)).toMatchObject({
    status: 200,
    body: { readers: 2 },
  });
  expect(await told("lin")).toEqual(["suggestion-accepted"]);
  expect(await told("mei")).toEqual(["suggestion-accepted"]);
  expect(await told("zhou")).toEqual([]);
  const own = (await ask("lin", "GET /suggestions")).body.items;
  expect(own).toMatchObject([{ title: "紅樓夢", state: "accepted", answer: "下月到" }]);
  expect((await waiting("staff", "accepted")).map((one) => one.title)).toEqual(["紅樓夢"]);
});

test("another library's staff, a reader and nobody may not decide", async () => {
  const [book] = await waiting();
  const path = `POST /suggested-books/${book.id}/verdict`;
  const verdict = { verdict: "accept" };
  expect(refusal(await ask("other", path, verdict))).toEqual([404, "suggestion-unknown"]);
  expect((await ask("lin", path, verdict)).status).toBe(403);
  expect((await ask("nobody", path, verdict)).status).toBe(401);
  expect((await ask("lin", "GET /suggested-books")).status).toBe(403);
  expect((await ask("nobody", "GET /suggestions")).status).toBe(401);
  expect(refusal(await ask("lin", `PUT /suggestions/${book.id}`, { title: "x" }))).toEqual([
    404,
    "suggestion-unknown",
  ]);
  expect(refusal(await ask("lin", `DELETE /suggestions/${book.id}`))).toEqual([404, "suggestion-unknown"]);
});

test("the office, which works at no library, says whose books it decides about", async () => {
  await suggest("lin", { title: "联盟也要看的书" });
  expect(refusal(await ask("office", "GET /suggested-books"))).toEqual([409, "choose-branch"]);
  expect(refusal(await ask("office", "GET /suggested-books?member=NOWHERE"))).toEqual([
    404,
    "member-unknown",
  ]);
  expect(refusal(await ask("other", "GET /suggested-books?member=JINHE"))).toEqual([403, "forbidden"]);
  const { items } = (await ask("office", "GET /suggested-books?member=JINHE")).body;
  const book = items.find((one: { title: string }) => one.title === "联盟也要看的书");
  expect(
    await ask("office", `POST /suggested-books/${book.id}/verdict`, {
      verdict: "accept",
      reason: null,
      answer: "",
    }),
  ).toMatchObject({ status: 200, body: { readers: 1 } });
});

test("every refusal is met through its door", async () => {
  expect(refusal(await suggest("passer", { title: "x" }))).toEqual([409, "suggestion-library"]);
  // Half past seven in the morning after the last day, where it is still that day by UTC.
  await database.pool.query("update people.affiliation set valid_until = '2026-11-28' where person_id = $1", [
    actors.zhou!.personId,
  ]);
  clock.set("2026-11-28T23:30:00Z");
  expect(refusal(await suggest("zhou", { title: "x" }))).toEqual([409, "suggestion-library"]);
  await database.pool.query("update people.affiliation set valid_until = null where person_id = $1", [
    actors.zhou!.personId,
  ]);
  clock.set("2026-11-29T04:00:00Z");
  expect(refusal(await suggest("lin", { title: "x", isbn: "9787" }))).toEqual([400, "suggestion-isbn"]);
  expect(refusal(await suggest("lin", { title: "红楼梦", author: "曹雪芹" }))).toEqual([
    409,
    "suggestion-twice",
  ]);
  const [book] = await waiting();
  const path = `POST /suggested-books/${book.id}/verdict`;
  expect(refusal(await ask("staff", path, { verdict: "decline" }))).toEqual([400, "suggestion-reason"]);
  expect((await ask("staff", path, { verdict: "decline", reason: "too-dear" })).status).toBe(200);
  expect(refusal(await ask("staff", path, { verdict: "accept" }))).toEqual([409, "suggestion-decided"]);
  for (const late of ["PUT", "DELETE"])
    expect(
      refusal(
        await ask("mei", `${late} /suggestions/${book.id}`, late === "PUT" ? { title: "y" } : undefined),
      ),
    ).toEqual([409, "suggestion-decided"]);
  expect(refusal(await ask("staff", "POST /suggested-books/no-uuid/verdict", { verdict: "accept" }))).toEqual(
    [404, "suggestion-unknown"],
  );
});

/** A book of this ISBN at 金河. */
async function catalogued(isbn: string): Promise<number> {
  const brief = JSON.stringify({ title: { main: "红楼梦" }, isbns: [isbn] });
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.instance (brief, record_count) values (${brief}::json, 1) returning id`.execute(
    database.db,
  );
  await sql`insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
    values (${jinhe.id}, 'c1', ${rows[0]!.id}, 'marc21', '{"l":"","f":[]}'::json, 1, ${systemActor.personId})`.execute(
    database.db,
  );
  return rows[0]!.id;
}

test("what the library has is not asked for; what it catalogues later has arrived", async () => {
  const isbn = "9787020002207";
  const { id } = (await suggest("lin", { title: "a", isbn })).body;
  expect(refusal(await suggest("lin", { title: "b", isbn: "7-02-000220-X" }))).toEqual([
    409,
    "suggestion-twice",
  ]);
  expect(
    (await ask("lin", `PUT /suggestions/${id}`, { title: "红楼梦", isbn, author: "曹雪芹" })).status,
  ).toBe(204);
  const instanceId = await catalogued(isbn);
  const [arrivals] = arrivalSubscribers({ clock });
  const message = { payload: { instanceIds: [instanceId] } };
  await inTransaction(database.db, (tx) => arrivals!.handle(tx, [message as never]));
  expect((await told("lin"))[0]).toBe("suggestion-arrived");
  const own = (await ask("lin", "GET /suggestions")).body.items;
  expect(own[0]).toMatchObject({ id, state: "arrived", isbn });
  const [first, second] = [
    (await suggest("lin", { title: "甲" })).body.id,
    (await suggest("lin", { title: "乙" })).body.id,
  ];
  for (const [words, code] of [
    [{ title: "乙", isbn: "9787" }, [400, "suggestion-isbn"]],
    [{ title: "甲" }, [409, "suggestion-twice"]],
  ] as const)
    expect(refusal(await ask("lin", `PUT /suggestions/${second}`, words))).toEqual(code);
  for (const waits of [first, second]) await ask("lin", `DELETE /suggestions/${waits}`);
});

test("a reader takes back what waits, and suggests so many in thirty days", async () => {
  for (let n = 0; n < SUGGESTIONS_PER_MONTH; n++)
    expect((await suggest("busy", { title: `书 ${n}` })).status).toBe(201);
  expect(refusal(await suggest("busy", { title: "再一本" }))).toEqual([429, "suggestions-exhausted"]);
  const [last] = (await ask("busy", "GET /suggestions")).body.items;
  expect((await ask("busy", `DELETE /suggestions/${last.id}`)).status).toBe(204);
  expect((await suggest("busy", { title: "再一本" })).status).toBe(201);
  clock.advance(31 * 86_400_000);
  expect((await suggest("busy", { title: "下个月" })).status).toBe(201);
});

test("of rivals one suggests the book", async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => suggest("zhou", { title: "同一本" })));
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
});

test("forgetting a reader forgets what they suggested; others' stay", async () => {
  await suggest("gone", { title: "忘" });
  await suggest("mei", { title: "忘" });
  await inTransaction(database.db, (tx) => erasePerson(tx, clock, actors.gone!.personId));
  expect((await waiting()).find((book) => book.title === "忘").readers).toBe(1);
});

test("the staff's list turns its pages by readers and age", async () => {
  const first = (await ask("staff", "GET /suggested-books?limit=2")).body;
  expect(first.items).toHaveLength(2);
  const second = (await ask("staff", `GET /suggested-books?limit=2&cursor=${first.next}`)).body;
  const ids = [...first.items, ...second.items].map((book) => book.id);
  expect(new Set(ids).size).toBe(4);
  expect(refusal(await ask("staff", "GET /suggested-books?cursor=x"))).toEqual([400, "cursor-invalid"]);
});

test("verdicts lead on, never back", () => {
  const table = suggestionStates.map((state) =>
    verdicts.map((verdict) => suggestionStateAfter(state, verdict)),
  );
  expect(table).toEqual([
    ["accepted", "declined", "arrived"],
    [undefined, "declined", "arrived"],
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
  ]);
});

test.each([
  ["978-7-02-000220-7", "", "", "9787020002207"],
  ["ISBN 9787020002207", "", "", "9787020002207"],
  ["《平凡的世界》 路遥", "平凡的世界", "路遥", ""],
  ["茶馆 / 老舍", "茶馆", "老舍", ""],
  ["csapp", "csapp", "", ""],
])("what was searched becomes what is asked for: %s", (query, title, author, isbn) => {
  expect(wordsFromQuery(query)).toEqual({ title, author, isbn });
});
