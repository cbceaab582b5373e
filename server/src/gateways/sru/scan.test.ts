import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reconcileBrowse } from "../../browse-lists/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import { readConfig } from "../../kernel/config.ts";
import type { Database } from "../../kernel/database.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { systemClock } from "../../kernel/time.ts";
import { registerGateways } from "../index.ts";
import { book, importRecords } from "../testing.ts";
import type { SruParams } from "./answers.ts";
import { answerSru } from "./respond.ts";

let database: Database;
let searcher: Searcher;
beforeAll(async () => {
  database = await createTestDatabase();
  searcher = await importRecords(database, "ALIB", [
    book("a1", "紅樓夢", "曹雪芹", "1982"),
    book("a2", "红楼梦", "曹雪芹", "1990"),
    book("a3", "水滸傳", "施耐庵", "1975"),
    book("a4", "邊城", "沈從文", "1934"),
    book("a5", "Dream of the red chamber", "Hawkes, David", "1973"),
  ]);
  await reconcileBrowse(database.db);
});
afterAll(() => database.close());

const ask = (params: SruParams): Promise<string> =>
  answerSru({ db: database.db, searcher }, params, "http://localhost:8080/sru");
const scan = (scanClause: string, more: SruParams = {}): Promise<string> =>
  ask({ version: "1.2", operation: "scan", scanClause, ...more });
const terms = (xml: string): string[] => [...xml.matchAll(/<term><value>([^<]+)</g)].map((m) => m[1]!);
const diagnostic = (xml: string): number | undefined => {
  const found = /info:srw\/diagnostic\/1\/(\d+)</.exec(xml);
  return found ? Number(found[1]) : undefined;
};

const TITLES = ["邊城", "Dream of the red chamber", expect.stringMatching(/紅樓夢|红楼梦/), "水滸傳"];

describe("scan", () => {
  test("lists headings with what a search for each finds, and where in the list they stand", async () => {
    const xml = await scan('dc.title=""');
    expect(terms(xml)).toEqual(TITLES);
    expect([...xml.matchAll(/<whereInList>(\w+)</g)].map((m) => m[1])).toEqual([
      "first",
      "inner",
      "inner",
      "last",
    ]);
    for (const [, value, count] of xml.matchAll(/<value>([^<]+)<\/value><numberOfRecords>(\d+)</g)) {
      const found = await ask({
        version: "1.2",
        operation: "searchRetrieve",
        query: `dc.title exact "${value}"`,
      });
      expect(found).toContain(`<numberOfRecords>${count}</numberOfRecords>`);
    }
  });

  test("the start term may be in any script", async () => {
    for (const text of ["紅樓夢", "红楼梦", "hong lou meng", "Hung lou meng"])
      expect(terms(await scan(`dc.title="${text}"`))).toEqual(TITLES.slice(2));
    expect(terms(await scan("dc.creator exact shencongwen", { maximumTerms: "1" }))).toEqual(["沈從文"]);
    expect(terms(await scan("scanned"))).toEqual(["水滸傳"]);
  });

  test("responsePosition says where the start term stands: 0 before the list, one past the end behind it", async () => {
    const at = async (responsePosition: string, maximumTerms = "2") =>
      terms(await scan('dc.title="红楼梦"', { responsePosition, maximumTerms }));
    expect(await at("1")).toEqual(TITLES.slice(2));
    expect(await at("2")).toEqual(TITLES.slice(1, 3));
    expect(await at("3")).toEqual(TITLES.slice(0, 2));
    expect(await at("0")).toEqual(TITLES.slice(3));
    expect(await at("4", "4")).toEqual(TITLES.slice(0, 3));
  });

  test("every version has its namespace; 2.0 needs no operation", async () => {
    expect(await scan("dc.title=a", { version: "1.1" })).toContain(
      '<scanResponse xmlns="http://www.loc.gov/zing/srw/">',
    );
    const xml = await ask({ scanClause: "dc.title=a" });
    expect(xml).toContain('<scanResponse xmlns="http://docs.oasis-open.org/ns/search-ws/scan">');
    expect(xml).toContain("<scanClause>dc.title = a</scanClause>");
  });
});

test("every refusal is a diagnostic with its number", async () => {
  const cases: [SruParams, number][] = [
    [{}, 7],
    [{ scanClause: "dc.title=a", colour: "red" }, 8],
    [{ scanClause: "dc.title=a", maximumTerms: "0" }, 6],
    [{ scanClause: "dc.title=a", maximumTerms: "1000" }, 121],
    [{ scanClause: "dc.title=a", responsePosition: "-1" }, 6],
    [{ scanClause: "dc.title=a", responsePosition: "12" }, 120],
    [{ scanClause: "dc.title=" }, 10],
    [{ scanClause: "dc.date=1990" }, 16],
    [{ scanClause: "dc.colour=a" }, 16],
    [{ scanClause: "xyz.title=a" }, 15],
    [{ scanClause: "dc.title any a" }, 19],
    [{ scanClause: "dc.title =/fuzzy a" }, 20],
    [{ scanClause: "dc.title=a?b" }, 28],
    [{ scanClause: "dc.title=a and dc.title=b" }, 37],
  ];
  for (const [params, number] of cases)
    expect([params, diagnostic(await ask({ version: "1.2", operation: "scan", ...params }))]).toEqual([
      params,
      number,
    ]);
});

test("explain says that scan is supported, and for which indexes", async () => {
  const xml = await ask({ operation: "explain", version: "1.2" });
  expect(xml).toContain('<supports type="scan">true</supports>');
  expect(xml).toContain('<index search="true" scan="true"><title>Title</title>');
  expect(xml).toContain('<index search="true" scan="false"><title>Year of publication</title>');
});

test("zoomsh of YAZ scans over HTTP", async () => {
  const tool = "/usr/bin/zoomsh";
  if (!existsSync(tool) && !process.env.CI) return;
  const deps = { db: database.db, pool: database.pool, clock: systemClock, config: readConfig({}), searcher };
  const app = await createApp(deps, false);
  await registerGateways(app, deps);
  await app.listen({ port: 0, host: "127.0.0.1" });
  try {
    const { port } = app.server.address() as AddressInfo;
    const script = [
      "set sru get",
      `connect http://127.0.0.1:${port}/sru`,
      "scan cql:dc.creator=曹雪芹",
      "quit",
    ];
    const output = await new Promise<string>((done) => {
      const child = spawn(tool, script, { stdio: ["ignore", "pipe", "pipe"] });
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      child.on("exit", () => done(text));
    });
    expect(output).toContain("曹雪芹");
    expect(output).toContain("Hawkes, David");
  } finally {
    await app.close();
  }
});
