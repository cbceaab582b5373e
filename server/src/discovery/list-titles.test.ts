import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorld, type World } from "../community/testing.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { addEntries, createList } from "../lists/index.ts";
import { listTitles } from "./list-titles.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

test("a list's titles come as rows in its order, to whom it is shared with only", async () => {
  const { database, clock } = world;
  const { actor } = world.lin;
  const ids = [await world.addTitle("日出"), await world.addTitle("北京人")];
  const list = await inTransaction(database.db, async (tx) => {
    const made = await createList(tx, actor, clock, { title: "曹禺", visibility: "link" });
    await addEntries(tx, actor, clock, made.id, ids.toReversed());
    return made;
  });
  const deps = { ...database, clock, config: readConfig({}) };
  const titles = (key: string) => listTitles.run(deps, null, { id: list.id }, { key });
  await expect(titles("wrong")).rejects.toMatchObject({ code: "list-unknown" });
  const { items } = await titles(list.shareKey!);
  expect(items.map((item) => item.id)).toEqual(ids.toReversed());
  expect(items[0]!.availability).toEqual({ total: 0, available: 0, members: [] });
});
