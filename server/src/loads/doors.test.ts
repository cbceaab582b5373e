import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { systemClock } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { loadCommands, loadQueries } from "./doors.ts";
import { book, loaderOf } from "./testing.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => ({
    jinhe: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    nanshan: (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
    person: (await createPerson(tx, systemActor, { name: "Hands at Jinhe" })).id,
  }));
  const person = actorOf({ name: "x", personId: ids.person });
  actors.jinhe = actorOf({ ...person, grants: [{ role: "cataloguer", scope: ids.jinhe }] });
  actors.nanshan = actorOf({ ...person, grants: [{ role: "cataloguer", scope: ids.nanshan }] });
  actors.office = actorOf({ ...person, grants: [{ role: "consortium-admin", scope: null }] });
  actors.desk = actorOf({ ...person, grants: [{ role: "circulation", scope: ids.jinhe }] });
  actors.reader = actorOf({ ...person, grants: [] });
  own = await loaderOf(database, ids.jinhe);
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, loadCommands);
  mountQueries(app, deps, loadQueries);
  doors = doorsOf(app, loadCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Row = Record<string, unknown>;
async function ask(
  who: string,
  path: string,
): Promise<{ status: number; items: Row[]; next: string | null; body: Row }> {
  const reply = await app.inject({ url: `/api/v1${path}`, headers: as(who) });
  const body = reply.json() as Row;
  return { status: reply.statusCode, body, items: body.items as Row[], next: body.next as string | null };
}

test("a load is seen and undone by whoever may load for its library, and by nobody else", async () => {
  const id = await own.load([book("p1", "Private")]);
  for (const path of [`/loads/${id}`, `/loads/${id}/lines`, `/loads/${id}/records`, `/loads/${id}/undo`])
    expect(
      await Promise.all(
        ["nobody", "reader", "desk", "nanshan", "jinhe", "office"].map(
          async (who) => (await ask(who, path)).status,
        ),
      ),
      path,
    ).toEqual([401, 403, 403, 404, 200, 200]);
  expect((await ask("jinhe", "/loads")).items.map((one) => one.id)).toContain(id);
  expect((await ask("nanshan", "/loads")).items).toEqual([]);
  expect((await ask("office", "/loads")).items.map((one) => one.id)).toContain(id);
  expect((await doors.send(as("nobody"), "loads.undo", { id })).status).toBe(401);
  expect((await doors.send(as("reader"), "loads.undo", { id })).status).toBe(403);
  expect((await doors.send(as("desk"), "loads.undo", { id })).status).toBe(403);
  expect(await doors.code(as("nanshan"), "loads.undo", { id })).toBe("load-unknown");
});

test("the list goes page by page, the newest first, and tells who ordered a load", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++)
    ids.unshift(await own.load([book("q1", `Turn ${i}`)], { actorId: actors.jinhe!.personId }));
  const first = await ask("jinhe", "/loads?limit=2");
  expect(first.items.map((one) => one.id)).toEqual(ids.slice(0, 2));
  expect(first.items[0]).toMatchObject({
    kind: "import",
    by: "Hands at Jinhe",
    memberCode: "JINHE",
    undo: null,
  });
  const second = await ask("jinhe", `/loads?limit=2&cursor=${first.next}`);
  expect(second.items[0]!.id).toBe(ids[2]);
});

test("a load lists its records with what differs, field by field", async () => {
  await own.load([book("r1", "Old words"), book("r2", "Unchanged"), book("r3", "Goes")]);
  const id = await own.load([
    book("r1", "New words", [], [["500", "a", "A note"]]),
    book("r2", "Unchanged"),
    { ...book("r3", "Goes"), leader: "00000dam a2200000 i 4500" },
    book("r4", "Brought"),
  ]);
  const first = await ask("jinhe", `/loads/${id}/records?limit=2`);
  const rest = await ask("jinhe", `/loads/${id}/records?cursor=${first.next}`);
  expect([...first.items, ...rest.items]).toMatchObject([
    {
      controlNumber: "r1",
      change: "changed",
      isCurrent: true,
      differences: [
        { tag: "245", before: "__ $a Old words", after: "__ $a New words" },
        { tag: "500", before: null, after: "__ $a A note" },
      ],
    },
    { controlNumber: "r3", change: "withdrawn" },
    { controlNumber: "r4", change: "created", differences: [] },
  ]);
  expect(rest.next).toBeNull();
});

test("what a load tells is told in the language asked for", async () => {
  const id = await own.load([book("s1", "Where is it", [{ barcode: "S1", location: "MOON" }])]);
  const said = async (language: string): Promise<unknown> =>
    (await ask("jinhe", `/loads/${id}/lines?language=${language}`)).items.map((one) => one.message);
  expect(await said("zh-Hans")).toEqual(["馆藏地 MOON 未登记，归入总馆"]);
  expect(await said("en")).toEqual(["The location MOON is unknown: the main branch was taken"]);
});

test("every refusal of an undo is met through its door", async () => {
  const id = await own.load([book("t1", "Undone once")]);
  const begun = await doors.send(as("jinhe"), "loads.undo", { id });
  expect(begun.status).toBe(201);
  expect(await doors.code(as("jinhe"), "loads.undo", { id })).toBe("load-being-undone");
  expect(await doors.code(as("jinhe"), "loads.undo", { id: begun.body.id as string })).toBe("load-running");
  const rehearsed = await own.load([book("t2", "Only tried")], { dryRun: true });
  expect(await doors.code(as("jinhe"), "loads.undo", { id: rehearsed })).toBe("load-nothing-to-undo");
  expect(await doors.code(as("jinhe"), "loads.undo", { id: newId() })).toBe("load-unknown");
  expect(doors.unmet()).toEqual([]);
});
