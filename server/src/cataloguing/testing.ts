import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember, findMemberByCode, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { room } from "./room.ts";

type Code = "JINHE" | "NANSHAN";
type Reply = { status: number; body: Record<string, unknown> };

/** Two libraries, a cataloguer at each, a reader, somebody at a desk, and the doors of this room. */
export type Bench = {
  database: Database;
  members: Record<Code, { id: number; branchId: number }>;
  clock: ReturnType<typeof fixedClock>;
  ask(who: string, operation: string, payload?: object): Promise<Reply>;
  load(code: Code, records: readonly MarcRecord[], profile?: string): Promise<Record<string, number>>;
  close(): Promise<void>;
};

/** Opens the bench on a database of its own. `x-who` of a request says who asks. */
export async function openBench(): Promise<Bench> {
  demandDeclaredRefusals();
  const database = await createTestDatabase();
  const members = {} as Bench["members"];
  for (const code of ["JINHE", "NANSHAN"] as const) {
    await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
    const { id } = await findMemberByCode(database.db, code);
    members[code] = { id, branchId: (await listBranches(database.db, { memberId: id }))[0]!.id };
  }
  const actors = await actorsOf(database, members);
  const clock = fixedClock("2026-11-29T04:00:00Z");
  const app = await openApp(database, actors, clock);
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-bench-"));
  let files = 0;
  return {
    database,
    members,
    clock,
    ask: async (who, operation, payload) => {
      const [method, path] = operation.split(" ") as ["GET", string];
      const url = `/api/v1${path}`;
      const reply = await app.inject({ method, url, headers: { "x-who": who }, ...(payload && { payload }) });
      return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
    },
    load: async (code, records, profile = "koha-952") => {
      const path = join(folder, `f${++files}.mrc`);
      await writeFile(path, Buffer.concat(records.map((one) => writeIso2709(one))));
      const { counts } = await importFile(database.pool, {
        path,
        memberId: members[code].id,
        profile,
        dryRun: false,
        actorId: systemActor.personId,
        places: await loadItemPlaces(database.db, members[code].id),
      });
      return counts;
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

async function actorsOf(database: Database, members: Bench["members"]): Promise<Record<string, Actor>> {
  const actors: Record<string, Actor> = {};
  const add = async (key: string, name: string, grants: Actor["grants"], scope: number | null) => {
    const person = await inTransaction(database.db, (tx) =>
      createPerson(tx, systemActor, { name, affiliations: [] }),
    );
    actors[key] = actorOf({ personId: person.id, name, grants, scope });
  };
  const { JINHE, NANSHAN } = members;
  await add("jinhe", "陆一编", [{ role: "cataloguer", scope: JINHE.id }], JINHE.id);
  await add("jinhe2", "陆二编", [{ role: "cataloguer", scope: JINHE.id }], JINHE.id);
  await add("nanshan", "岳编", [{ role: "cataloguer", scope: NANSHAN.id }], NANSHAN.id);
  await add("desk", "前台", [{ role: "circulation", scope: JINHE.id }], JINHE.id);
  actors.counter = actorOf({ ...actors.desk!, place: JINHE.branchId });
  await add("office", "联盟", [{ role: "consortium-admin", scope: null }], null);
  await add("chief", "馆管", [{ role: "member-admin", scope: JINHE.id }], JINHE.id);
  await add("reader", "读者", [], null);
  return actors;
}

async function openApp(
  database: Database,
  actors: Record<string, Actor>,
  clock: Bench["clock"],
): Promise<App> {
  const deps = { ...database, clock, config: readConfig({}) };
  const app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  return app;
}

/** A MARC 21 book of Koha's kind, its items in 952. */
export function book(
  number: string,
  title: string,
  options: { isbn?: string; note?: string; barcodes?: readonly string[] } = {},
): MarcRecord {
  const data = (tag: string, ind: string, ...subfields: [string, string][]) => ({
    tag,
    ind1: ind.charAt(0),
    ind2: ind.charAt(1),
    subfields,
  });
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s2001    cc            000 0 chi  " },
      ...(options.isbn ? [data("020", "  ", ["a", options.isbn])] : []),
      data("100", "1 ", ["a", "沈, 从文"]),
      data("245", "10", ["a", title]),
      data("260", "  ", ["a", "北京"], ["b", "远岸出版社"], ["c", "2001"]),
      ...(options.note ? [data("500", "  ", ["a", options.note])] : []),
      ...(options.barcodes ?? []).map((barcode) =>
        data("952", "  ", ["a", "MAIN"], ["o", "I247/7"], ["p", barcode]),
      ),
    ],
  };
}
