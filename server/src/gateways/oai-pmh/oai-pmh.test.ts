import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { book, cnmarcBook, importRecords } from "../testing.ts";
import { answerOai, type OaiDeps } from "./answer.ts";
import type { OaiParams } from "./arguments.ts";

let database: Database;
const later = new Date(Date.now() + 60_000);
beforeAll(async () => {
  database = await createTestDatabase();
  await importRecords(
    database,
    "ALIB",
    Array.from({ length: 230 }, (_, i) => book(`a${i}`, `书名${i}号`, "作者", "2001")),
  );
  await importRecords(database, "BLIB", [
    cnmarcBook("b 1/ü", "呐喊", "鲁迅", "1923"),
    { ...book("gone", "旧书", "某人", "1980") },
  ]);
  await sql`update catalogue.record set deleted_at = now() where control_number = 'gone'`.execute(
    database.db,
  );
});
afterAll(() => database.close());

const ask = (params: OaiParams, now: Date = later): Promise<string> => {
  const deps: OaiDeps = {
    db: database.db,
    address: "http://example.org/oai",
    host: "example.org",
    adminEmail: "library@example.org",
    key: Buffer.alloc(32, 7),
    now,
  };
  return answerOai(deps, params);
};
const errors = (xml: string): string[] => [...xml.matchAll(/<error code="(\w+)"/g)].map((m) => m[1]!);
const token = (xml: string): string | undefined => /<resumptionToken[^>]*>([^<]+)</.exec(xml)?.[1];
const identifiers = (xml: string): string[] => [...xml.matchAll(/<identifier>([^<]+)</g)].map((m) => m[1]!);
const DC = { metadataPrefix: "oai_dc" };

test("Identify says what the specification asks for", async () => {
  const xml = await ask({ verb: "Identify" });
  for (const part of [
    "<baseURL>http://example.org/oai</baseURL>",
    "<protocolVersion>2.0</protocolVersion>",
    "<deletedRecord>persistent</deletedRecord>",
    "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>",
    "<adminEmail>",
  ])
    expect(xml).toContain(part);
});

