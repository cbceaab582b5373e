import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRegion, openDesks, signInAs, type TestRegion } from "../circulation/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson, grantRole } from "../people/index.ts";
import { feedDetails, forgetOldRuns } from "./feeds.ts";
import { keepList, newestList } from "./files.ts";
import { room } from "./room.ts";
import { performRun, runAll } from "./runs.ts";

const FOLDER = "./var/test-patron-sync";
const config = readConfig({ COMMONSHELF_DATA: FOLDER });
const clock = fixedClock("2026-11-20T02:00:00Z");
let database: Database;
let app: App;
let members: TestRegion["members"];
let admin: Record<string, string>;
let minute = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config };
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  admin = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  const session = await app.inject({ url: "/api/v1/session", headers: admin });
  const me = session.json<{ person: { id: string } }>().person.id;
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, me, "member-admin", "EAST"));
});
beforeEach(() => rm(FOLDER, { recursive: true, force: true }));
afterAll(async () => {
  await app.close();
  await database.close();
  await rm(FOLDER, { recursive: true, force: true });
});

const ask = async <T = { code: string }>(
  method: "GET" | "PUT" | "POST",
  path: string,
  payload?: object,
  headers = admin,
) => {
  const reply = await app.inject({
    method,
    url: `/api/v1/members/EAST/patron-feed${path}`,
    headers,
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: (reply.body === "" ? {} : reply.json()) as T };
};
const SETTINGS = {
  isOn: true,
  mapping: { number: "学工号" },
  patronGroup: "student",
  numberIsCard: true,
  endsMissing: true,
  mostEndedPercent: 10,
};
/** The university's system puts a list, a minute younger than the one before. */
async function put(lines: readonly string[], name = `list-${minute}.csv`, code = "EAST"): Promise<void> {
  const folder = join(FOLDER, "patron-lists", code);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), ["学工号,姓名,group", ...lines].join("\n"));
  const at = new Date(Date.UTC(2026, 10, 20, 0, minute++));
  await utimes(join(folder, name), at, at);
}
const people = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, n) => `S${from + n},读者${from + n},student`);
type Run = {
  id: string;
  state: string;
  counts: Record<string, number>;
  error: string | null;
  differences: { kind: string; number: string; changes: object[]; reason: string | null }[];
};
async function run(options: { isDry?: boolean; endsMany?: boolean } = {}): Promise<Run> {
  const { body } = await ask<{ id: string }>("POST", "/runs", { isDry: false, ...options });
  await performRun({ db: database.db, clock, config }, body.id);
  return (await ask<Run>("GET", `/runs/${body.id}`)).body;
}
const status = async (number: string) =>
  (
    await sql<{ status: string; valid_until: string | null }>`select a.status, a.valid_until
      from people.affiliation a where a.member_id = ${members.EAST.id} and a.number = ${number}`.execute(
      database.db,
    )
  ).rows[0];

test("without settings nothing is read, and the settings make whoever saves them the owner", async () => {
  expect((await ask("POST", "/runs", { isDry: true })).body.code).toBe("feed-missing");
  expect((await ask("PUT", "", SETTINGS)).status).toBe(204);
  const { body } = await ask<{ owner: string; folder: string; settings: object }>("GET", "");
  expect(body).toMatchObject({ owner: "east", folder: "patron-lists/EAST", settings: SETTINGS });
  expect(await feedDetails(database.db)).toMatchObject([
    { job: "patron-sync", member: "EAST", owner: "east", endedAt: null },
  ]);
});

test("a dry run tells who is new and writes nothing; the run itself registers them with cards", async () => {
  await put([...people(20), "S21,,student", "S21,没有号,student"]);
  const dry = await run({ isDry: true });
  expect(dry).toMatchObject({ state: "done", counts: { read: 22, created: 20, ended: 0, rejected: 1 } });
  expect(await status("S1")).toBeUndefined();
  const done = await run();
  expect(done.counts).toMatchObject({ created: 20, rejected: 1 });
  expect(done.differences.find((one) => one.kind === "rejected")).toMatchObject({ reason: "name-missing" });
  const { rows } = await sql`select 1 from people.card c where c.member_id = ${members.EAST.id}
    and c.barcode = 'S1'`.execute(database.db);
  expect(rows).toHaveLength(1);
});

test("what is otherwise is told field by field; who is missing is ended, keeps everything, and comes back without an end", async () => {
  await put([...people(19, 2), "S1,读者1改名,faculty"]);
  const changed = await run();
  expect(changed.differences).toEqual([
    expect.objectContaining({
      kind: "changed",
      number: "S1",
      changes: [
        { field: "name", from: "读者1", to: "读者1改名" },
        { field: "group", from: "student", to: "faculty" },
      ],
    }),
  ]);
  await put(people(19, 2));
  const ended = await run();
  expect(ended).toMatchObject({ state: "done", counts: { ended: 1 } });
  expect(ended.differences).toMatchObject([{ kind: "ended", number: "S1" }]);
  expect(await status("S1")).toMatchObject({ status: "ended" });
  await put(people(20));
  await run();
  expect(await status("S1")).toEqual({ status: "active", valid_until: null });
});

test("readers whom no list named are left alone", async () => {
  await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, {
      name: "街坊",
      affiliations: [{ memberId: members.EAST.id, patronGroup: "public", number: "P-1" }],
    }),
  );
  await put(people(20));
  expect((await run()).counts.ended).toBe(0);
  expect(await status("P-1")).toMatchObject({ status: "active" });
});

