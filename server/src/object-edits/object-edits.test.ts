import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { changedValues } from "./changes.ts";
import { editJobs } from "./edits.ts";
import type { Edit, EditAction, EditFilter } from "./schema.ts";

let world: CollectionWorld;
let work: (id: string) => Promise<void>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const jobs = editJobs(world.whole.database);
  work = async (id) => await jobs["object-edits"]!({ id });
  await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "shots",
    template: "photographs",
    name: { en: "Shots" },
  });
  for (const [identifier, creator, date] of [
    ["A", ["Lin Zhou"], "1908"],
    ["B", ["Lin Zhou", "Zhou Yan"], "1912"],
    ["C", ["Zhou Yan"], "1915"],
  ] as const)
    await world.ask("desk", "POST /collections/shots/objects", {
      identifier,
      values: { title: [`Shot ${identifier}`], creator, date: [date] },
    });
}, 180_000);
afterAll(() => world.whole.close());

const tryOut = async (action: EditAction, filter: EditFilter = {}) =>
  (await world.ask("desk", "POST /collections/shots/edits", { filter, action })) as never as {
    status: number;
    body: Edit & { code?: string };
  };
const run = async (id: string, what: "start" | "undo" = "start") => {
  await world.ask("desk", `POST /collection-edits/${id}/${what}`);
  await work(id);
  const { body } = await world.ask("desk", "GET /collections/shots/edits");
  return (body.items as never as Edit[]).find((one) => one.id === id)!;
};
const valuesOf = async (field: string): Promise<Record<string, string[]>> => {
  const { body } = await world.ask("desk", "GET /collections/shots/objects");
  const items = body.items as never as { identifier: string; values: Record<string, string[]> }[];
  return Object.fromEntries(items.map((one) => [one.identifier, one.values[field] ?? []]));
};

test.each<[EditAction, string[], string[]]>([
  [{ kind: "replace", field: "x", find: "Lin", put: "Lim" }, ["Lin Lin", "Zhou"], ["Lim Lim", "Zhou"]],
  [{ kind: "replace", field: "x", find: "b", put: "a" }, ["a", "b"], ["a"]],
  [{ kind: "replace", field: "x", find: "a", put: "" }, ["a"], []],
  [{ kind: "replace", field: "x", find: ".", put: "!" }, ["abc"], ["abc"]],
  [{ kind: "set", field: "x", values: ["n", "n"] }, ["a"], ["n"]],
  [{ kind: "add", field: "x", value: "a" }, ["a"], ["a"]],
  [{ kind: "add", field: "x", value: "b" }, ["a"], ["a", "b"]],
  [{ kind: "remove", field: "x", value: "a" }, ["a", "ab"], ["ab"]],
])("%j makes of %j %j", (action, before, after) => {
  expect(changedValues(action, before)).toEqual(after);
});

test("an edit is tried before it is done, and undone as one", async () => {
  const action = { kind: "replace", field: "creator", find: "Lin Zhou", put: "Lin Chau" } as const;
  const { status, body } = await tryOut(action);
  expect([status, body.state, body.objects]).toEqual([201, "tried", 2]);
  expect(body.samples).toMatchObject([
    { title: "Shot A", before: ["Lin Zhou"], after: ["Lin Chau"], wrong: null },
    { title: "Shot B", after: ["Lin Chau", "Zhou Yan"] },
  ]);
  expect(await valuesOf("creator")).toMatchObject({ A: ["Lin Zhou"] });
  expect(await run(body.id)).toMatchObject({ state: "done", changed: 2, refused: 0 });
  expect(await valuesOf("creator")).toEqual({
    A: ["Lin Chau"],
    B: ["Lin Chau", "Zhou Yan"],
    C: ["Zhou Yan"],
  });
  expect((await world.ask("desk", `POST /collection-edits/${body.id}/start`)).body.code).toBe("edit-state");
  expect(await run(body.id, "undo")).toMatchObject({ state: "undone", kept: 0 });
  expect(await valuesOf("creator")).toEqual({
    A: ["Lin Zhou"],
    B: ["Lin Zhou", "Zhou Yan"],
    C: ["Zhou Yan"],
  });
  expect((await world.ask("desk", `POST /collection-edits/${body.id}/undo`)).body.code).toBe("edit-state");
});

