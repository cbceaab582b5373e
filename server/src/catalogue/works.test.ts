import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, findMemberByCode } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { decideReport, editionsOf, joinEditions, openReports, reportGrouping } from "./editions.ts";
import { groupInstances } from "./group-instances.ts";
import { importFile } from "./import.ts";
import { loadItemPlaces } from "./items/item-places.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-works-"));
  for (const code of ["ALIB", "BLIB"])
    await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

type Book = {
  number: string;
  title: string;
  author: string;
  year: string;
  publisher: string;
  language?: string;
  uniform?: string;
  linked?: [title: string, author: string];
};

function record(book: Book): MarcRecord {
  const field = (tag: string, subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields,
  });
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: book.number },
      { tag: "008", value: `261101s${book.year}    xx            000 0 ${book.language ?? "chi"}  ` },
      field("100", [...(book.linked ? ([["6", "880-01"]] as [string, string][]) : []), ["a", book.author]]),
      ...(book.uniform ? [field("240", [["a", book.uniform]])] : []),
      field("245", [...(book.linked ? ([["6", "880-02"]] as [string, string][]) : []), ["a", book.title]]),
      field("264", [
        ["b", book.publisher],
        ["c", book.year],
      ]),
      ...(book.linked
        ? [
            field("880", [
              ["6", "100-01/$1"],
              ["a", book.linked[1]],
            ]),
            field("880", [
              ["6", "245-02/$1"],
              ["a", book.linked[0]],
            ]),
          ]
        : []),
    ],
  };
}

async function load(member: string, books: Book[]): Promise<void> {
  const path = join(folder, `${member}-${books[0]!.number}.mrc`);
  await writeFile(path, Buffer.concat(books.map((book) => writeIso2709(record(book)))));
  const memberId = (await findMemberByCode(database.db, member)).id;
  await importFile(database.pool, {
    path,
    memberId,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
}

/** Instance and work of a record. */
async function placeOf(number: string): Promise<{ instance: number; work: number }> {
  const { rows } = await sql<{ instance: number; work: number }>`
    select i.id as instance, i.work_id as work from catalogue.record r
    join catalogue.instance i on i.id = r.instance_id where r.control_number = ${number}`.execute(
    database.db,
  );
  return rows[0]!;
}

test("editions in any script are one work, other books of the author are not", async () => {
  await load("ALIB", [
    { number: "w1", title: "邊城", author: "沈從文", year: "1934", publisher: "生活書店" },
    { number: "w2", title: "边城", author: "沈从文", year: "2002", publisher: "北岳文艺出版社" },
    { number: "w3", title: "长河", author: "沈从文", year: "1945", publisher: "文聚社" },
  ]);
  await load("BLIB", [
    { number: "w4", title: "Bian cheng", author: "Shen, Congwen", year: "1988", publisher: "Hua cheng" },
  ]);
  const places = await Promise.all(["w1", "w2", "w4"].map(placeOf));
  expect(new Set(places.map((p) => p.instance)).size).toBe(3);
  expect(new Set(places.map((p) => p.work)).size).toBe(1);
  expect((await placeOf("w3")).work).not.toBe(places[0]!.work);
  const editions = await editionsOf(database.db, [places[0]!.work]);
  expect(editions.get(places[0]!.work)).toEqual(places.map((p) => p.instance).sort((a, b) => a - b));
});

test("a translation joins its original when a later record names both, and takes the others along", async () => {
  await load("ALIB", [
    { number: "t1", title: "红与黑", author: "司汤达", year: "1999", publisher: "译林出版社" },
    {
      number: "t2",
      title: "Le rouge et le noir",
      author: "Stendhal",
      year: "1972",
      publisher: "Gallimard",
      language: "fre",
    },
  ]);
  expect((await placeOf("t1")).work).not.toBe((await placeOf("t2")).work);
  await load("BLIB", [
    {
      number: "t3",
      title: "Hong yu hei",
      author: "Stendhal",
      year: "2010",
      publisher: "Shanghai yi wen",
      uniform: "Rouge et le noir",
      linked: ["红与黑", "司汤达"],
    },
  ]);
  expect((await placeOf("t3")).work).toBe((await placeOf("t1")).work);
});

const person = "0190aaaa-0000-7000-8000-000000000001";

function cataloguerOf(memberId: number): Actor {
  return actorOf({
    personId: person,
    name: "c",
    grants: [{ role: "cataloguer", scope: memberId }],
    scope: memberId,
  });
}

test("a reported edition is separated by a holder's cataloguer, and stays apart when the file comes again", async () => {
  const { instance, work } = await placeOf("w2");
  const own = cataloguerOf((await findMemberByCode(database.db, "ALIB")).id);
  const foreign = cataloguerOf((await findMemberByCode(database.db, "BLIB")).id);
  await inTransaction(database.db, (tx) => reportGrouping(tx, own, instance, "another book"));
  await inTransaction(database.db, (tx) => reportGrouping(tx, null, instance, "the same again"));
  const { items: reports } = await openReports(database.db, 50);
  expect(reports).toMatchObject([{ instanceId: instance, workId: work, comment: "another book" }]);
  const decide = (actor: Actor): Promise<void> =>
    inTransaction(database.db, (tx) => decideReport(tx, actor, reports[0]!.id, "separated"));
  await expect(decide(foreign)).rejects.toMatchObject({ code: "forbidden" });
  await decide(own);
  await expect(decide(own)).rejects.toMatchObject({ code: "report-decided" });
  const apart = (await placeOf("w2")).work;
  expect(apart).not.toBe(work);
  await load("ALIB", [
    { number: "w2", title: "边城", author: "沈从文", year: "2002", publisher: "北岳文艺出版社 (太原)" },
  ]);
  expect((await placeOf("w2")).work).toBe(apart);
  const { instance: other } = await placeOf("w1");
  await inTransaction(database.db, (tx) => joinEditions(tx, own, [instance], other));
  expect((await placeOf("w2")).work).toBe(work);
});

test("what stands alone cannot be reported", async () => {
  const { instance } = await placeOf("w3");
  await expect(
    inTransaction(database.db, (tx) => reportGrouping(tx, null, instance, "")),
  ).rejects.toMatchObject({ code: "work-alone" });
});

test("instances from before works were kept get the same groups", async () => {
  const before = await Promise.all(["w1", "w2", "w3", "w4", "t1", "t2", "t3"].map(placeOf));
  await sql`update catalogue.instance set work_id = null`.execute(database.db);
  await sql`truncate catalogue.work_key, catalogue.work_pin`.execute(database.db);
  expect(await groupInstances(database.pool)).toBe(before.length);
  const after = await Promise.all(["w1", "w2", "w3", "w4", "t1", "t2", "t3"].map(placeOf));
  const shape = (places: typeof before): number[] =>
    places.map((p) => places.findIndex((other) => other.work === p.work));
  expect(shape(after)).toEqual(shape(before));
});
