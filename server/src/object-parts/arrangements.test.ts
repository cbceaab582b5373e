import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { fixedClock } from "../kernel/time.ts";
import { room } from "./room.ts";
import { type Arrangement, arrangementChangeSchema } from "./schema.ts";

let world: CollectionWorld;
let number = 0;
const clock = fixedClock("2026-11-21T04:00:00Z");

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const name = { "zh-Hans": "古籍" };
  await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "rare",
    template: "rare-books",
    name,
  });
  const pictures = await Promise.all(
    ["卷一/1", "卷一/2", "卷二/上/1", "卷二/下/1"].map(async (path, at) => ({
      path: `南山集/${path}.jpg`,
      content: await scan(60, 90, 90 + at * 30),
    })),
  );
  const texts = pictures.map(({ path }, at) => ({
    path: path.replace(".jpg", ".txt"),
    content: `第${at + 1}面`,
  }));
  const table = ["题名,文件夹,页码", "南山集,南山集,一a|一b|二a|二b"].join("\n");
  number = await bring(zipOf([{ path: "a.csv", content: table }, ...pictures, ...texts]));
  const { version } = (await world.ask("desk", "GET /collections/rare/draft")).body;
  expect((await world.ask("desk", "POST /collections/rare/revisions", { version })).status).toBe(201);
}, 180_000);
afterAll(() => world.whole.close());

async function bring(file: Buffer): Promise<number> {
  const taken = await world.upload("desk", "rare", file);
  const { id, mapping } = taken.body as never as { id: string; mapping: object };
  await world.ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  const { items } = (await world.ask("desk", "GET /collections/rare/objects")).body as never as {
    items: { number: number }[];
  };
  return items[0]!.number;
}

const read = async (): Promise<Arrangement> =>
  (await world.ask("desk", `GET /collection-objects/${number}/arrangement`)).body as never;
const sent = (one: Arrangement) => ({
  version: one.version,
  direction: one.direction,
  pages: one.pages.map(({ file, label }) => ({ file, label })),
  sections: one.sections,
});
const put = async (change: object, side: "desk" | "reader" | "nobody" = "desk"): Promise<string> => {
  const { status, body } = await world.ask(side, `PUT /collection-objects/${number}/arrangement`, change);
  return `${status} ${String(body.code ?? "")}`.trim();
};
const goBack = async (change: object): Promise<string> => {
  const path = `POST /collection-objects/${number}/arrangement/restoration`;
  const { status, body } = await world.ask("desk", path, change);
  return `${status} ${String(body.code ?? "")}`.trim();
};
const labels = (one: Arrangement): string[] => one.pages.map((page) => page.label);
const outline = (one: Arrangement): string[] =>
  one.sections.map(({ depth, kind, label, first }) => `${">".repeat(depth)}${label} ${kind} ${first}`);

test("folders of an archive are sections, and a column says the labels of pages", async () => {
  const one = await read();
  expect(outline(one)).toEqual(["卷一 juan 1", "卷二 juan 3", ">上 part 3", ">下 part 4"]);
  expect(labels(one)).toEqual(["一a", "一b", "二a", "二b"]);
  expect([one.version, one.direction, one.before]).toEqual([0, null, []]);
});

test("readers see a table of contents that opens at the page, and where they are", async () => {
  const { html } = await world.page("nobody", `/zh-hans/objects/${number}`);
  expect(html).toContain("目次");
  expect(html).toMatch(new RegExp(`href="/zh-hans/objects/${number}/pages/3"[^>]*><span[^>]*>卷二<`));
  const leaf = (await world.page("nobody", `/zh-hans/objects/${number}/pages/4`)).html;
  expect(leaf).toContain("卷二 › 下");
  expect(leaf).toMatch(/aria-current="location"[^>]*><span[^>]*>下</);
});

test("a table that is brought later gives pages that are there their sections", async () => {
  await bring(Buffer.from('题名,目次\n南山集,"詩 2\n  五言 2\n文 4"\n'));
  expect(outline(await read())).toEqual(["詩 part 2", ">五言 part 2", "文 part 4"]);
  await bring(Buffer.from('题名,目次\n南山集,"卷一 1\n卷二 3\n  上 3\n  下 4"\n'));
});

