import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";
import { OBJECTS_BELONG } from "../collections/words.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import type { Family } from "./schema.ts";
import { familiesSubscriber } from "./subscribers.ts";

let world: CollectionWorld;
const numbers = new Map<string, number>();

const did = (title: string, id: string): string =>
  `<did><unittitle>${title}</unittitle><unitid>${id}</unitid></did>`;
const FINDING_AID = `<ead><archdesc level="fonds">${did("周氏文書", "Z")}<dsc>
<c01 level="series">${did("書信", "Z-1")}<c02 level="file">${did("與林墨書", "Z-1-1")}</c02><c02 level="file">${did("與家人書", "Z-1-2")}</c02></c01>
<c01 level="series">${did("帳簿", "Z-2")}</c01></dsc></archdesc></ead>`;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  await world.ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "papers",
    template: "archives",
    name: { "zh-Hans": "文书" },
  });
  const taken = await world.upload("desk", "papers", Buffer.from(FINDING_AID));
  const { id, mapping } = taken.body as never as { id: string; mapping: Record<string, string> };
  expect(mapping.parent).toBe("parent");
  await world.ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  await hear();
  const { version } = (await world.ask("desk", "GET /collections/papers/draft")).body;
  expect((await world.ask("desk", "POST /collections/papers/revisions", { version })).status).toBe(201);
  const { items } = (await world.ask("desk", "GET /collections/papers/objects")).body as never as {
    items: { number: number; identifier: string }[];
  };
  for (const one of items) numbers.set(one.identifier, one.number);
}, 180_000);
afterAll(() => world.whole.close());

/** What the import published, heard as the background hears it. */
async function hear(): Promise<void> {
  const { db, pool } = world.whole.database;
  const { rows } = await pool.query<{ payload: unknown }>(
    "select payload from kernel.outbox where topic = $1 order by 1",
    [OBJECTS_BELONG],
  );
  expect(rows.length).toBeGreaterThan(0);
  const messages = rows.map(({ payload }) => ({ payload })) as Parameters<
    typeof familiesSubscriber.handle
  >[1];
  await inTransaction(db, async (tx) => await familiesSubscriber.handle(tx, messages));
}

const n = (identifier: string): number => numbers.get(identifier)!;
const familyOf = async (identifier: string): Promise<Family> =>
  (await world.ask("desk", `GET /collection-objects/${n(identifier)}/family`)).body as never;
const titles = (kin: Family["parts"]): string[] => kin.map((one) => one.title);
const setParent = async (
  identifier: string,
  parent: string | null,
  side: "desk" | "reader" | "nobody" = "desk",
) => {
  const { status, body } = await world.ask(side, `PUT /collection-objects/${n(identifier)}/parent`, {
    parent,
  });
  return `${status} ${String(body.code ?? "")}`.trim();
};
const order = async (identifier: string, parts: readonly number[]) => {
  const { status, body } = await world.ask("desk", `PUT /collection-objects/${n(identifier)}/parts`, {
    numbers: parts,
  });
  return `${status} ${String(body.code ?? "")}`.trim();
};

test("a finding aid keeps its fonds, series and files: each knows what it belongs to", async () => {
  expect(await familyOf("Z")).toMatchObject({ parent: null, above: [] });
  expect(titles((await familyOf("Z")).parts)).toEqual(["書信", "帳簿"]);
  const file = await familyOf("Z-1-2");
  expect([file.parent, titles(file.above)]).toEqual(["Z-1", ["周氏文書", "書信"]]);
});

test("readers see the way to an object, what is in it, and all of that on a page of its own", async () => {
  const file = (await world.page("nobody", `/zh-hans/objects/${n("Z-1-1")}`)).html;
  expect(file).toMatch(
    new RegExp(
      `它属于[\\s\\S]*objects/${n("Z")}"[\\s\\S]*周氏文書[\\s\\S]*objects/${n("Z-1")}"[\\s\\S]*書信`,
    ),
  );
  const series = (await world.page("nobody", `/zh-hans/objects/${n("Z-1")}`)).html;
  expect(series).toContain("其中有 2 件");
  const all = await world.page("nobody", `/zh-hans/objects/${n("Z-1")}/parts`);
  expect([all.status, /與林墨書[\s\S]*與家人書/.test(all.html)]).toEqual([200, true]);
});

