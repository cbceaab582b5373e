import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadItemPlaces } from "../../catalogue/index.ts";
import { addMember } from "../../consortium/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { newId } from "../../kernel/ids.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { systemClock } from "../../kernel/time.ts";
import { getLoad } from "../runs.ts";
import { book, loaderOf } from "../testing.ts";
import { getChange } from "./changes.ts";
import { bulkCommands, bulkQueries } from "./doors.ts";
import { performBulk } from "./perform.ts";
import { previewChange } from "./preview.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
let other: Awaited<ReturnType<typeof loaderOf>>;
let memberId: number;
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });

/** An engine that finds every title by whatever is asked. */
const searcher = {
  search: async () => {
    const { rows } = await sql<{ id: number }>`select i.id from catalogue.title_line i order by i.id`.execute(
      database.db,
    );
    return { hits: rows.map((row) => ({ id: row.id, score: 1 })), cursor: null };
  },
} as unknown as Searcher;

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const ids = await inTransaction(database.db, async (tx) => ({
    jinhe: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    nanshan: (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
  }));
  memberId = ids.jinhe;
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.jinhe = actorOf({ ...person, grants: [{ role: "cataloguer", scope: ids.jinhe }] });
  actors.nanshan = actorOf({ ...person, grants: [{ role: "cataloguer", scope: ids.nanshan }] });
  actors.desk = actorOf({ ...person, grants: [{ role: "circulation", scope: ids.jinhe }] });
  own = await loaderOf(database, memberId);
  other = await loaderOf(database, ids.nanshan);
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, bulkCommands);
  mountQueries(app, deps, bulkQueries);
  doors = doorsOf(app, bulkCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const draft = async (selection: object, rules: object[], who = "jinhe"): Promise<string> => {
  const made = await doors.send(
    as(who),
    "loads.draft-bulk-change",
    {},
    { member: "JINHE", selection, rules },
  );
  expect(made.status).toBe(201);
  const id = made.body.id as string;
  await previewChange({ ...database, clock: systemClock, config: readConfig({}), searcher }, id);
  return id;
};
const perform = async (id: string): Promise<number> => {
  expect(await doors.code(as("jinhe"), "loads.perform-bulk-change", { id })).toBeNull();
  return await performBulk(
    database,
    (await getChange(database.db, id))!,
    await loadItemPlaces(database.db, memberId),
  );
};

test("a change over a result set is looked at, done and undone as one", async () => {
  await own.load([
    book("a1", "Boats", [{ barcode: "A1" }], [["650", "a", "Boats"]]),
    book("a2", "Ships", [{ barcode: "A2" }], [["650", "a", "Ships"]]),
    book("a3", "Boats again", [], [["650", "a", "Boats"]]),
  ]);
  await other.load([book("n1", "Boats elsewhere", [], [["650", "a", "Boats"]])]);
  const before = await own.picture();
  const elsewhere = await other.picture();
  const id = await draft({ kind: "search", search: "/search?q=boats" }, [
    { do: "replace", tag: "650", code: "a", find: "Boats", with: "Watercraft", whole: true },
  ]);
  expect(await getChange(database.db, id)).toMatchObject({ state: "ready", selected: 3, changing: 2 });
  const seen = await app.inject({ url: `/api/v1/bulk-changes/${id}`, headers: as("jinhe") });
  expect((seen.json() as { samples: unknown[] }).samples).toEqual([
    {
      controlNumber: "a1",
      title: "Boats",
      differences: [{ tag: "650", before: "__ $a Boats", after: "__ $a Watercraft" }],
    },
    {
      controlNumber: "a3",
      title: "Boats again",
      differences: [{ tag: "650", before: "__ $a Boats", after: "__ $a Watercraft" }],
    },
  ]);
  expect(await own.picture()).toEqual(before);
  expect(await perform(id)).toBe(2);
  const after = await own.picture();
  expect(after.records.filter((line) => line.includes("Watercraft"))).toHaveLength(2);
  expect(after.items).toEqual(before.items);
  expect(await other.picture()).toEqual(elsewhere);
  expect((await getLoad(database.db, id))!.counts).toMatchObject({ read: 3, updated: 2, unchanged: 1 });
  await own.undo(id);
  expect(await own.picture()).toEqual(before);
});

test("a change of item locations moves the items, keeps their rows, and its undo moves them back", async () => {
  await own.load([
    book("b1", "Moves", [{ barcode: "B1" }, { barcode: "B2", location: "ELSEWHERE" }]),
    book("b2", "Moves as well", [{ barcode: "B3" }]),
  ]);
  const ids = async (): Promise<unknown> =>
    (
      await sql`select i.id, i.barcode from catalogue.item i where i.barcode like 'B%' order by i.id`.execute(
        database.db,
      )
    ).rows;
  const before = await own.picture();
  const rows = await ids();
  const id = await draft({ kind: "numbers", numbers: ["b1", "b2", "unknown"] }, [
    {
      do: "set-subfield",
      tag: "952",
      code: "o",
      value: "NEW 1",
      when: { code: "a", how: "is", value: "MAIN" },
    },
  ]);
  expect(await perform(id)).toBe(2);
  const placed = (await own.picture()).items.filter((line) => /^b\d/.test(line));
  expect(placed.filter((line) => line.includes("NEW 1"))).toHaveLength(2);
  expect(await ids()).toEqual(rows);
  await own.undo(id);
  expect((await own.picture()).items).toEqual(before.items);
  expect(await ids()).toEqual(rows);
});

test("a change that was cut off goes on and changes every record once", async () => {
  await own.load(Array.from({ length: 1_100 }, (_, i) => book(`c${i}`, `Heap ${i}`)));
  const { rows } = await sql<{
    id: string;
  }>`select l.id from catalogue.load l order by l.started_at desc limit 1`.execute(database.db);
  const id = await draft({ kind: "load", load: rows[0]!.id }, [
    { do: "add-field", tag: "590", subfields: [["a", "From the heap"]] },
  ]);
  await doors.send(as("jinhe"), "loads.perform-bulk-change", { id });
  const change = (await getChange(database.db, id))!;
  const places = await loadItemPlaces(database.db, memberId);
  await expect(
    performBulk(database, change, places, () => {
      throw new Error("the power went");
    }),
  ).rejects.toThrow("the power went");
  expect(await performBulk(database, change, places)).toBe(1_100);
  const { rows: versions } = await sql<{ n: number }>`select count(*)::int as n from catalogue.record_state s
    where s.run_id = ${id} and s.version = 2`.execute(database.db);
  expect(versions[0]!.n).toBe(1_100);
});

test("a selection that means nothing is told, and nothing can be performed", async () => {
  const rules = [{ do: "remove-field", tag: "999" }];
  const gone = await draft({ kind: "list", list: newId() }, rules);
  expect(await getChange(database.db, gone)).toMatchObject({ state: "failed", error: "list-unknown" });
  const wrong = await draft({ kind: "search", search: "?cql=title%20any" }, rules);
  expect(await getChange(database.db, wrong)).toMatchObject({
    state: "failed",
    error: "selection-unreadable",
  });
  const foreign = await draft({ kind: "load", load: newId() }, rules);
  expect(await getChange(database.db, foreign)).toMatchObject({ state: "failed", error: "load-unknown" });
  expect(await doors.code(as("jinhe"), "loads.perform-bulk-change", { id: gone })).toBe("bulk-not-ready");
  const idle = await draft({ kind: "titles", ids: [1] }, rules);
  expect(await getChange(database.db, idle)).toMatchObject({ state: "ready", changing: 0 });
  expect(await doors.code(as("jinhe"), "loads.perform-bulk-change", { id: idle })).toBe("bulk-not-ready");
});

test("who may not edit a library's records may not change many of them, and two who perform it do it once", async () => {
  await own.load([book("d1", "Once", [], [["500", "a", "Note"]])]);
  const body = {
    member: "JINHE",
    selection: { kind: "numbers", numbers: ["d1"] },
    rules: [{ do: "remove-field", tag: "500" }],
  };
  expect((await doors.send({}, "loads.draft-bulk-change", {}, body)).status).toBe(401);
  expect((await doors.send(as("desk"), "loads.draft-bulk-change", {}, body)).status).toBe(403);
  expect(await doors.code(as("nanshan"), "loads.draft-bulk-change", {}, body)).toBe("member-unknown");
  const id = await draft(body.selection, body.rules);
  expect(await doors.code(as("nanshan"), "loads.perform-bulk-change", { id })).toBe("bulk-unknown");
  await sql`insert into cataloguing.protected_field (position, tags, linked_only, role)
    values (0, '5XX', false, 'consortium-admin')`.execute(database.db);
  expect(await doors.code(as("jinhe"), "loads.draft-bulk-change", {}, body)).toBe("field-protected");
  const paired = { ...body, rules: [{ do: "remove-field", tag: "880" }] };
  expect(await doors.code(as("jinhe"), "loads.draft-bulk-change", {}, paired)).toBe("field-protected");
  expect(await doors.code(as("jinhe"), "loads.perform-bulk-change", { id })).toBe("field-protected");
  await sql`delete from cataloguing.protected_field`.execute(database.db);
  expect((await app.inject({ url: `/api/v1/bulk-changes/${id}`, headers: as("nanshan") })).statusCode).toBe(
    404,
  );
  const answers = await Promise.all(
    [1, 2, 3].map(() => doors.send(as("jinhe"), "loads.perform-bulk-change", { id })),
  );
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409]);
  expect(doors.unmet()).toEqual([]);
});
