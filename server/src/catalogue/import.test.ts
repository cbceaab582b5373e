import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMember, findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase, runs } from "../kernel/testing.ts";

import { countDifferences } from "../loads/index.ts";
import { importFile } from "./import.ts";
import { listRejects } from "./import-runs.ts";
import { loadItemPlaces } from "./items/item-places.ts";
import type { ImportCounts } from "./schema.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-import-"));
  for (const code of ["ALIB", "BLIB", "CLIB"])
    await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
});
afterAll(() => database.close());

function book(
  number: string,
  title: string,
  options: { year?: string; barcode?: string; isbn?: string; status?: string } = {},
): MarcRecord {
  const field = (tag: string, subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields,
  });
  return {
    leader: `00000${options.status ?? "n"}am a2200000 i 4500`,
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: `261101s${options.year ?? "2001"}    xx            000 0 chi  ` },
      ...(options.isbn ? [field("020", [["a", options.isbn]])] : []),
      field("100", [["a", "沈从文"]]),
      field("245", [["a", title]]),
      field("264", [
        ["b", "中华书局"],
        ["c", options.year ?? "2001"],
      ]),
      ...(options.barcode
        ? [
            field("952", [
              ["p", options.barcode],
              ["o", "I247"],
              ["c", "STACKS"],
            ]),
          ]
        : []),
    ],
  };
}

let files = 0;
async function run(
  code: string,
  content: Buffer | MarcRecord[],
  options: { dryRun?: boolean; withoutNumber?: string } = {},
  on: Database = database,
): Promise<ImportCounts & { runId: string }> {
  const path = join(folder, `file-${++files}.mrc`);
  await writeFile(
    path,
    Array.isArray(content) ? Buffer.concat(content.map((r) => writeIso2709(r))) : content,
  );
  const member = await findMemberByCode(on.db, code);
  const { counts, runId } = await importFile(on.pool, {
    path,
    memberId: member.id,
    profile: "auto",
    dryRun: options.dryRun ?? false,
    ...(options.withoutNumber ? { withoutNumber: options.withoutNumber } : {}),
    actorId: systemActor.personId,
    places: await loadItemPlaces(on.db, member.id),
  });
  expect(counts.read).toBe(counts.created + counts.updated + counts.unchanged + counts.rejected);
  return { ...counts, runId };
}

async function clusterOf(number: string): Promise<number> {
  const { rows } = await sql<{ instance_id: number }>`
    select r.instance_id from catalogue.record r where r.control_number = ${number}`.execute(database.db);
  return rows[0]!.instance_id;
}