test("pages are ordered, labelled, parted and turned as a curator says, and the manifest says so", async () => {
  const one = await read();
  const [a, b, c, d] = sent(one).pages;
  const change = {
    ...sent(one),
    direction: "left-to-right",
    pages: [d, { ...a!, label: "封面" }, c, b],
    sections: [
      { depth: 0, kind: "volume", label: "冊一", first: 1 },
      { depth: 1, kind: "juan", label: "卷首", first: 2 },
    ],
  };
  expect(await put(change)).toBe("200");
  const after = await read();
  expect([labels(after), outline(after), after.direction, after.version]).toEqual([
    ["二b", "封面", "二a", "一b"],
    ["冊一 volume 1", ">卷首 juan 2"],
    "left-to-right",
    1,
  ]);
  const manifest = (await world.whole.app.inject({ url: `/iiif/manifests/${number}` })).json() as {
    viewingDirection?: string;
    items: { label: object }[];
    structures: { label: object; items: object[] }[];
  };
  expect(manifest.viewingDirection).toBeUndefined();
  expect(manifest.items.map((canvas) => canvas.label)).toEqual(
    labels(after).map((label) => ({ none: [label] })),
  );
  expect(manifest.structures).toMatchObject([
    { label: { none: ["冊一"] }, items: [{ type: "Canvas" }, { type: "Range" }] },
  ]);
  expect(await put({ ...change, version: 1, direction: "right-to-left" })).toBe("200");
  const turned = (await world.whole.app.inject({ url: `/iiif/manifests/${number}` })).json() as {
    viewingDirection?: string;
  };
  expect(turned.viewingDirection).toBe("right-to-left");
  expect((await world.page("nobody", `/en/objects/${number}/pages/1`)).html).toContain(
    'data-direction="rtl"',
  );
});

test("a page that was taken out is closed, and comes back with its text", async () => {
  const one = await read();
  const [first, ...rest] = sent(one).pages;
  const files = async () =>
    await sql<{ text: string; open: string }>`select p.text, f.open_to as open from collections.page p
      join assets.file f on f.id = p.file_id join collections.object o on o.id = p.object_id
      where o.number = ${number} order by p.place`.execute(world.whole.database.db);
  const before = (await files()).rows;
  expect(await put({ ...sent(one), pages: rest, takenOut: [first!.file], sections: [] })).toBe("200");
  const { rows } = await sql<{ open: string }>`select f.open_to as open from assets.file f
    where f.id = ${first!.file}`.execute(world.whole.database.db);
  expect(rows).toEqual([{ open: "nobody" }]);
  expect((await read()).pages).toHaveLength(3);
  expect(await goBack({ version: one.version + 1, to: one.version })).toBe("200");
  expect((await files()).rows).toEqual(before);
  const again = await read();
  expect([labels(again), outline(again), again.version]).toEqual([
    labels(one),
    outline(one),
    one.version + 2,
  ]);
  expect(again.before.map((each) => each.version)).toEqual([3, 2, 1, 0]);
});

test("of two who arrange at once one is first, and the other is told", async () => {
  const one = await read();
  const turned = (at: number) => ({
    ...sent(one),
    pages: [...sent(one).pages.slice(at), ...sent(one).pages.slice(0, at)],
  });
  const both = await Promise.all([put(turned(1)), put(turned(2))]);
  expect(both.sort()).toEqual(["200", "409 arrangement-changed"]);
});

test("what cannot be is refused by name, and nobody arranges what is not theirs", async () => {
  const one = await read();
  const now = sent(one);
  const section = (depth: number, first: number) => ({ depth, kind: "part", label: "x", first });
  expect(await put(now)).toBe("409 arrangement-unchanged");
  expect(await put({ ...now, version: now.version - 1 })).toBe("409 arrangement-changed");
  expect(await put({ ...now, pages: now.pages.slice(1) })).toBe("409 arrangement-changed");
  expect(await put({ ...now, pages: [now.pages[0], ...now.pages.slice(0, -1)] })).toBe(
    "409 arrangement-changed",
  );
  for (const sections of [[section(1, 1)], [section(0, 3), section(0, 2)], [section(0, 5)]])
    expect(await put({ ...now, sections })).toBe("400 sections-wrong");
  expect(await goBack({ version: now.version, to: 99 })).toBe("404 arrangement-unknown");
  expect(await goBack({ version: 0, to: 0 })).toBe("409 arrangement-changed");
  for (const side of ["reader", "nobody"] as const) {
    const refused = side === "reader" ? "403 forbidden" : "401 sign-in-needed";
    expect(await put({ ...now, pages: now.pages.toReversed() }, side)).toBe(refused);
    expect((await world.ask(side, `GET /collection-objects/${number}/arrangement`)).status).toBe(
      side === "reader" ? 403 : 401,
    );
  }
  const known = number;
  number = 999_999;
  expect(await put(now)).toBe("404 object-unknown");
  expect(await goBack({ version: 0, to: 0 })).toBe("404 object-unknown");
  expect((await world.ask("desk", "GET /collection-objects/999999/arrangement")).body.code).toBe(
    "object-unknown",
  );
  number = known;
  await world.ask("desk", `PUT /collection-objects/${number}/state`, { state: "withdrawn" });
  expect(await put({ ...now, pages: now.pages.toReversed() })).toBe("409 object-state");
  expect(await goBack({ version: now.version, to: 0 })).toBe("409 object-state");
  await world.ask("desk", `PUT /collection-objects/${number}/state`, { state: "published" });
});

