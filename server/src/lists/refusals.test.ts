import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWorld, type Visitor, type World } from "../community/testing.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { listCommands } from "./commands.ts";

let world: World;
let doors: ReturnType<typeof doorsOf>;
let title: number;
let list: string;

/** What a command needs to be sent at all, for a list and a title of it. */
const BODIES: Record<string, object> = {
  "lists.change": { title: "新" },
  "lists.report": { reason: "other" },
  "lists.add-titles": { instanceIds: [1] },
  "lists.change-entry": { note: "注" },
  "lists.move-entry": { direction: "up" },
  "lists.add-section": { title: "章" },
  "lists.rename-section": { title: "章" },
  "lists.move-section": { direction: "up" },
  "lists.join": { key: "wrong" },
};
const NONE = "0199f000-0000-7000-8000-00000000dead";

beforeAll(async () => {
  world = await buildWorld();
  doors = doorsOf(world.app, listCommands);
  title = await world.addTitle("边城");
  list = await begin(world.lin, { instanceIds: [title], visibility: "public" });
  await world.admin.call("POST", "/moderation/rules", { kind: "phrase", pattern: "代写", action: "refuse" });
});
afterAll(() => world.close());

async function begin(who: Visitor, more: object = {}): Promise<string> {
  const { status, body } = await doors.send(who.headers, "lists.create", {}, { title: "书单", ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body.id);
}
const code = (who: Visitor, name: string, params: object = {}, body = BODIES[name]): Promise<string | null> =>
  doors.code(who.headers, name, { id: list, instanceId: String(title), sectionId: NONE, ...params }, body);
/** One below every limit of a list: 999 titles, 59 sections, 19 co-editors. */
async function grow(id: string): Promise<void> {
  const { db } = world.database;
  await sql`with i as (
      insert into catalogue.instance (brief, record_count)
      select json_build_object('title', json_build_object('main', '第' || n)), 1 from generate_series(1, 999) n
      returning id
    ) insert into lists.list_entry (list_id, instance_id, position, added_at)
    select ${id}::uuid, i.id, row_number() over (), now() from i`.execute(db);
  await sql`insert into lists.list_section (id, list_id, title, position)
    select gen_random_uuid(), ${id}::uuid, '第' || n, n from generate_series(1, 59) n`.execute(db);
  await sql`with p as (
      insert into people.person (id, name) select gen_random_uuid(), '编者' from generate_series(1, 19) returning id
    ) insert into lists.list_editor (list_id, person_id, joined_at) select ${id}::uuid, p.id, now() from p`.execute(
    db,
  );
}

describe("every declared refusal is met through its door", () => {
  test("a list that is nobody's to see, or only to look at", async () => {
    for (const { name, refusals } of listCommands) {
      if ("list-unknown" in refusals) {
        expect(await code(world.lin, name, { id: NONE }), name).toBe("list-unknown");
        expect(await code(world.lin, name, { id: "no-id" }), name).toBe("list-unknown");
      }
      if ("list-not-yours" in refusals)
        expect(await code(world.mei, name, { personId: world.lin.actor.personId }), name).toBe(
          "list-not-yours",
        );
    }
  });

  test("titles, sections, covers and invitations that are not there", async () => {
    for (const name of ["lists.change-entry", "lists.move-entry"])
      expect(await code(world.lin, name, { instanceId: "999999" }), name).toBe("entry-unknown");
    for (const name of ["lists.rename-section", "lists.move-section", "lists.remove-section"])
      expect(await code(world.lin, name), name).toBe("section-unknown");
    expect(await code(world.lin, "lists.change-entry", {}, { sectionId: NONE })).toBe("section-unknown");
    expect(await code(world.lin, "lists.change", {}, { coverInstanceId: 999_999 })).toBe("cover-not-in-list");
    expect(await code(world.mei, "lists.join")).toBe("invitation-unknown");
  });

  test("words that a rule turns down, in every field others see", async () => {
    const bad = { title: "代写论文" };
    expect(await code(world.lin, "lists.create", {}, { ...bad, visibility: "public" })).toBe("text-refused");
    expect(await code(world.lin, "lists.change", {}, bad)).toBe("text-refused");
    expect(await code(world.lin, "lists.change-entry", {}, { note: "代写" })).toBe("text-refused");
    expect(await code(world.lin, "lists.add-section", {}, bad)).toBe("text-refused");
    const { body } = await doors.send(world.lin.headers, "lists.add-section", { id: list }, { title: "一" });
    expect(await code(world.lin, "lists.rename-section", { sectionId: String(body.id) }, bad)).toBe(
      "text-refused",
    );
  });

  test("a report is made once, and thirty times a day", async () => {
    expect(await code(world.mei, "lists.report")).toBeNull();
    expect(await code(world.mei, "lists.report")).toBe("already-reported");
    const others = await Promise.all(
      Array.from({ length: 30 }, () => begin(world.qiu, { visibility: "public" })),
    );
    const said = [];
    for (const id of others) said.push(await code(world.mei, "lists.report", { id }));
    expect(said).toEqual([...Array.from({ length: 29 }, () => null), "acts-exhausted"]);
  });

  test("two hundred lists, a thousand titles, sixty sections, twenty co-editors, and no more", async () => {
    const full = await begin(world.mei);
    await grow(full);
    const more = await world.addTitle("多一种");
    const add = (instanceId: number) =>
      code(world.mei, "lists.add-titles", { id: full }, { instanceIds: [instanceId] });
    expect(await add(title)).toBeNull();
    expect(await add(more)).toBe("list-full");
    expect(await add(title)).toBeNull();
    expect(await code(world.mei, "lists.add-section", { id: full })).toBeNull();
    expect(await code(world.mei, "lists.add-section", { id: full })).toBe("too-many-sections");
    const { body } = await doors.send(world.mei.headers, "lists.invite", { id: full });
    const invited = { key: body.key };
    expect(await code(world.lin, "lists.join", { id: full }, invited)).toBeNull();
    expect(await code(world.qiu, "lists.join", { id: full }, invited)).toBe("too-many-editors");
    const { jinheStaff: owner } = world;
    const { db } = world.database;
    await sql`insert into lists.list (id, owner_id, kind, title, visibility, share_key, created_at, changed_at)
      select gen_random_uuid(), ${owner.actor.personId}, 'list', '第' || n, 'private', n::text, now(), now()
      from generate_series(1, 199) n`.execute(db);
    await begin(owner);
    expect(await code(owner, "lists.create", {}, { title: "第二百零一" })).toBe("too-many-lists");
  });

  test("a list begun with more titles than one holds is not begun", async () => {
    // Its input takes a thousand at most, so nothing that a reader can send makes it too long.
    const tooMany = Array.from({ length: 1001 }, (_, i) => i + 1);
    const { code: refused } = await doors.send(
      world.lin.headers,
      "lists.create",
      {},
      { title: "多", instanceIds: tooMany },
    );
    expect(refused).toBe("invalid-request");
  });

  test("nothing that is declared was left out", () => {
    expect(doors.unmet()).toEqual([]);
  });
});

test("a form that is sent twice with one key acts once", async () => {
  const headers = { ...world.lin.headers, "idempotency-key": "a-key-of-a-form" };
  const first = await doors.send(headers, "lists.create", {}, { title: "一次" });
  const again = await doors.send(headers, "lists.create", {}, { title: "一次" });
  expect(again.body.id).toBe(first.body.id);
});

test("an emptied word is empty, one that is left out stays", async () => {
  const id = await begin(world.lin, { description: "说明", teacher: "林" });
  const { body } = await doors.send(world.lin.headers, "lists.change", { id }, { description: null });
  expect(body).toMatchObject({ description: "", teacher: "林" });
});