describe("import", () => {
  test("the same file again changes nothing, packed or not", async () => {
    const records = [book("a1", "边城", { barcode: "A1" }), book("a2", "长河", { barcode: "A2" })];
    expect(await run("ALIB", records)).toMatchObject({ read: 2, created: 2, items: 2 });
    const packed = gzipSync(Buffer.concat(records.map((r) => writeIso2709(r))));
    expect(await run("ALIB", packed)).toMatchObject({ read: 2, created: 0, unchanged: 2, items: 2 });
    const { rows } = await sql`select 1 from catalogue.record_version`.execute(database.db);
    expect(rows).toEqual([]);
  });

  test("records without 001 are refused, or have the number that their library says where to find", async () => {
    const without = (title: string, own: string): MarcRecord => {
      const { leader, fields } = book("", title, { barcode: `N${own}` });
      const number = { tag: "999", ind1: " ", ind2: " ", subfields: [["c", own]] as [string, string][] };
      return { leader, fields: [...fields.filter(({ tag }) => tag !== "001"), number] };
    };
    const records = [without("湘行散记", "71"), without("湘行书简", "72")];
    expect(await run("CLIB", records)).toMatchObject({ rejected: 2 });
    const { runId, ...counts } = await run("CLIB", records, { withoutNumber: "999$c" });
    expect(counts).toMatchObject({ created: 2, rejected: 0, items: 2 });
    expect(
      (await listRejects(database.db, runId, -1, 10))
        .filter((one) => one.reason.startsWith("repair-number"))
        .map((one) => [one.controlNumber, one.reason]),
    ).toEqual([
      ["71", "repair-number-of-field"],
      ["72", "repair-number-of-field"],
    ]);
    expect(await run("CLIB", records, { withoutNumber: "999$c" })).toMatchObject({ unchanged: 2 });
    expect(await run("CLIB", [without("湘行散记续", "71")], { withoutNumber: "999$c" })).toMatchObject({
      updated: 1,
    });
    const byContent = { withoutNumber: "content" };
    expect(await run("CLIB", [without("新湘行记", "")], byContent)).toMatchObject({ created: 1 });
    expect(await run("CLIB", [without("新湘行记", "")], byContent)).toMatchObject({ unchanged: 1 });
    // What says something else is another record.
    expect(await run("CLIB", [without("新湘行记补", "")], byContent)).toMatchObject({ created: 1 });
  });

  test("a changed record keeps its earlier version, its instance and its item", async () => {
    const before = await clusterOf("a2");
    expect(await run("ALIB", [book("a2", "长河：修订", { barcode: "A2" })])).toMatchObject({ updated: 1 });
    expect(await clusterOf("a2")).toBe(before);
    const { rows } = await sql<{ version: number; changed_by: string }>`
      select v.version, v.changed_by from catalogue.record_version v join catalogue.record r on r.id = v.record_id
      where r.control_number = 'a2'`.execute(database.db);
    expect(rows).toEqual([{ version: 1, changed_by: systemActor.personId }]);
  });

  test("a record that comes twice in one file is created, then changed", async () => {
    expect(
      await run("ALIB", [book("twice", "湘行散记"), book("twice", "湘行散记", { year: "2002" })]),
    ).toMatchObject({ read: 2, created: 1, updated: 1 });
  });

  test("other members' records of the same edition join, in either script, and each decision has reasons", async () => {
    expect(await run("BLIB", [book("b1", "邊城", { barcode: "B1" })])).toMatchObject({
      created: 1,
      matched: 1,
    });
    expect(await clusterOf("b1")).toBe(await clusterOf("a1"));
    const { rows } = await sql<{ outcome: string; reasons: { feature: string }[] }>`
      select d.outcome, d.reasons from matching.decision d join catalogue.record r on r.id = d.record_id
      where r.control_number = 'b1'`.execute(database.db);
    expect(rows[0]!.outcome).toBe("joined");
    expect(rows[0]!.reasons.map((r) => r.feature)).toContain("title-equal");
  });

  test("one shared ISBN alone never joins", async () => {
    await run("ALIB", [book("isbn-a", "从文自传", { isbn: "9787020002207" })]);
    await run("BLIB", [book("isbn-b", "计算机网络原理", { isbn: "9787020002207", year: "1985" })]);
    expect(await clusterOf("isbn-b")).not.toBe(await clusterOf("isbn-a"));
  });

  test("two imports of new titles at once miss nothing of each other", async () => {
    const titles = Array.from(
      { length: 40 },
      (_, i) => `并行导入之书第${String.fromCodePoint(0x4e00 + i * 37)}种`,
    );
    await Promise.all([
      run(
        "ALIB",
        titles.map((t, i) => book(`pa${i}`, t)),
      ),
      run(
        "CLIB",
        titles.map((t, i) => book(`pc${i}`, t)),
      ),
    ]);
    for (let i = 0; i < titles.length; i++) expect(await clusterOf(`pa${i}`)).toBe(await clusterOf(`pc${i}`));
  });

  test("leader/05 d withdraws a record with its items; sent again, it comes back", async () => {
    expect(await run("ALIB", [book("a1", "边城", { barcode: "A1", status: "d" })])).toMatchObject({
      updated: 1,
      items: 0,
    });
    const state = sql<{
      gone: boolean;
      condition: string;
    }>`select r.deleted_at is not null as gone, i.condition
      from catalogue.record r join catalogue.item i on i.record_id = r.id where r.control_number = 'a1'`;
    expect((await state.execute(database.db)).rows).toEqual([{ gone: true, condition: "withdrawn" }]);
    expect(await run("ALIB", [book("a1", "边城", { barcode: "A1" })])).toMatchObject({
      updated: 1,
      items: 1,
    });
    expect((await state.execute(database.db)).rows).toEqual([{ gone: false, condition: "good" }]);
  });

  test("a barcode stays with the record that brought it first, and the clash is reported", async () => {
    const result = await run("ALIB", [book("clash", "七色魇", { barcode: "A1" })]);
    const told = await listRejects(database.db, result.runId, -1, 10);
    expect(told.filter((line) => line.severity === "warning")).toMatchObject([
      {
        reason: "barcode-taken",
        controlNumber: "clash",
        recordIndex: 0,
        place: "952",
        params: { barcode: "A1" },
      },
    ]);
  });

  test("a dry run counts exactly and keeps nothing", async () => {
    const state = await countDifferences(database.db);
    expect(
      await run("ALIB", [book("dry", "看虹录", { barcode: "DRY1" }), book("a1", "边城", { barcode: "A1" })], {
        dryRun: true,
      }),
    ).toMatchObject({ created: 1, unchanged: 1, items: 2 });
    expect(await countDifferences(database.db)).toEqual(state);
  });

  test("what is no MARC is refused by name and place, and the rest of a damaged file is read", async () => {
    const html = await run("ALIB", Buffer.from("<!DOCTYPE html><html><body>not found</body></html>"));
    expect(html).toMatchObject({ created: 0 });
    expect((await listRejects(database.db, html.runId, -1, 5))[0]?.reason).toMatch(/html/);
    const good = writeIso2709(book("after-damage", "阿黑小史"));
    const mixed = await run("ALIB", Buffer.concat([Buffer.from("00120nam a22 garbage\x1e\x1d"), good]));
    expect(mixed).toMatchObject({ read: 2, created: 1, rejected: 1 });
    expect(await run("ALIB", Buffer.alloc(0))).toMatchObject({ created: 0 });
  });

  test("derived facts agree with what they are derived from", async () => {
    expect(await countDifferences(database.db)).toMatchObject({ wrongCounts: 0, withoutDescription: 0 });
  });
});

