import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorld, type World } from "../community/testing.ts";
import { inTransaction } from "../kernel/database.ts";
import { nextRun, saveSearch } from "./saved-searches.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

test("a search is due a day or a week later, or never", () => {
  const from = new Date("2026-11-20T08:00:00Z");
  expect(nextRun("daily", from)?.toISOString()).toBe("2026-11-21T08:00:00.000Z");
  expect(nextRun("weekly", from)?.toISOString()).toBe("2026-11-27T08:00:00.000Z");
  expect(nextRun("off", from)).toBeNull();
});

test("saved searches are nobody else's; a mail's address stops one without signing in", async () => {
  const kept = await inTransaction(world.database.db, (tx) =>
    saveSearch(tx, world.lin.actor, world.clock, {
      name: "鲁迅",
      query: "q=%E9%B2%81%E8%BF%85",
      request: { node: { kind: "everything" }, filters: [] },
      frequency: "daily",
    }),
  );
  for (const other of [world.mei, world.jinheStaff, world.admin]) {
    expect((await other.call("GET", "/saved-searches")).body.items).toEqual([]);
    for (const [method, path, body] of [
      ["PATCH", "", { frequency: "off" }],
      ["DELETE", "", undefined],
      ["POST", "/feed-key", undefined],
    ] as const)
      expect((await other.call(method, `/saved-searches/${kept.id}${path}`, body)).code).toBe(
        "saved-search-unknown",
      );
  }
  expect((await world.nobody.call("GET", "/saved-searches")).code).toBe("sign-in-needed");
  const { rows } = await sql<{
    stop_key: string;
  }>`select s.stop_key from saved_searches.saved_search s`.execute(world.database.db);
  expect((await world.nobody.call("POST", "/alerts/wrong/stop")).code).toBe("address-unknown");
  expect((await world.nobody.call("POST", `/alerts/${kept.feedKey}/stop`)).code).toBe("address-unknown");
  for (const _ of [1, 2])
    expect((await world.nobody.call("POST", `/alerts/${rows[0]!.stop_key}/stop`)).body).toEqual({
      name: "鲁迅",
    });
  expect((await world.lin.call("GET", "/saved-searches")).body.items).toMatchObject([{ frequency: "off" }]);
  const renewed = await world.lin.call("POST", `/saved-searches/${kept.id}/feed-key`);
  expect(renewed.body.feedKey).not.toBe(kept.feedKey);
});