test("five may always end; the sixth of twenty is held, changes nothing, and ends when somebody says so", async () => {
  await put(people(15));
  expect(await run()).toMatchObject({ state: "done", counts: { ended: 5 } });
  await put(people(20));
  await run();
  await put([...people(14), "S99,新来的,student"]);
  expect(await run()).toMatchObject({ state: "held", counts: { ended: 6, created: 1 } });
  expect(await status("S20")).toMatchObject({ status: "active" });
  expect(await status("S99")).toBeUndefined();
  expect(await run({ endsMany: true })).toMatchObject({ state: "done", counts: { ended: 6, created: 1 } });
  expect(await status("S20")).toMatchObject({ status: "ended" });
});

test("at night each list is taken once; a broken one says where, and keeps no other library from its own", async () => {
  await put(people(3));
  await sql`insert into patron_sync.feed select ${members.MID.id}, is_on, mapping, patron_group, number_is_card,
    ends_missing, most_ended_percent, owner_id, changed_at from patron_sync.feed`.execute(database.db);
  await put(["M1,读者,student"], "m.csv", "MID");
  await put(['S1,"没有关上,student'], "broken.csv");
  await runAll({ db: database.db, clock, config });
  const states = async () =>
    (
      await sql<{ code: string; state: string; error: string | null }>`
        select distinct on (m.code) m.code, r.state, r.error from patron_sync.run r
        join consortium.member m on m.id = r.member_id order by m.code, r.asked_at desc, r.id desc`.execute(
        database.db,
      )
    ).rows;
  expect(await states()).toEqual([
    { code: "EAST", state: "failed", error: expect.stringContaining("table-broken file: broken.csv") },
    { code: "MID", state: "done", error: null },
  ]);
  await rm(join(FOLDER, "patron-lists/EAST/broken.csv"));
  await runAll({ db: database.db, clock, config });
  expect((await states()).map(({ state }) => state)).toEqual(["held", "nothing"]);
  expect((await feedDetails(database.db)).map(({ state }) => state)).toEqual(["held", "nothing"]);
});

async function send(text: string, headers = admin, code = "EAST") {
  const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\n\r\n';
  const reply = await app.inject({
    method: "POST",
    url: `/api/v1/members/${code}/patron-feed/files`,
    headers: { ...headers, "content-type": "multipart/form-data; boundary=x" },
    payload: `${head}${text}\r\n--x--\r\n`,
  });
  return { status: reply.statusCode, body: reply.json<{ file: string; rows: number; code: string }>() };
}

test("a list that is sent is the next one read; one without its columns is refused, and ten stay", async () => {
  expect(await send("学工号,姓名\nS1,读者1\n")).toMatchObject({ status: 201, body: { rows: 1 } });
  expect((await run({ isDry: true })).counts.read).toBe(1);
  expect((await send("a,b\n1,2\n")).body.code).toBe("column-missing");
  expect((await send("")).body.code).toBe("file-missing");
  expect((await send('学工号,姓名\nS1,"读者\n')).body.code).toBe("table-broken");
  expect((await send("学工号,姓名\n", admin, "NOBODY")).body.code).toBe("member-unknown");
  for (let n = 0; n < 11; n++) {
    clock.advance(1000);
    await keepList(config, "EAST", Buffer.from(`${n}`), clock.now());
  }
  const { readdir } = await import("node:fs/promises");
  expect(await readdir(join(FOLDER, "patron-lists/EAST"))).toHaveLength(10);
  expect(await newestList(config, "EAST")).not.toBeNull();
});

test("another library's administrators, desks, readers and nobody neither see nor start it", async () => {
  const desk = await signInAs(database, app, "desk", { member: "EAST", branchId: members.EAST.branchId });
  const reader = await signInAs(database, app, "a-reader");
  const mid = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
  const me = (await app.inject({ url: "/api/v1/session", headers: mid })).json<{ person: { id: string } }>();
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, me.person.id, "member-admin", "MID"));
  for (const [headers, expected] of [
    [desk, 403],
    [reader, 403],
    [mid, 403],
    [{}, 401],
  ] as const) {
    expect((await ask("GET", "", undefined, headers)).status).toBe(expected);
    expect((await ask("PUT", "", SETTINGS, headers)).status).toBe(expected);
    expect((await ask("POST", "/runs", { isDry: true }, headers)).status).toBe(expected);
    expect((await send("学工号,姓名\n", headers)).status).toBe(expected);
  }
  expect((await ask("GET", "/runs/none")).body.code).toBe("run-unknown");
});

test("runs are forgotten after four hundred days, the last of a library never", async () => {
  const { db } = database;
  const [mine, other] = Object.values(members);
  const run = (memberId: number, days: number) =>
    sql`insert into patron_sync.run (id, member_id, is_dry, asked_at, state, file_name)
    values (gen_random_uuid(), ${memberId}, true, ${new Date(clock.now().getTime() - days * 86_400_000)}, 'nothing', ${`old ${days}`})`.execute(
      db,
    );
  await sql`delete from patron_sync.run`.execute(db);
  for (const days of [401, 399.9, 1]) await run(mine!.id, days);
  await run(other!.id, 500);
  await forgetOldRuns(db, clock);
  const { rows } = await sql<{
    name: string;
  }>`select r.file_name as name from patron_sync.run r order by name`.execute(db);
  expect(rows.map(({ name }) => name)).toEqual(["old 1", "old 399.9", "old 500"]);
});