const ROOT = resolve(import.meta.dirname, "../../..");

/** What an import leaves: counts, and records, items and clusters without their numbers. */
async function dump(on: Database): Promise<unknown> {
  const one = async (text: ReturnType<typeof sql>): Promise<unknown> => (await text.execute(on.db)).rows;
  return {
    counts: await one(sql`select r.counts, r.state from catalogue.import_run r`),
    records: await one(
      sql`select r.control_number, r.version, r.content_hash::text from catalogue.record r order by 1`,
    ),
    items: await one(sql`select i.source_key, i.barcode, i.condition from catalogue.item i order by 1`),
    clusters: await one(sql`select array_agg(r.control_number order by r.control_number) as numbers
      from catalogue.record r group by r.instance_id order by 1`),
  };
}

/** Three batches that may be cut off and a part of a fourth, when there is time for so many; else two and a part. */
const KILLS = runs(1) > 1 ? 3 : 1;
const RECORDS = 2000 * KILLS + 1200;

test("an import killed and run again ends exactly like an undisturbed one", {
  timeout: runs(90_000),
}, async () => {
  const path = join(folder, "large.mrc");
  const records = Array.from({ length: RECORDS }, (_, i) =>
    book(`k${i}`, `第${i % (RECORDS / 2)}号图书${i % 7}`, {
      barcode: `K${i}`,
      year: String(1950 + (i % 60)),
    }),
  );
  await writeFile(path, Buffer.concat(records.map((r) => writeIso2709(r))));
  const results: unknown[] = [];
  for (const kills of [0, KILLS]) {
    const own = await createTestDatabase();
    try {
      await inTransaction(own.db, (tx) => addMember(tx, systemActor, { code: "KLIB", name: { en: "K" } }));
      const start = () => importProcess(own, path);
      for (let kill = 0; kill < kills; kill++) {
        const child = start();
        const ended = new Promise((done) => child.once("exit", done));
        for (let waited = 0; waited < 40; waited++) {
          await new Promise((done) => setTimeout(done, 60));
          const { rows } = await sql<{
            position: number;
          }>`select r.position from catalogue.import_run r`.execute(own.db);
          if ((rows[0]?.position ?? 0) > kill * 2000) break;
        }
        child.kill("SIGKILL");
        await ended;
      }
      const code = await new Promise((done) => start().once("exit", done));
      expect(code).toBe(0);
      results.push(await dump(own));
    } finally {
      await own.close();
    }
  }
  expect(results[1]).toEqual(results[0]);
});