test("manifests say what they are part of, and a parent is a collection of its parts", async () => {
  const get = async (path: string) =>
    (await world.whole.app.inject({ url: path })).json() as Record<string, unknown>;
  const id = (what: string, identifier: string) =>
    expect.stringMatching(new RegExp(`/iiif/${what}/${n(identifier)}$`));
  expect(await get(`/iiif/manifests/${n("Z-1-1")}`)).toMatchObject({
    partOf: [{ id: id("collections", "Z-1"), type: "Collection", label: { none: ["書信"] } }],
  });
  expect(await get(`/iiif/collections/${n("Z")}`)).toMatchObject({
    "@context": "http://iiif.io/api/presentation/3/context.json",
    id: id("collections", "Z"),
    type: "Collection",
    label: { none: ["周氏文書"] },
    items: [
      { id: id("collections", "Z-1"), type: "Collection" },
      { id: id("manifests", "Z-2"), type: "Manifest" },
    ],
  });
  expect((await world.whole.app.inject({ url: "/iiif/collections/999999" })).statusCode).toBe(404);
});

test("siblings stand in the order a curator gives them; of two at once nobody loses a part", async () => {
  expect(await order("Z-1", [n("Z-1-2"), n("Z-1-1")])).toBe("200");
  expect(titles((await familyOf("Z-1")).parts)).toEqual(["與家人書", "與林墨書"]);
  for (const wrong of [[n("Z-1-1")], [n("Z-1-1"), n("Z-1-1")], [n("Z-1-1"), n("Z-2")]])
    expect(await order("Z-1", wrong)).toBe("409 family-changed");
  const both = await Promise.all([order("Z-1", [n("Z-1-1"), n("Z-1-2")]), setParent("Z-1-2", "Z-2")]);
  expect(both[1]).toBe("200");
  expect(["200", "409 family-changed"]).toContain(both[0]);
  expect(titles((await familyOf("Z-1")).parts)).toEqual(["與林墨書"]);
  expect(titles((await familyOf("Z-2")).parts)).toEqual(["與家人書"]);
  expect(await setParent("Z-1-2", "Z-1")).toBe("200");
});

test("an order of parts is undone, twice as well; who came since stands last; what is not kept is refused", async () => {
  const undo = async (to: number, side: "desk" | "reader" = "desk") => {
    const path = `POST /collection-objects/${n("Z-1")}/parts/restoration`;
    const { status, body } = await world.ask(side, path, { to });
    return `${status} ${String(body.code ?? "")}`.trim();
  };
  const now = async () => titles((await familyOf("Z-1")).parts);
  const stood = (await familyOf("Z-1")).parts.map((one) => one.number);
  const before = await now();
  expect(await order("Z-1", stood.toReversed())).toBe("200");
  expect(await now()).toEqual(before.toReversed());
  const last = async () => (await familyOf("Z-1")).before[0]!;
  expect((await last()).author).toContain("desk");
  expect(await undo((await last()).version, "reader")).toBe("403 forbidden");
  expect(await setParent("Z-2", "Z-1")).toBe("200");
  expect(await undo((await last()).version)).toBe("200");
  expect(await now()).toEqual([...before, "帳簿"]);
  expect(await undo((await last()).version)).toBe("200");
  expect(await now()).toEqual([...before.toReversed(), "帳簿"]);
  expect(await undo(9_999)).toBe("404 order-unknown");
  expect(await setParent("Z-2", "Z")).toBe("200");
  for (let at = 0; at < 22; at++) await order("Z-1", at % 2 === 0 ? stood : stood.toReversed());
  expect((await familyOf("Z-1")).before).toHaveLength(20);
});

test("words are looked for inside an object at whatever depth, and nowhere else", async () => {
  const inside = async (identifier: string, q: string) =>
    (await world.page("nobody", `/zh-hans/objects/${n(identifier)}/parts?${new URLSearchParams({ q })}`))
      .html;
  const all = await inside("Z", "書");
  for (const title of ["與林墨書", "與家人書"]) expect(all).toContain(title);
  expect(all).not.toMatch(/>帳簿</);
  const some = await inside("Z", "家人");
  expect(some).toContain("它里面有 1 件");
  expect(some).toContain("書信");
  expect(await inside("Z-2", "家人")).toContain("它里面有 0 件");
  expect((await world.page("nobody", `/zh-hans/objects/${n("Z")}`)).html).toContain("在它里面找");
});

