import type { CompactRecord } from "@commonshelf/marc";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase, runs } from "../kernel/testing.ts";
import { bookRecord, clusterNames, loadRecords } from "./testing.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

type Book = { title: string; author: string; publisher: string; year: number; isbn?: string; pages: number };

/** What one library writes about a book: in Han or in letters, with or without the number, the year one off. */
function recordOf(number: string, book: Book, way: number): CompactRecord {
  const isBare = way % 3 === 0;
  const year = way % 5 === 0 ? book.year + 1 : book.year;
  const [title, author] = way % 4 === 3 ? ROMANISED[book.title]! : [book.title, book.author];
  return {
    l: "00000nam a2200000 i 4500",
    f: [
      ["001", number],
      ["008", `250101s${year}    cc            000 0 chi d`],
      ...(isBare || !book.isbn ? [] : [["020", "  ", "a", book.isbn] as [string, string, string, string]]),
      ["100", "1 ", "a", author],
      ["245", "10", "a", title],
      ["264", " 1", "b", book.publisher, "c", String(year)],
      ["300", "  ", "a", `${book.pages + (way % 2) * 2}页`],
    ],
  };
}

const ROMANISED: Record<string, [string, string]> = {
  山居记: ["Shan ju ji", "Lin, Hao"],
  山居记习题: ["Shan ju ji xi ti", "Lin, Hao"],
  水路考: ["Shui lu kao", "Lin, Hao"],
};
const house = "南山出版社";
const BOOKS: Book[] = [
  { title: "山居记", author: "林浩", publisher: house, year: 2001, isbn: "9787020002207", pages: 320 },
  { title: "山居记", author: "林浩", publisher: house, year: 2002, isbn: "9787302224464", pages: 351 },
  { title: "山居记", author: "林浩", publisher: "北岭书局", year: 2002, pages: 322 },
  { title: "山居记习题", author: "林浩", publisher: house, year: 2001, pages: 120 },
  { title: "水路考", author: "林浩", publisher: house, year: 2001, isbn: "9787302226727", pages: 210 },
];

const LIBRARIES = ["ALIB", "BLIB", "CLIB"];
type Sent = { library: string; number: string; record: CompactRecord };
const sent: Sent[] = BOOKS.flatMap((book, b) =>
  LIBRARIES.flatMap((library, l) =>
    [0, 1].map((copy): Sent => {
      const number = `${b}${l}${copy}`;
      return { library, number, record: recordOf(number, book, b * 7 + l * 3 + copy * 5) };
    }),
  ),
);

async function memberIds(): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const code of LIBRARIES) {
    const member = await inTransaction(database.db, (tx) =>
      addMember(tx, systemActor, { code, name: { en: code } }),
    );
    ids.set(code, member.id);
  }
  return ids;
}

const load = (memberId: number, records: readonly Sent[]): ReturnType<typeof loadRecords> =>
  loadRecords(
    database,
    memberId,
    records.map((one) => one.record),
  );
const clusters = (): Promise<string[]> => clusterNames(database);

async function empty(): Promise<void> {
  await sql`truncate catalogue.instance, catalogue.work, catalogue.work_key, catalogue.description, catalogue.match_key,
    catalogue.identifier, matching.pair, matching.pin, matching.doubt, kernel.outbox cascade`.execute(
    database.db,
  );
}

test("the clusters are the same whatever the order and the size of the loads", {
  timeout: runs(60_000),
}, async () => {
  const ids = await memberIds();
  for (const library of LIBRARIES)
    await load(
      ids.get(library)!,
      sent.filter((one) => one.library === library),
    );
  const expected = await clusters();
  expect(expected.length).toBeGreaterThan(4);
  expect(expected.length).toBeLessThan(sent.length / 2);
  const order = fc.shuffledSubarray(sent, { minLength: sent.length });
  await fc.assert(
    fc.asyncProperty(order, fc.integer({ min: 1, max: 12 }), async (shuffled, size) => {
      await empty();
      for (let at = 0; at < shuffled.length; at += size)
        for (const [library, records] of Map.groupBy(shuffled.slice(at, at + size), (one) => one.library))
          await load(ids.get(library)!, records);
      expect(await clusters()).toEqual(expected);
      // A record is found where its instance is, and every instance counts its records.
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from catalogue.instance i
        where i.record_count <> (select count(*) from catalogue.record r
          where r.instance_id = i.id and r.deleted_at is null)`.execute(database.db);
      expect(rows[0]!.n).toBe(0);
    }),
    { numRuns: runs(3) },
  );
});

test("a record that two titles have in common joins them, and its withdrawal parts them again", async () => {
  await empty();
  const { rows } = await sql<{
    id: number;
    code: string;
  }>`select m.id, m.code from consortium.member m`.execute(database.db);
  const ids = new Map(rows.map((row) => [row.code, row.id]));
  const book = (number: string, isbns: string[]): Sent => ({
    library: "ALIB",
    number,
    record: bookRecord({ number, title: "山居记", isbns }),
  });
  await load(ids.get("ALIB")!, [book("1", ["9787020002207"])]);
  await load(ids.get("BLIB")!, [{ ...book("2", ["9787302224464"]), library: "BLIB" }]);
  expect(await clusters()).toEqual(["ALIB1", "BLIB2"]);
  const bridge = book("3", ["9787020002207", "9787302224464"]);
  await load(ids.get("CLIB")!, [bridge]);
  expect(await clusters()).toEqual(["ALIB1 BLIB2 CLIB3"]);
  const merged = await sql<{ n: number }>`select count(*)::int as n from catalogue.instance i
    join catalogue.instance o on o.id = i.merged_into and o.record_count = 3`.execute(database.db);
  expect(merged.rows[0]!.n).toBe(1);
  const withdrawn = { ...bridge, record: { ...bridge.record, l: "00000dam a2200000 i 4500" } };
  await load(ids.get("CLIB")!, [withdrawn]);
  expect(await clusters()).toEqual(["ALIB1", "BLIB2"]);
});
