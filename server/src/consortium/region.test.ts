import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { addMember, regionZone, setRegionZone } from "./index.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("the region's time zone is one setting: new members take it, and only a real one is taken", async () => {
  const set = (zone: string) => inTransaction(database.db, (tx) => setRegionZone(tx, systemActor, zone));
  expect(await regionZone(database.db)).toBe("Asia/Shanghai");
  await expect(set("Mars/Olympus")).rejects.toMatchObject({ code: "time-zone-unknown" });
  await set("Asia/Taipei");
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "ALIB", name: { en: "A library" } }),
  );
  expect([await regionZone(database.db), member.timeZone]).toEqual(["Asia/Taipei", "Asia/Taipei"]);
  const reader = actorOf({ personId: "x" });
  const byReader = inTransaction(database.db, (tx) => setRegionZone(tx, reader, "Asia/Tokyo"));
  await expect(byReader).rejects.toMatchObject({ code: "forbidden" });
});