function importProcess(
  on: Awaited<ReturnType<typeof createTestDatabase>>,
  path: string,
): ReturnType<typeof spawn> {
  const { host, port, user, password, database: name } = on.connection;
  const url = `postgres://${user}:${encodeURIComponent(String(password))}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`;
  return spawn(
    process.execPath,
    [join(ROOT, "server/src/main.ts"), "import", "--member", "KLIB", "--no-rejects-file", path],
    {
      env: { ...process.env, DATABASE_URL: url, COMMONSHELF_DATA: folder },
      stdio: "ignore",
    },
  );
}

/** Why records of the real files are refused: no MARC at all, damage, authority or holdings records, fragments. */
const KNOWN_REASONS =
  /^(no-control-number|not-bibliographic|no-title|no-title-number|number-repeated|not-a-record|no-records|format-[\w-]+|directory-unreadable|not-well-formed)$/;
const DATA = process.env.COMMONSHELF_TEST_DATA ?? resolve(ROOT, "../shared/data");

async function marcFiles(folderName: string): Promise<string[]> {
  const entries = await readdir(join(DATA, folderName), { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile() && /\.(mrc|marc|dat|xml|iso|json|gz|mrk|txt)$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .sort();
}

test("every real file is imported without a crash, and the counts add up", { timeout: 120_000 }, async () => {
  const own = await createTestDatabase();
  try {
    await inTransaction(own.db, (tx) => addMember(tx, systemActor, { code: "REAL", name: { en: "Real" } }));
    const totals = { read: 0, created: 0, rejected: 0, items: 0 };
    for (const name of ["marc21", "unimarc", "cnmarc"]) {
      for (const file of await marcFiles(name)) {
        const counts = await run("REAL", await readFile(file), {}, own);
        for (const key of ["read", "created", "rejected", "items"] as const) totals[key] += counts[key];
      }
    }
    expect(totals.read).toBeGreaterThan(7_500);
    expect(totals.created).toBeGreaterThan(6_000);
    expect(totals.items).toBeGreaterThan(6_000);
    const { rows } = await sql<{ reason: string; n: number }>`
      select j.reason, count(*) as n from catalogue.import_reject j where j.severity = 'refused'
      group by j.reason order by n desc`.execute(own.db);
    expect(rows.filter((row) => !KNOWN_REASONS.test(row.reason))).toEqual([]);
    expect(totals.rejected).toBeLessThan(700);
    expect(await countDifferences(own.db)).toMatchObject({ wrongCounts: 0, withoutDescription: 0 });
  } finally {
    await own.close();
  }
});

test("a copy no longer listed is withdrawn with its barcode; listed elsewhere it is there", async () => {
  const first = await run("ALIB", [book("bar1", "边城", { barcode: "BC-1" })]);
  expect(first.items).toBe(1);
  await run("ALIB", [book("bar1", "边城")]);
  const items = async (): Promise<unknown> =>
    (
      await sql<{ barcode: string; condition: string; number: string }>`
        select i.barcode, i.condition, r.control_number as number
        from catalogue.item i join catalogue.record r on r.id = i.record_id
        where i.barcode = 'BC-1' order by i.id`.execute(database.db)
    ).rows;
  expect(await items()).toEqual([{ barcode: "BC-1", condition: "withdrawn", number: "bar1" }]);
  await run("ALIB", [book("bar2", "长河", { barcode: "BC-1" })]);
  expect(await items()).toEqual([{ barcode: "BC-1", condition: "good", number: "bar2" }]);
});

test("after a large load the planner knows how large the catalogue has become", async () => {
  const known = async (): Promise<number> =>
    (
      await sql<{
        n: number;
      }>`select c.reltuples as n from pg_class c where c.oid = 'catalogue.record'::regclass`.execute(
        database.db,
      )
    ).rows[0]!.n;
  const before = await known();
  await run(
    "CLIB",
    Array.from({ length: 1200 }, (_, n) => book(`many${n}`, `第${n}种书`)),
  );
  expect(await known()).toBeGreaterThan(Math.max(before, 0) + 900);
});
