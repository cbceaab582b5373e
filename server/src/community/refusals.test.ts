import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doorsOf } from "../kernel/testing-doors.ts";
import { communityCommands } from "./commands.ts";
import { buildWorld, type Visitor, type World } from "./testing.ts";

let world: World;
let doors: ReturnType<typeof doorsOf>;
let title: number;

const BODIES: Record<string, object> = {
  "community.rate": { stars: 5 },
  "community.write-review": { text: "好" },
  "community.set-tags": { open: [] },
  "community.write-note": { text: "记" },
  "community.report-tag": { label: "民国", reason: "other" },
  "community.report-review": { reason: "other" },
};
const NONE = "0199f000-0000-7000-8000-00000000dead";

beforeAll(async () => {
  world = await buildWorld();
  doors = doorsOf(world.app, communityCommands);
  title = await world.addTitle("边城");
  await world.admin.call("POST", "/moderation/rules", { kind: "phrase", pattern: "代写", action: "refuse" });
});
afterAll(() => world.close());

const code = (who: Visitor, name: string, id: string | number, body = BODIES[name]): Promise<string | null> =>
  doors.code(who.headers, name, { id: String(id) }, body);

test("titles, reviews and tags that are not there", async () => {
  for (const { name, refusals } of communityCommands) {
    if ("instance-unknown" in refusals)
      expect(await code(world.lin, name, 999_999), name).toBe("instance-unknown");
    if ("review-unknown" in refusals)
      for (const id of [NONE, "no-id"]) expect(await code(world.lin, name, id), name).toBe("review-unknown");
  }
  expect(await code(world.lin, "community.report-tag", title)).toBe("tag-unknown");
});

test("tags: none that is nothing, thirty on a title and no more, none that a rule turns down", async () => {
  const tags = (open: string[]) => code(world.lin, "community.set-tags", title, { open });
  expect(await tags(["…"])).toBe("tag-empty");
  const labels = Array.from({ length: 31 }, (_, i) => `标签${i}`);
  expect(await tags(labels)).toBe("too-many-tags");
  expect(await tags(labels.slice(1))).toBeNull();
  expect(await tags(["代写"])).toBe("text-refused");
});

test("names: nobody's number, nobody's twice, none that a rule turns down", async () => {
  const { rows } = await sql<{ number: string }>`select a.number from people.affiliation a
    where a.person_id = ${world.lin.actor.personId}`.execute(world.database.db);
  const name = (who: Visitor, displayName: string) => code(who, "community.choose-name", "", { displayName });
  expect(await name(world.lin, `我是${rows[0]!.number}`)).toBe("display-name-private");
  expect(await name(world.lin, "代写的人")).toBe("text-refused");
  expect(await name(world.lin, "书虫")).toBeNull();
  expect(await name(world.mei, "書蟲")).toBe("display-name-taken");
});

test("a report is made once, and thirty times a day", async () => {
  const labels = Array.from({ length: 30 }, (_, i) => `词${i}`);
  const reviewed = await world.addTitle("围城");
  const other = await world.addTitle("家");
  expect(await code(world.qiu, "community.set-tags", other, { open: labels })).toBeNull();
  const ids = [];
  for (const instance of [reviewed, title]) {
    const { body } = await doors.send(
      world.qiu.headers,
      "community.write-review",
      { id: String(instance) },
      { text: "好" },
    );
    ids.push(String(body.id));
  }
  await sql`update moderation.posting set state = 'published', waits_since = null where kind = 'review'`.execute(
    world.database.db,
  );
  const reports = (label: string) =>
    code(world.lin, "community.report-tag", other, { label, reason: "other" });
  expect(await code(world.lin, "community.report-review", ids[0]!)).toBeNull();
  expect(await code(world.lin, "community.report-review", ids[0]!)).toBe("already-reported");
  for (const label of labels.slice(0, 29)) expect(await reports(label), label).toBeNull();
  expect(await reports(labels[29]!)).toBe("acts-exhausted");
  expect(await reports(labels[0]!)).toBe("already-reported");
  expect(await code(world.lin, "community.report-review", ids[1]!)).toBe("acts-exhausted");
});

test("nothing that is declared was left out", () => {
  expect(doors.unmet()).toEqual([]);
});
