import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcileBrowse } from "../../browse-lists/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import type { Database } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { book, importRecords } from "../testing.ts";
import { answerSru } from "./respond.ts";

let database: Database;
let searcher: Searcher;
beforeAll(async () => {
  database = await createTestDatabase();
  searcher = await importRecords(database, "ALIB", [
    book("a1", "論語別裁續", "南懷瑾", "1990", "I242.4/C927-2"),
    book("a2", "論語別裁", "南懷瑾", "1976", "I242.4/C927"),
    book("a3", "春秋左傳", "左丘明", "1981", "I242.4/D1"),
    book("a4", "水滸傳", "施耐庵", "1975", "I242.5/D1"),
  ]);
  await reconcileBrowse(database.db);
});
afterAll(() => database.close());

const ask = (params: Record<string, string>): Promise<string> =>
  answerSru({ db: database.db, searcher }, { version: "1.2", ...params }, "http://localhost:8080/sru");
const titles = async (query: string): Promise<string[]> => {
  const xml = await ask({ operation: "searchRetrieve", query, recordSchema: "dc" });
  return [...xml.matchAll(/<dc:title>([^<]+)</g)].map(([, title]) => title!);
};

test("a whole call number finds its book first, then what begins so, in any spacing and width", async () => {
  for (const query of [
    'commonshelf.callNumber="I242.4/C927"',
    'callnumber="Ｉ２４２．４ / c927"',
    '> s="urn:commonshelf:cql-context-set:1" s.callNumber="I242.4/C927"',
  ])
    expect([query, await titles(query)]).toEqual([query, ["論語別裁", "論語別裁續"]]);
});

test("a beginning finds all that begin so, the exact relation the whole only", async () => {
  expect((await titles("callNumber=I242.4")).sort()).toEqual(["春秋左傳", "論語別裁", "論語別裁續"]);
  expect(await titles("callNumber=I242*")).toHaveLength(4);
  expect(await titles('callNumber == "I242.4/C927"')).toEqual(["論語別裁"]);
  expect(await titles("callNumber exact I242.4")).toEqual([]);
  expect(await titles('callNumber=I242.4 and dc.creator=南怀瑾 not callNumber=="I242.4/C927"')).toEqual([
    "論語別裁續",
  ]);
});

test("scan lists call numbers in shelf order, each with what an exact search finds; explain names the index", async () => {
  const xml = await ask({ operation: "scan", scanClause: 'callNumber="I242.4/C927-2"' });
  const terms = [...xml.matchAll(/<term><value>([^<]+)<\/value><numberOfRecords>(\d+)</g)].map(
    ([, ...t]) => t,
  );
  expect(terms).toEqual([
    ["I242.4/C927-2", "1"],
    ["I242.4/D1", "1"],
    ["I242.5/D1", "1"],
  ]);
  for (const [value, count] of terms)
    expect(await titles(`callNumber exact "${value}"`)).toHaveLength(Number(count));
  expect(await ask({ operation: "explain" })).toContain('<name set="commonshelf">callNumber</name>');
});
