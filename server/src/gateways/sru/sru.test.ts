import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Searcher } from "../../discovery/index.ts";
import { readConfig } from "../../kernel/config.ts";
import type { Database } from "../../kernel/database.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { systemClock } from "../../kernel/time.ts";
import { registerGateways } from "../index.ts";
import { book, cnmarcBook, importRecords } from "../testing.ts";
import type { SruParams } from "./answers.ts";
import { answerSru } from "./respond.ts";

let database: Database;
let searcher: Searcher;
beforeAll(async () => {
  database = await createTestDatabase();
  await importRecords(database, "ALIB", [
    book("a1", "紅樓夢", "曹雪芹", "1982"),
    book("a2", "Hong lou meng yan jiu", "Yu, Pingbo", "1952"),
    book("a3", "水滸傳", "施耐庵", "1975"),
  ]);
  searcher = await importRecords(database, "BLIB", [cnmarcBook("b1", "呐喊", "鲁迅", "1923")]);
});
afterAll(() => database.close());

const ask = (params: SruParams): Promise<string> =>
  answerSru({ db: database.db, searcher }, params, "http://localhost:8080/sru");
const count = (xml: string): number => Number(/<numberOfRecords>(\d+)</.exec(xml)?.[1]);
const diagnostic = (xml: string): number | undefined => {
  const found = /info:srw\/diagnostic\/1\/(\d+)</.exec(xml);
  return found ? Number(found[1]) : undefined;
};
const search = (query: string, more: SruParams = {}): Promise<string> =>
  ask({ version: "1.2", operation: "searchRetrieve", query, ...more });

describe("searchRetrieve", () => {
  test("finds the same in every script, by index, relation, boolean and year", async () => {
    const cases: [string, number][] = [
      ["红楼梦", 2],
      ['dc.title="紅樓夢"', 2],
      ['dc.title exact "红楼梦"', 1],
      ["dc.creator=施耐庵", 1],
      ["dc.title=水浒传 or dc.title=呐喊", 2],
      ["cql.allRecords=1 not dc.date<1970", 2],
      ['dc.date within "1950 1980"', 2],
      ['cql.serverChoice any "水浒传 呐喊"', 2],
      ["dc.title=hon*", 1],
      ["rec.collectionName=BLIB", 1],
    ];
    for (const [query, total] of cases) expect([query, count(await search(query))]).toEqual([query, total]);
  });

  test("gives MARCXML, Dublin Core, and either as text", async () => {
    expect(await search("呐喊")).toContain('<record xmlns="http://www.loc.gov/MARC21/slim"');
    expect(await search("dc.title exact 红楼梦", { recordSchema: "dc" })).toContain(
      "<dc:title>紅樓夢</dc:title>",
    );
    expect(await search("呐喊", { recordPacking: "string" })).toContain("&lt;record");
  });

  test("pages: nextRecordPosition leads through all records and then stops", async () => {
    const first = await search("cql.allRecords=1", { maximumRecords: "3" });
    expect(first).toContain("<nextRecordPosition>4</nextRecordPosition>");
    const last = await search("cql.allRecords=1", { maximumRecords: "3", startRecord: "4" });
    expect(last).not.toContain("nextRecordPosition");
    expect(last.match(/<recordPosition>/g)).toHaveLength(1);
  });

  test("version 2.0 has its own namespace and words", async () => {
    const xml = await ask({ query: "呐喊", recordXMLEscaping: "string" });
    expect(xml).toContain('xmlns="http://docs.oasis-open.org/ns/search-ws/sruResponse"');
    expect(xml).toContain("<recordXMLEscaping>string</recordXMLEscaping>");
  });
});

test("every refusal is a diagnostic with its number", async () => {
  const cases: [SruParams, number][] = [
    [{ version: "3.0", operation: "searchRetrieve", query: "a" }, 5],
    [{ version: "1.2", operation: "sing", query: "a" }, 4],
    [{ version: "1.2", operation: "searchRetrieve" }, 7],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", colour: "red" }, 8],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", startRecord: "0" }, 6],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", maximumRecords: "x" }, 6],
    [{ version: "1.2", operation: "searchRetrieve", query: "呐喊", startRecord: "9" }, 61],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", recordSchema: "mods" }, 66],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", recordPacking: "zip" }, 71],
    [{ version: "1.2", operation: "searchRetrieve", query: "a and" }, 10],
    [{ version: "1.2", operation: "searchRetrieve", query: "dc.colour=a" }, 16],
    [{ version: "1.2", operation: "searchRetrieve", query: "xyz.title=a" }, 15],
    [{ version: "1.2", operation: "searchRetrieve", query: "dc.title encloses a" }, 19],
    [{ version: "1.2", operation: "searchRetrieve", query: "dc.title =/fuzzy a" }, 20],
    [{ version: "1.2", operation: "searchRetrieve", query: "a prox b" }, 37],
    [{ version: "1.2", operation: "searchRetrieve", query: 'dc.title=""' }, 27],
    [{ version: "1.2", operation: "searchRetrieve", query: "a sortBy dc.subject" }, 80],
    [{ version: "1.2", operation: "searchRetrieve", query: "a sortBy dc.title dc.date" }, 84],
    [{ version: "1.1", operation: "searchRetrieve", query: "a", sortKeys: "subject" }, 80],
    [{ version: "1.1", operation: "searchRetrieve", query: "a", sortKeys: "title,,0" }, 80],
    [{ version: "1.1", operation: "searchRetrieve", query: "a", sortKeys: "title date" }, 84],
    [{ version: "1.2", operation: "searchRetrieve", query: "a", stylesheet: "x.xsl" }, 110],
    [{ version: "1.2", operation: "searchRetrieve", query: "cql.resultSetId=7" }, 50],
    [
      {
        version: "1.2",
        operation: "searchRetrieve",
        query: '> x="info:srw/cql-context-set/9/none" x.title=a',
      },
      15,
    ],
    [{ version: "1.2", operation: "scan", scanClause: '> x="urn:none" x.title=a' }, 15],
  ];
  for (const [params, number] of cases)
    expect([params, diagnostic(await ask(params))]).toEqual([params, number]);
});

