import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueImportRun, importFile, loadItemPlaces } from "../../catalogue/index.ts";
import { addMember } from "../../consortium/index.ts";
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
import { book, loaderOf, writeRecords } from "../testing.ts";
import { stagingCommands, stagingQueries } from "./doors.ts";
import { discardOld, stageRun } from "./staged.ts";
import { watchStaged } from "./watch.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
let memberId: number;
const actors: Record<string, Actor> = {};
const folder = mkdtempSync(join(tmpdir(), "commonshelf-staging-"));

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
  actors.reader = actorOf({ ...person, grants: [] });
  own = await loaderOf(database, memberId);
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, stagingCommands);
  mountQueries(app, deps, stagingQueries);
  doors = doorsOf(app, stagingCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const as = (who: string): Record<string, string> => ({ "x-who": who });
let files = 0;

/** A file as an upload stages it: a rehearsed run that is looked on record by record. */
async function stage(records: Parameters<typeof writeRecords>[1], looked = true): Promise<string> {
  const id = newId<"import">();
  const path = join(folder, `staged-${++files}.mrc`);
  await writeRecords(path, records);
  await inTransaction(database.db, async (tx) => {
    await enqueueImportRun(tx, actors.jinhe!, {
      id,
      memberId,
      profile: "koha-952",
      fileName: "s.mrc",
      dryRun: true,
    });
    await stageRun(tx, id);
  });
  if (looked)
    await importFile(database.pool, {
      path,
      memberId,
      profile: "koha-952",
      dryRun: true,
      runId: id,
      actorId: systemActor.personId,
      places: await loadItemPlaces(database.db, memberId),
      watch: watchStaged(id),
    });
  return id;
}

type Row = Record<string, unknown>;
async function seen(id: string, show = ""): Promise<{ items: Row[]; counts: Row }> {
  const reply = await app.inject({
    url: `/api/v1/loads/${id}/staged${show && `?show=${show}`}`,
    headers: as("jinhe"),
  });
  return reply.json();
}

test("a staged load shows every record before it counts, and changes nothing", async () => {
  await own.load([
    book("a1", "Old words", [{ barcode: "A1" }]),
    book("a2", "Stays the same"),
    book("a3", "Goes"),
  ]);
  const before = await own.picture();
  const id = await stage([
    book("a1", "New words", [{ barcode: "A1" }]),
    book("a2", "Stays the same"),
    { ...book("a3", "Goes"), leader: "00000dam a2200000 i 4500" },
    book("a4", "Brand new", [{ barcode: "A4", location: "MARS" }]),
    book("", "No number"),
  ]);
  expect(await own.picture()).toEqual(before);
  const { items, counts } = await seen(id);
  expect(items).toMatchObject([
    {
      recordIndex: 0,
      controlNumber: "a1",
      change: "changed",
      isDoubtful: false,
      differences: [{ tag: "245", before: "__ $a Old words", after: "__ $a New words" }],
    },
    { recordIndex: 3, controlNumber: "a4", change: "created", title: "Brand new", joins: null },
    { controlNumber: "a3", change: "withdrawn", title: "Goes" },
  ]);
  expect(counts).toEqual({ created: 1, changed: 1, withdrawn: 1, joining: 0, doubtful: 0 });
  expect((await seen(id, "created")).items.map((one) => one.controlNumber)).toEqual(["a4"]);
});

test("a record that would join another library's title names it, one with a warning is doubtful", async () => {
  const other = await loaderOf(
    database,
    (
      await sql<{ id: number }>`select m.id from consortium.member m
    where m.code = 'NANSHAN'`.execute(database.db)
    ).rows[0]!.id,
  );
  const isbn: [string, string, string][] = [["020", "a", "9787532733569"]];
  await other.load([book("n1", "Held in the south", [], isbn)]);
  await own.load([book("b0", "Has the label", [{ barcode: "B0" }])]);
  const id = await stage([
    book("b1", "Held in the south", [], isbn),
    book("b2", "Same label", [{ barcode: "B0" }]),
  ]);
  const { items, counts } = await seen(id);
  expect(items).toMatchObject([
    { controlNumber: "b1", joins: { title: "Held in the south" }, isDoubtful: false },
    { controlNumber: "b2", joins: null, isDoubtful: true },
  ]);
  expect(counts).toMatchObject({ created: 2, joining: 1, doubtful: 1 });
});

test("accepted it becomes a load of its own, thrown away it leaves nothing; neither twice", async () => {
  const id = await stage([book("c1", "Accepted")]);
  const accepted = await doors.send(as("jinhe"), "loads.accept", { id });
  expect(accepted.status).toBe(201);
  const { rows } = await sql<{ payload: { runId: string; file: string } }>`select j.payload
    from graphile_worker._private_jobs j where j.payload ->> 'runId' = ${accepted.body.id as string}`.execute(
    database.db,
  );
  expect(rows[0]!.payload).toEqual({ runId: accepted.body.id, file: id });
  expect((await seen(id)).items).toEqual([]);
  expect(await doors.code(as("jinhe"), "loads.accept", { id })).toBe("load-not-staged");
  expect(await doors.code(as("jinhe"), "loads.discard", { id })).toBe("load-not-staged");
  const away = await stage([book("c2", "Thrown away")]);
  expect((await doors.send(as("jinhe"), "loads.discard", { id: away })).status).toBe(204);
  expect(await doors.code(as("jinhe"), "loads.accept", { id: away })).toBe("load-not-staged");
});

test("two who accept at once make one load", async () => {
  const id = await stage([book("d1", "Once")]);
  const answers = await Promise.all([1, 2, 3].map(() => doors.send(as("jinhe"), "loads.accept", { id })));
  expect(answers.map((one) => one.status).sort()).toEqual([201, 409, 409]);
});

test("nobody else decides, and nobody before it was looked through or where the file was refused", async () => {
  const id = await stage([book("e1", "Not yet")], false);
  expect((await doors.send({}, "loads.accept", { id })).status).toBe(401);
  expect((await doors.send(as("reader"), "loads.accept", { id })).status).toBe(403);
  expect(await doors.code(as("nanshan"), "loads.accept", { id })).toBe("load-unknown");
  expect(await doors.code(as("nanshan"), "loads.discard", { id })).toBe("load-unknown");
  expect(await doors.code(as("jinhe"), "loads.accept", { id })).toBe("load-running");
  expect(await doors.code(as("jinhe"), "loads.discard", { id })).toBe("load-running");
  await sql`update catalogue.import_run set state = 'failed' where id = ${id}`.execute(database.db);
  expect(await doors.code(as("jinhe"), "loads.accept", { id })).toBe("load-refused");
  expect((await doors.send(as("jinhe"), "loads.discard", { id })).status).toBe(204);
  expect(doors.unmet()).toEqual([]);
});

test("what nobody decided on for thirty days is thrown away, and not a day before", async () => {
  const id = await stage([book("f1", "Forgotten")]);
  const day = 86_400_000;
  const gone = (at: number): Promise<string[]> =>
    inTransaction(database.db, (tx) => discardOld(tx, new Date(Date.now() + at)));
  expect(await gone(29.9 * day)).not.toContain(id);
  expect(await gone(30.1 * day)).toContain(id);
});
