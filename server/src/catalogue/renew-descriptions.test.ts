import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompactRecord, fromCompact, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { DESCRIPTION_VERSION } from "../description/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { importFile } from "./import.ts";
import { getInstances } from "./instances.ts";
import { loadItemPlaces } from "./items/item-places.ts";
import { renewDescriptions } from "./renew-descriptions.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("records described by older rules are described anew, once, and only what changed is told", async () => {
  const { db, pool } = database;
  const member = await inTransaction(db, (tx) =>
    addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }),
  );
  const record = (number: string, date: string): CompactRecord => ({
    l: "00000nam a2200000 i 4500",
    f: [
      ["001", number],
      ["245", "10", "a", `Title ${number}`],
      ["264", " 1", "c", date],
    ],
  });
  const path = join(tmpdir(), `commonshelf-renew-${process.pid}.mrc`);
  await writeFile(
    path,
    Buffer.concat(
      [record("1", "民國三十七年"), record("2", "1999")].map((r) => writeIso2709(fromCompact(r))),
    ),
  );
  await importFile(pool, {
    path,
    memberId: member.id,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(db, member.id),
  });
  expect(await renewDescriptions(pool)).toBe(0);

  const { rows } = await sql<{ id: number; version: number }>`
    update catalogue.instance i set brief = (i.brief::jsonb - 'year' || '{"year": 3037}')::json
    where i.brief ->> 'year' = '1948' returning i.id, i.version`.execute(db);
  await sql`delete from catalogue.match_key`.execute(db);
  const told = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from kernel.outbox`.execute(db)).rows[0]!.n;
  const before = await told();
  expect(await renewDescriptions(pool, DESCRIPTION_VERSION + 1)).toBe(2);
  const [renewed] = await getInstances(db, [rows[0]!.id]);
  expect(renewed).toMatchObject({ version: rows[0]!.version + 1, brief: { year: 1948 } });
  expect(await told()).toBe(before + 1);
  const { rows: keys } = await sql<{ n: number }>`select count(*)::int as n from catalogue.match_key`.execute(
    db,
  );
  expect(keys[0]!.n).toBe(2);
  expect(await renewDescriptions(pool, DESCRIPTION_VERSION + 1)).toBe(0);
});
