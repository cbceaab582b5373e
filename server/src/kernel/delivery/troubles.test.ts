import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { createTestDatabase } from "../testing.ts";
import { createBackground, listTroubles } from "./troubles.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("what fails is one line in the log and stands until it succeeds, also for another process", async () => {
  const reports: unknown[] = [];
  const background = createBackground(database.db, (error) => reports.push(error));
  const full = async (): Promise<void> => {
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  expect(await background.run("index-snapshot", full)).toBe(false);
  expect(await background.run("index-snapshot", full)).toBe(false);
  expect(reports).toHaveLength(2);
  expect(await listTroubles(database.db)).toMatchObject([
    { name: "index-snapshot", times: 2, error: "no space left on device" },
  ]);
  const next = createBackground(database.db, (error) => reports.push(error));
  expect(await next.run("index-snapshot", async () => undefined)).toBe(true);
  expect(await listTroubles(database.db)).toEqual([]);
});

test("work that outlives the process's database is left behind without a word", async () => {
  const reports: unknown[] = [];
  const other = await createTestDatabase();
  const background = createBackground(other.db, (error) => reports.push(error));
  const [good, bad] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const works = [background.run("grouping", () => good.promise), background.run("mail", () => bad.promise)];
  background.end();
  await other.close();
  good.resolve();
  bad.reject(new Error("driver has already been destroyed"));
  expect(await Promise.all(works)).toEqual([true, false]);
  expect(reports).toEqual([]);
});
