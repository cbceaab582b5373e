import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../kernel/config.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import type { RegionDatabase } from "../serving/region-database.ts";
import { command, newFolder, tidyUpServers } from "../testing-server.ts";
import { lookAtCopies } from "./copies.ts";
import { whyNotOpen } from "./not-open.ts";

tidyUpServers();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
const external = readConfig({ DATABASE_URL: "postgres://a:secret@db.example/region" });

test.each([
  ["ENOTFOUND", "getaddrinfo ENOTFOUND db.example", "No machine is known by this name"],
  ["28P01", "password authentication failed", "Look at user and password"],
  ["3D000", "database does not exist", "Create the database"],
  ["42501", "permission denied", "Make the user of DATABASE_URL owner"],
  ["53300", "sorry, too many clients already", "Raise max_connections"],
  ["ECONNREFUSED", "", "Start PostgreSQL"],
])("an external database that lets nobody in (%s) is told with what to do", (code, message, advice) => {
  const finding = whyNotOpen(external, coded(code, message));
  expect(finding).toMatchObject({ check: "database", ok: false, detail: `db.example: ${message || code}` });
  expect(finding?.advice).toContain(advice);
});

test("a stranger is told of everything that needs no database, also when it is away", async () => {
  const looked = await command(newFolder(), ["doctor"], {
    DATABASE_URL: "postgres://a:secret@db.invalid/region",
    SMTP_URL: "smtp://127.0.0.1:1",
    SMTP_FROM: "a@example.org",
  });
  expect(looked.code).toBe(1);
  expect(looked.out).toMatch(/LOOK {2}database +db\.invalid: .*\n +→ No machine is known by this name/);
  expect(looked.out).toMatch(/ok {4}disk/);
  expect(looked.out).toMatch(/LOOK {2}mail .*\n +→ Look at SMTP_URL/);
  expect(looked.out).toMatch(/LOOK {2}address/);
  expect(looked.out + looked.err).not.toContain("secret");
});

test("a data folder that is a file is told with what to do", async () => {
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  const looked = await command(file, ["doctor"]);
  expect([looked.code, looked.out]).toEqual([
    1,
    expect.stringMatching(/LOOK {2}data folder .*file.*\n +→ Set COMMONSHELF_DATA/),
  ]);
});

test("a copy that follows nothing or is away, and a collector that is away, are told with what to do", async () => {
  const { user, password, host, port: at, database: name } = database.connection;
  const place = new URLSearchParams({ host: String(host), port: String(at) });
  const self = `postgres://${user}:${encodeURIComponent(String(password))}@localhost/${name}?${place}`;
  const collector = createServer((_request, reply) => reply.end("{}"));
  await new Promise<void>((done) => collector.listen(0, "127.0.0.1", done));
  const { port } = collector.address() as AddressInfo;
  const look = async (settings: Record<string, string>): Promise<[string, boolean, string][]> =>
    (
      await lookAtCopies(
        readConfig({ DATABASE_URL: self, ...settings }),
        database as unknown as RegionDatabase,
      )
    ).map(({ check, ok, detail }) => [check, ok, detail]);
  expect(await look({})).toEqual([]);
  expect(await look({ DATABASE_REPLICA_URL: self })).toEqual([
    ["copy", false, "localhost follows no other database"],
  ]);
  expect(await look({ DATABASE_REPLICA_URL: "postgres://a@127.0.0.1:1/x" })).toEqual([
    ["copy", false, expect.stringContaining("ECONNREFUSED")],
  ]);
  expect(await look({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })).toEqual([
    ["spans", true, `127.0.0.1:${port} answers 200`],
  ]);
  expect(await look({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" })).toEqual([
    ["spans", false, expect.stringContaining("127.0.0.1:1")],
  ]);
  await new Promise((done) => collector.close(done));
});