test("a contributor arranges drafts only", async () => {
  const role = async (given: string | null) =>
    await world.ask("desk", "PUT /collections/rare/workers", { login: "reader", role: given });
  await role("contributor");
  const turned = async () => {
    const now = sent(await read());
    return { ...now, pages: now.pages.toReversed() };
  };
  expect(await put(await turned(), "reader")).toBe("403 forbidden");
  await world.ask("desk", `PUT /collection-objects/${number}/state`, { state: "draft" });
  expect(await put(await turned(), "reader")).toBe("200");
  await world.ask("desk", `PUT /collection-objects/${number}/state`, { state: "published" });
  await role(null);
});

test("who arranged is forgotten with them", async () => {
  const { db } = world.whole.database;
  const { rows } = await sql<{ id: string }>`select distinct a.author_id as id from object_parts.arrangement a
    where a.author_id is not null`.execute(db);
  expect(rows).toHaveLength(2);
  for (const { id } of rows) await inTransaction(db, async (tx) => await room.erasePerson!(tx, clock, id));
  expect((await read()).before.every((one) => one.author === null)).toBe(true);
});

test("no more than twenty arrangements are kept; pages of before cannot come back beside others", async () => {
  for (let at = (await read()).version; at < 22; at++) {
    const now = sent(await read());
    expect(await put({ ...now, pages: now.pages.toReversed() })).toBe("200");
  }
  const one = await read();
  expect([one.version, one.before.map((each) => each.version)]).toEqual([
    22,
    Array.from({ length: 20 }, (_x, at) => 21 - at),
  ]);
  expect(await goBack({ version: 22, to: 21 })).toBe("200");
  expect(await goBack({ version: 23, to: 21 })).toBe("409 arrangement-unchanged");
  await bring(
    zipOf([
      { path: "a.csv", content: "题名,文件\n南山集,n.jpg" },
      { path: "n.jpg", content: await scan() },
    ]),
  );
  expect(await goBack({ version: 23, to: 22 })).toBe("409 arrangement-overtaken");
}, 120_000);

test("a thousand pages are turned round at once", async () => {
  const { db } = world.whole.database;
  await sql`with one as (select p.object_id, f.* from collections.page p join assets.file f on f.id = p.file_id
      join collections.object o on o.id = p.object_id where o.number = ${number} limit 1),
    many as (select gen_random_uuid() as id, n from generate_series(2, 1000) n),
    files as (insert into assets.file (id, member_id, key, name, media_type, bytes, sha256, width, height, open_to)
      select m.id, one.member_id, one.key || m.n, one.name, one.media_type, one.bytes, one.sha256, one.width,
        one.height, one.open_to from many m, one returning id)
    insert into collections.page (object_id, place, file_id, text, words)
      select one.object_id, m.n, m.id, repeat('字 ', 300), to_tsvector('simple', repeat('字' || m.n || ' ', 300))
      from many m, one`.execute(db);
  const now = sent(await read());
  expect(now.pages).toHaveLength(1000);
  const pages = now.pages.toReversed().map((page, at) => ({ ...page, label: `${at + 1}` }));
  const sections = pages.map((_page, at) => ({ depth: 0, kind: "juan", label: `卷${at}`, first: at + 1 }));
  expect(await put({ ...now, pages, sections })).toBe("200");
  const after = await read();
  expect([after.pages[0]!.file, after.pages[999]!.label, after.sections.length]).toEqual([
    now.pages[999]!.file,
    "1000",
    1000,
  ]);
}, 120_000);

test("an arrangement has at most ten thousand pages and two thousand sections", () => {
  const file = "0199aaaa-0000-7000-8000-000000000000";
  const given = (pages: number, sections: number): boolean =>
    arrangementChangeSchema.safeParse({
      version: 0,
      direction: null,
      pages: Array.from({ length: pages }, () => ({ file, label: "" })),
      sections: Array.from({ length: sections }, () => ({ depth: 0, kind: "part", label: "x", first: 1 })),
    }).success;
  expect([given(10_000, 2000), given(10_001, 0), given(1, 2001), given(0, 0)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
