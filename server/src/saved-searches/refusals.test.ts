import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorld, type World } from "../community/testing.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { savedSearchCommands } from "./commands.ts";

let world: World;
let doors: ReturnType<typeof doorsOf>;
beforeAll(async () => {
  world = await buildWorld();
  doors = doorsOf(world.app, savedSearchCommands);
});
afterAll(() => world.close());

const NONE = "0199f000-0000-7000-8000-00000000dead";
const search = (query: string): object => ({ name: "史", query });

test("every declared refusal is met through its door; a hundred searches are kept, and no more", async () => {
  const { headers } = world.lin;
  const save = (query: string) => doors.code(headers, "saved-searches.save", {}, search(query));
  expect(await save("from=soon")).toBe("query-unread");
  expect(await save("cql=(")).toBe("query-unread");
  expect(await save("unheard=of")).toBe(null);
  expect(await save("q=a&library=JINHE&page=7&size=50")).toBe(null);
  expect(await save("?library=JINHE&q=a")).toBe("saved-search-exists");
  for (const name of ["change", "delete", "renew-feed-key"])
    for (const id of [NONE, "no-id"])
      expect(await doors.code(headers, `saved-searches.${name}`, { id }), name).toBe("saved-search-unknown");
  expect(await doors.code(headers, "saved-searches.stop", { key: "wrong" })).toBe("address-unknown");
  for (let i = 2; i < 100; i++) expect(await save(`q=${i}`), String(i)).toBe(null);
  expect(await save("q=more")).toBe("too-many-searches");
  expect(doors.unmet()).toEqual([]);
});

test("an expert's query is kept as it was asked", async () => {
  const asked = "cql=title+%3D+%22%E8%BE%B9%E5%9F%8E%22&sort=newest&group=off";
  const { body } = await doors.send(world.mei.headers, "saved-searches.save", {}, search(asked));
  expect(new URLSearchParams(String(body.query)).get("cql")).toBe('title = "边城"');
});