test("a list is as of the time when all its changes are there: what a running transaction writes comes with the next harvest", async () => {
  const dated = async (now: Date): Promise<string> =>
    /<responseDate>([^<]+)</.exec(await ask({ verb: "ListIdentifiers", ...DC }, now))![1]!;
  const now = new Date("2031-01-01T00:00:00.000Z");
  expect(await dated(now)).toBe("2031-01-01T00:00:00Z");
  const client = await database.pool.connect();
  try {
    await client.query("begin");
    await client.query("update catalogue.record set changed_at = now() where control_number = 'a1'");
    expect(await dated(now)).toMatch(/^2030-12-31T23:5/);
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("every error condition has its code, and bad arguments leave the request bare", async () => {
  const id = "oai:example.org:ALIB/a1";
  const cases: [OaiParams, string[]][] = [
    [{}, ["badVerb"]],
    [{ verb: "Sing" }, ["badVerb"]],
    [{ verb: ["Identify", "Identify"] }, ["badVerb"]],
    [{ verb: "toString" }, ["badVerb"]],
    [{ verb: "Identify", colour: "red" }, ["badArgument"]],
    [{ verb: "ListRecords" }, ["badArgument"]],
    [{ verb: "GetRecord", identifier: id }, ["badArgument"]],
    [{ verb: "GetRecord" }, ["badArgument", "badArgument"]],
    [{ verb: "ListRecords", metadataPrefix: ["oai_dc", "oai_dc"] }, ["badArgument", "badArgument"]],
    [{ verb: "ListRecords", resumptionToken: "x", ...DC }, ["badArgument"]],
    [{ verb: "ListRecords", resumptionToken: "forged.token" }, ["badResumptionToken"]],
    [{ verb: "ListSets", resumptionToken: "x" }, ["badResumptionToken"]],
    [{ verb: "ListRecords", metadataPrefix: "mods" }, ["cannotDisseminateFormat"]],
    [{ verb: "GetRecord", identifier: id, metadataPrefix: "unimarc" }, ["cannotDisseminateFormat"]],
    [{ verb: "GetRecord", identifier: "oai:example.org:ALIB/none", ...DC }, ["idDoesNotExist"]],
    [{ verb: "GetRecord", identifier: "nonsense%", ...DC }, ["idDoesNotExist"]],
    [{ verb: "ListMetadataFormats", identifier: "oai:elsewhere:ALIB/a1" }, ["idDoesNotExist"]],
    [{ verb: "ListRecords", from: "2026-13-01", ...DC }, ["badArgument"]],
    [{ verb: "ListRecords", from: "2026-02-30", ...DC }, ["badArgument"]],
    [{ verb: "ListRecords", from: "2026-01-01", until: "2026-01-02T00:00:00Z", ...DC }, ["badArgument"]],
    [{ verb: "ListRecords", from: "2026-02-01", until: "2026-01-01", ...DC }, ["badArgument"]],
    [{ verb: "ListRecords", until: "1990-01-01", ...DC }, ["noRecordsMatch"]],
    [{ verb: "ListRecords", set: "member:NONE", ...DC }, ["noRecordsMatch"]],
    [{ verb: "ListRecords", set: "a b", ...DC }, ["badArgument"]],
  ];
  for (const [params, codes] of cases) {
    const xml = await ask(params);
    expect([params, errors(xml)]).toEqual([params, codes]);
    if (codes.includes("badVerb") || codes.includes("badArgument"))
      expect(xml).toContain("<request>http://example.org/oai</request>");
  }
});

describe("lists", () => {
  test("a harvest in pages gives every record once, with sizes and cursors, and ends with an empty token", async () => {
    const seen: string[] = [];
    let xml = await ask({ verb: "ListIdentifiers", ...DC });
    const cursors: string[] = [];
    for (let page = 0; page < 10; page++) {
      seen.push(...identifiers(xml));
      cursors.push(/completeListSize="(\d+)" cursor="(\d+)"/.exec(xml)!.slice(1).join("/"));
      const next = token(xml);
      if (!next) break;
      xml = await ask({ verb: "ListIdentifiers", resumptionToken: next });
    }
    expect(new Set(seen).size).toBe(232);
    expect(seen).toHaveLength(232);
    expect(cursors).toEqual(["232/0", "232/100", "232/200"]);
    expect(xml).toMatch(/<resumptionToken completeListSize="232" cursor="200"\/>/);
  });

  test("a harvest under way is not disturbed by changes: nothing comes twice and nothing unchanged is missed", async () => {
    const now = new Date();
    const first = await ask({ verb: "ListIdentifiers", set: "member:ALIB", ...DC }, now);
    const before = identifiers(first);
    await new Promise((done) => setTimeout(done, 1100));
    await sql`update catalogue.record set changed_at = now() where control_number in ('a0', 'a229')`.execute(
      database.db,
    );
    const seen = [...before];
    for (let xml = first; token(xml); ) {
      xml = await ask({ verb: "ListIdentifiers", resumptionToken: token(xml)! }, now);
      seen.push(...identifiers(xml));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(229);
  });

  test("a token expires after a day", async () => {
    const xml = await ask({ verb: "ListIdentifiers", ...DC });
    const tomorrow = new Date(later.getTime() + 25 * 3_600_000);
    expect(errors(await ask({ verb: "ListIdentifiers", resumptionToken: token(xml)! }, tomorrow))).toEqual([
      "badResumptionToken",
    ]);
  });

  test("sets are the members, and a deleted record stays with its header", async () => {
    expect(await ask({ verb: "ListSets" })).toContain("<setSpec>member:BLIB</setSpec>");
    const xml = await ask({ verb: "ListRecords", set: "member:BLIB", metadataPrefix: "marc21" });
    expect(xml).toMatch(
      /<record><header status="deleted"><identifier>oai:example.org:BLIB\/gone<\/identifier>[\s\S]*?<\/header><\/record>/,
    );
    expect(xml).toContain("oai:example.org:BLIB/b%201%2F%C3%BC");
  });
});

test("a CNMARC record is given as it is, and converted where MARC 21 is asked for", async () => {
  const identifier = "oai:example.org:BLIB/b%201%2F%C3%BC";
  expect(await ask({ verb: "GetRecord", identifier, metadataPrefix: "unimarc" })).toContain('tag="200"');
  const marc21 = await ask({ verb: "GetRecord", identifier, metadataPrefix: "marc21" });
  expect(marc21).toContain('tag="245"');
  expect(marc21).not.toContain('tag="200"');
  expect(await ask({ verb: "GetRecord", identifier, ...DC })).toContain("<dc:title>呐喊</dc:title>");
});