test("nothing belongs to itself by whatever way, nor to what is not there", async () => {
  expect(await setParent("Z", "Z")).toBe("409 parent-circle");
  expect(await setParent("Z", "Z-1-1")).toBe("409 parent-circle");
  expect(await setParent("Z-2", "nothing")).toBe("404 parent-unknown");
  const both = await Promise.all([setParent("Z-1", "Z-2"), setParent("Z-2", "Z-1")]);
  expect(both.sort()).toEqual(["200", "409 parent-circle"]);
  for (const one of ["Z-1", "Z-2"]) expect(await setParent(one, "Z")).toBe("200");
  expect(await setParent("Z-2", null)).toBe("200");
  expect((await familyOf("Z-2")).parent).toBeNull();
  expect(await setParent("Z-2", "Z")).toBe("200");
});

test("nobody moves what is not theirs, nor what is unknown or withdrawn", async () => {
  expect(await setParent("Z-2", "Z-1", "reader")).toBe("403 forbidden");
  expect(await setParent("Z-2", "Z-1", "nobody")).toBe("401 sign-in-needed");
  expect((await world.ask("reader", `GET /collection-objects/${n("Z")}/family`)).status).toBe(403);
  for (const path of ["GET /collection-objects/999999/family"])
    expect((await world.ask("desk", path)).body.code).toBe("object-unknown");
  numbers.set("gone", 999_999);
  expect(await setParent("gone", "Z")).toBe("404 object-unknown");
  expect(await order("gone", [])).toBe("404 object-unknown");
  await world.ask("desk", `PUT /collection-objects/${n("Z-1")}/state`, { state: "withdrawn" });
  expect(await setParent("Z-1", "Z-2")).toBe("409 object-state");
  expect(await order("Z-1", [])).toBe("409 object-state");
  const restoration = `POST /collection-objects/${n("Z-1")}/parts/restoration`;
  expect((await world.ask("desk", restoration, { to: 1 })).body.code).toBe("object-state");
});

test("what a withdrawn object held stays, and the way over it is told no more", async () => {
  const { status, html } = await world.page("nobody", `/zh-hans/objects/${n("Z-1-1")}`);
  expect([status, html.includes("周氏文書"), html.includes(">書信<")]).toEqual([200, true, false]);
  const manifest = (await world.whole.app.inject({ url: `/iiif/manifests/${n("Z-1-1")}` })).json() as object;
  expect(manifest).not.toHaveProperty("partOf");
  expect((await world.page("nobody", `/zh-hans/objects/${n("Z-1")}/parts`)).status).toBe(410);
  await world.ask("desk", `PUT /collection-objects/${n("Z-1")}/state`, { state: "published" });
});

test("parents go no deeper than twelve, also where an import says so", async () => {
  const rows = Array.from({ length: 16 }, (_one, at) => `D${at},深${at},${at === 0 ? "" : `D${at - 1}`}`);
  const taken = await world.upload("desk", "papers", Buffer.from(["编号,题名,上级", ...rows].join("\n")));
  const { id, mapping } = taken.body as never as { id: string; mapping: object };
  await world.ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  await hear();
  const { items } = (await world.ask("desk", "GET /collections/papers/objects?limit=50")).body as never as {
    items: { number: number; identifier: string }[];
  };
  for (const one of items) numbers.set(one.identifier, one.number);
  expect((await familyOf("D12")).above).toHaveLength(12);
  expect((await familyOf("D13")).parent).toBeNull();
});

test("an object that comes twice in one table belongs where its last line says", async () => {
  const { db, pool } = world.whole.database;
  const { rows } = await pool.query<{ id: string }>(
    "select id from collections.collection where slug = 'papers'",
  );
  const links = ["Z-2", "Z-1"].map((parent) => ({ identifier: "Z-1-2", parent }));
  const messages = [{ payload: { collectionId: rows[0]!.id, links } }] as never;
  await inTransaction(db, async (tx) => await familiesSubscriber.handle(tx, messages));
  expect((await familyOf("Z-1-2")).parent).toBe("Z-1");
});
