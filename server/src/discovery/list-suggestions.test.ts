import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { buildWorld, type World } from "../community/testing.ts";
import { createListSuggestions } from "./list-suggestions.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

test("a public list is offered a second later at any process, whoever typed there last, and no more once it is private", async () => {
  const failures: unknown[] = [];
  const suggest = createListSuggestions(world.database.db, (error) => failures.push(error));
  const offered = async (): Promise<string[]> => (await suggest("weiluye", 5)).map(({ text }) => text);
  let now = 5000;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  try {
    expect(await offered()).toEqual([]);
    const made = await world.mei.call("POST", "/lists", { title: "围炉夜话书单", visibility: "public" });
    const { id } = made.body as { id: string };
    expect(await offered()).toEqual([]);
    now += 1001;
    expect(await offered()).toEqual(["围炉夜话书单"]);
    await world.mei.call("PATCH", `/lists/${id}`, { visibility: "private" });
    now += 1001;
    expect(await offered()).toEqual([]);
  } finally {
    clock.mockRestore();
  }
  expect(failures).toEqual([]);
});