test("what somebody changed again since is not undone", async () => {
  const { body } = await tryOut({ kind: "add", field: "creator", value: "Mei" });
  expect(body.objects).toBe(3);
  await run(body.id);
  const { body: list } = await world.ask("desk", "GET /collections/shots/objects");
  const { number, version } = (list.items as never as { number: number; version: number }[])[0]!;
  await world.ask("desk", `PATCH /collection-objects/${number}`, {
    version,
    values: { creator: ["Somebody"] },
  });
  expect(await run(body.id, "undo")).toMatchObject({ kept: 1 });
  expect(await valuesOf("creator")).toEqual({
    A: ["Somebody"],
    B: ["Lin Zhou", "Zhou Yan"],
    C: ["Zhou Yan"],
  });
});

test("a filter says which objects, and values that would be wrong change nothing", async () => {
  const wrong = await tryOut({ kind: "set", field: "date", values: ["no date at all"] }, { words: "shot c" });
  expect(wrong.body.samples).toMatchObject([{ title: "Shot C", wrong: "value-date" }]);
  expect(await run(wrong.body.id)).toMatchObject({ changed: 0, refused: 1 });
  expect(await valuesOf("date")).toMatchObject({ C: ["1915"] });
  const by = async (filter: EditFilter): Promise<number> =>
    (await tryOut({ kind: "add", field: "creator", value: "New" }, filter)).body.objects;
  expect(await by({ field: "creator", value: "Zhou Yan" })).toBe(2);
  expect(await by({ field: "place", value: "" })).toBe(3);
  expect(await by({ state: "published" })).toBe(0);
  expect(await by({ words: "100%" })).toBe(0);
  const none = await tryOut({ kind: "remove", field: "creator", value: "Nobody" });
  expect((await world.ask("desk", `POST /collection-edits/${none.body.id}/start`)).body.code).toBe(
    "edit-nothing",
  );
});

test("an edit that was cut off goes on, and changes nothing twice", async () => {
  const { body } = await tryOut({ kind: "replace", field: "title", find: "Shot", put: "Shot Shot" });
  await world.ask("desk", `POST /collection-edits/${body.id}/start`);
  const stopped = new AbortController();
  stopped.abort();
  const jobs = editJobs(world.whole.database);
  await expect(jobs["object-edits"]!({ id: body.id }, stopped.signal)).rejects.toThrow("stopped");
  await work(body.id);
  await world.whole.database.pool.query("update object_edits.edit set state = 'running' where id = $1", [
    body.id,
  ]);
  await work(body.id);
  expect(await valuesOf("title")).toMatchObject({ A: ["Shot Shot A"] });
});

test("readers and strangers change nothing; unknown fields and edits are refused by name", async () => {
  const action = { kind: "remove", field: "creator", value: "x" };
  for (const side of ["nobody", "reader"] as const)
    expect(
      (await world.ask(side, "POST /collections/shots/edits", { filter: {}, action })).status,
    ).toBeGreaterThan(400);
  expect((await tryOut({ ...action, field: "nothing" } as EditAction)).body.code).toBe("edit-field-unknown");
  const none = "0199aaaa-0000-7000-8000-000000000000";
  expect((await world.ask("desk", `POST /collection-edits/${none}/start`)).body.code).toBe("edit-unknown");
  expect((await world.ask("desk", `POST /collection-edits/${none}/undo`)).body.code).toBe("edit-unknown");
  expect((await world.ask("desk", "GET /collections/none/edits")).body.code).toBe("collection-unknown");
  expect((await world.ask("desk", "POST /collections/none/edits", { filter: {}, action })).body.code).toBe(
    "collection-unknown",
  );
  expect((await world.ask("reader", "GET /collections/shots/edits")).status).toBe(403);
});