test("sortKeys of SRU 1.1 sorts by title and by year, both ways", async () => {
  const years = async (sortKeys: string): Promise<string[]> => {
    const xml = await ask({
      version: "1.1",
      operation: "searchRetrieve",
      query: "cql.allRecords=1",
      recordSchema: "dc",
      sortKeys,
    });
    return [...xml.matchAll(/<dc:date>(\d+)</g)].map((found) => found[1]!);
  };
  expect(await years("date,,1")).toEqual(["1923", "1952", "1975", "1982"]);
  expect(await years("dc.date,,0")).toEqual(["1982", "1975", "1952", "1923"]);
  expect((await years("title")).length).toBe(4);
});

test("known context sets work under any prefix, with a scope of their own, and as the default", async () => {
  for (const query of [
    '> x="info:srw/cql-context-set/1/dc-v1.1" x.title=红楼梦',
    '> "info:srw/cql-context-set/1/dc-v1.1" title=红楼梦',
    '(> b="http://zing.z3950.org/cql/bath/2.0/" b.title=红楼梦)',
    '> dc="http://zing.z3950.org/cql/bath/2.0/" dc.name=曹雪芹 or dc.title=红楼梦',
  ])
    expect([query, count(await search(query))]).toEqual([query, 2]);
});

test("a record comes with what all members hold, in 852 and in a schema of its own; whose version, a parameter says", async () => {
  const held = (number: string, barcode: string): ReturnType<typeof book> => {
    const record = book(number, "史記選讀", "王伯祥", "1957");
    record.fields.push({
      tag: "852",
      ind1: " ",
      ind2: " ",
      subfields: [
        ["b", "MAIN"],
        ["h", "K204/1"],
        ["p", barcode],
      ],
    });
    return record;
  };
  await importRecords(database, "HLIB", [held("h1", "HB1")]);
  const everything = await importRecords(database, "ILIB", [held("i1", "IB1")]);
  const ask2 = (more: SruParams): Promise<string> =>
    answerSru(
      { db: database.db, searcher: everything },
      { version: "1.2", operation: "searchRetrieve", query: "dc.title=史記選讀", ...more },
      "http://localhost:8080/sru",
    );
  const marc = await ask2({});
  expect(count(marc)).toBe(1);
  for (const value of ["HLIB", "ILIB", "HB1", "IB1"]) expect(marc).toContain(`>${value}<`);
  expect(marc.match(/<datafield tag="852"/g)).toHaveLength(2);
  expect(await ask2({ "x-member": "ILIB" })).toContain('<controlfield tag="001">i1<');
  expect(await ask2({ "x-member": "HLIB" })).toContain('<controlfield tag="001">h1<');
  const holdings = await ask2({ recordSchema: "iso20775" });
  expect(holdings).toContain('<holdings xmlns="info:ofi/fmt:xml:xsd:iso20775">');
  expect(holdings.match(/<holding>/g)).toHaveLength(2);
  expect(holdings).toContain("<copiesCount>1</copiesCount>");
});

test("explain names the database, its indexes and schemas", async () => {
  for (const params of [{}, { operation: "explain", version: "1.1" }]) {
    const xml = await ask(params);
    expect(xml).toContain("<explainResponse");
    expect(xml).toContain('<name set="dc">title</name>');
    expect(xml).toContain('identifier="info:srw/schema/1/marcxml-v1.1"');
  }
});

test("zoomsh of YAZ searches and shows a record", async () => {
  const tool = "/usr/bin/zoomsh";
  if (!existsSync(tool) && !process.env.CI) return;
  const deps = { db: database.db, pool: database.pool, clock: systemClock, config: readConfig({}), searcher };
  const app = await createApp(deps, false);
  await registerGateways(app, deps);
  await app.listen({ port: 0, host: "127.0.0.1" });
  try {
    const { port } = app.server.address() as AddressInfo;
    const script = [
      `set sru get`,
      `connect http://127.0.0.1:${port}/sru`,
      "search cql:dc.title=呐喊",
      "show 0 1",
    ];
    const output = await new Promise<string>((done) => {
      const child = spawn(tool, script, { stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      child.on("exit", () => done(text));
    });
    expect(output).toContain("1 hits");
    expect(output).toContain("呐喊");
  } finally {
    await app.close();
  }
});
