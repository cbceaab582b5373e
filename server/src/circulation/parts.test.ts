import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { partsToChoose, placeHold, scanItem } from "./index.ts";

import { createInstance, createReader, createRegion, type TestRegion } from "./testing.ts";

let database: Database;
let members: TestRegion["members"];
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
});
afterAll(() => database.close());

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

test("parts are offered once each, in natural order", () => {
  expect(partsToChoose(["第10册", "第2册", "第１册", "第2册", ""])).toEqual([
    "",
    "第１册",
    "第2册",
    "第10册",
  ]);
});

test("of a set the reader is given the part they chose, may have two parts, and never the same twice", async () => {
  const place = { memberId: members.EAST.id, branchId: members.EAST.branchId };
  const { instanceId, itemIds, barcodes } = await createInstance(database.db, [place, place, place]);
  for (const [at, part] of ["上", "中", "下"].entries())
    await sql`update catalogue.item set part = ${part} where id = ${itemIds[at]!}`.execute(database.db);
  const reader = await createReader(database.db, members.EAST.id, "PARTS1");
  const ask = (part?: string) =>
    run((tx) =>
      placeHold(tx, reader, clock, {
        instanceId,
        pickupBranchId: members.EAST.branchId,
        ...(part !== undefined && { part }),
      }),
    );
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: unknown) => (error instanceof Problem ? error.code : String(error)),
    );
  expect(await codeOf(ask())).toBe("part-needed");
  expect(await codeOf(ask("附录"))).toBe("part-unknown");
  const lower = await ask("下");
  expect(await codeOf(ask("下"))).toBe("hold-exists");
  await ask("中");
  const { desk, branchId } = members.EAST;
  const scanned = await run((tx) => scanItem(tx, desk, clock, { barcode: barcodes[0]!, branchId }));
  expect(scanned.kind).toBe("shelve");
  const outcome = await run((tx) => scanItem(tx, desk, clock, { barcode: barcodes[2]!, branchId }));
  expect(outcome).toMatchObject({ kind: "hold-shelf", holdId: lower.id });
});
