import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { fixedClock } from "../kernel/time.ts";
import { room } from "./room.ts";
import type { Lending, Placing } from "./schema.ts";
import { changesSubscriber, guestJobs, homesSubscriber } from "./subscribers.ts";

let world: CollectionWorld;
const numbers = new Map<string, number>();
const n = (identifier: string): number => numbers.get(identifier)!;

async function collection(slug: string, member: string, template: string): Promise<void> {
  const name = { "zh-Hans": slug };
  expect((await world.ask("office", "POST /collections", { member, slug, template, name })).status).toBe(201);
}

async function publish(slug: string, change: object = {}): Promise<void> {
  const { version, config } = (await world.ask("office", `GET /collections/${slug}/draft`)).body as never as {
    version: number;
    config: object;
  };
  await world.ask("office", `PUT /collections/${slug}/draft`, { version, config: { ...config, ...change } });
  const { status } = await world.ask("office", `POST /collections/${slug}/revisions`, {
    version: version + 1,
  });
  expect(status).toBe(201);
}

async function object(slug: string, identifier: string, values: object): Promise<void> {
  const { body } = await world.ask("office", `POST /collections/${slug}/objects`, { identifier, values });
  const { number } = body as never as { number: number };
  numbers.set(identifier, number);
  await world.ask("office", `PUT /collection-objects/${number}/state`, { state: "published" });
}

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  await inTransaction(world.whole.database.db, async (tx) => {
    await addMember(tx, systemActor, { code: "LINGANG", name: { "zh-Hans": "临港大学图书馆" } });
  });
  await collection("shots", "JINHE", "photographs");
  await collection("town", "JINHE", "local-history");
  await collection("far", "LINGANG", "things");
  for (const [identifier, title, creator, year] of [
    ["A", "南山桥", "林墨", "1908"],
    ["B", "南山塔", "林墨", "1911"],
    ["C", "北门", "周远", "1920"],
  ] as const)
    await object("shots", identifier, { title: [title], creator: [creator], date: [year] });
  await object("town", "T", { title: ["南山志"] });
  await object("far", "F", { title: ["南山石"] });
  for (const slug of ["shots", "town", "far"]) await publish(slug);
}, 180_000);
afterAll(() => world.whole.close());

/** What was told of changes, heard as the background hears it, and the work that comes of it. */
async function hear(): Promise<void> {
  const { db, pool } = world.whole.database;
  await drainOutbox(db, [homesSubscriber]);
  const { rows } = await pool.query<{ payload: object }>(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'object-guests-index'`,
  );
  for (const { payload } of rows) await guestJobs({ db })["object-guests-index"]!(payload);
  await drainOutbox(db, [changesSubscriber]);
}

const place = async (given: object, side: "desk" | "office" | "reader" | "nobody" = "desk") => {
  const { status, body } = await world.ask(side, "POST /placings", given);
  return { said: `${status} ${String(body.code ?? "")}`.trim(), placing: body as never as Placing };
};
const found = async (slug: string, query = ""): Promise<string[]> => {
  const { html } = await world.page("nobody", `/zh-hans/collections/${slug}/search?${query}`);
  return [...html.matchAll(/href="\/zh-hans\/objects\/(\d+)[^"]*"[^>]*>(?=[^<]*<)/g)].map((one) => one[1]!);
};
const finds = async (slug: string, identifier: string, query = ""): Promise<boolean> =>
  (await found(slug, query)).includes(String(n(identifier)));
const total = async (slug: string): Promise<number> => {
  const { items } = (await world.ask("nobody", "GET /collections")).body as never as {
    items: { slug: string; objects: number }[];
  };
  return items.find((one) => one.slug === slug)!.objects;
};

test("what a search found is placed by one action, found by the other's words, fields, topics and counts, and undone as one", async () => {
  const { said, placing } = await place({
    into: "town",
    source: "shots",
    within: new URLSearchParams({ q: "南山" }).toString(),
  });
  expect([said, placing.objects, placing.already, placing.keptBack]).toEqual(["201", 2, 0, 0]);
  expect(await total("town")).toBe(3);
  expect(await finds("town", "A", "q=南山桥")).toBe(true);
  expect(await finds("town", "C")).toBe(false);
  expect(await finds("town", "A", new URLSearchParams({ from: "1900", to: "1909" }).toString())).toBe(true);
  expect(await finds("town", "B", new URLSearchParams({ from: "1900", to: "1909" }).toString())).toBe(false);
  const again = await place({ into: "town", source: "shots" });
  expect([again.said, again.placing.objects, again.placing.already]).toEqual(["201", 1, 2]);
  const listed = async (cursor = "") =>
    (await world.ask("desk", `GET /collections/town/placings?limit=1${cursor}`)).body as never as {
      items: Placing[];
      next: string | null;
    };
  const latest = await listed();
  const earlier = await listed(`&cursor=${latest.next}`);
  expect([latest, earlier].map(({ items }) => items.map((one) => one.id))).toEqual([
    [again.placing.id],
    [placing.id],
  ]);
  expect(earlier.next).toBeNull();
  const undone = await world.ask("desk", `POST /placings/${placing.id}/undo`);
  expect([undone.status, undone.body.undone]).toEqual([200, true]);
  expect(await total("town")).toBe(2);
  expect(await finds("town", "A")).toBe(false);
  expect(await finds("town", "C")).toBe(true);
  expect((await world.ask("desk", `POST /placings/${placing.id}/undo`)).body.code).toBe("placing-undone");
  expect((await world.ask("desk", `POST /placings/${again.placing.id}/undo`)).status).toBe(200);
  expect(await total("town")).toBe(1);
});

test("everywhere an object is found once; its page says where else it stands, to others as data", async () => {
  expect((await place({ into: "town", number: n("A") })).said).toBe("201");
  const { html } = await world.page("nobody", "/zh-hans/collections/search?q=南山桥");
  expect(html.split(`href="/zh-hans/objects/${n("A")}?`).length - 1).toBeLessThanOrEqual(2);
  expect(html).toContain("1 件");
  const page = (await world.page("nobody", `/zh-hans/objects/${n("A")}`)).html;
  expect(page).toContain("它还在这些特藏里");
  expect(page).toContain('href="/zh-hans/collections/town"');
  expect(page).not.toContain("/placings");
  expect((await world.page("desk", `/zh-hans/objects/${n("A")}`)).html).toContain("/places/town/take-out");
  const { items } = (await world.ask("nobody", `GET /objects/${n("A")}/collections`)).body as never as {
    items: { slug: string; home: boolean }[];
  };
  expect(items.map((one) => [one.slug, one.home])).toEqual([
    ["shots", true],
    ["town", false],
  ]);
  expect((await world.ask("nobody", "GET /objects/999999/collections")).body.code).toBe("object-unknown");
});

test("changes at home are seen elsewhere; withdrawn there it is gone, given back it is there again", async () => {
  const { version } = (
    (await world.ask("desk", "GET /collections/shots/objects")).body as never as {
      items: { number: number; version: number }[];
    }
  ).items.find((one) => one.number === n("A"))!;
  await world.ask("desk", `PATCH /collection-objects/${n("A")}`, { version, values: { title: ["东桥"] } });
  await hear();
  expect(await finds("town", "A", "q=东桥")).toBe(true);
  expect(await finds("town", "A", "q=南山桥")).toBe(false);
  await world.ask("desk", `PUT /collection-objects/${n("A")}/state`, { state: "withdrawn" });
  await hear();
  expect(await finds("town", "A")).toBe(false);
  await world.ask("desk", `PUT /collection-objects/${n("A")}/state`, { state: "published" });
  await hear();
  expect(await finds("town", "A")).toBe(true);
  await world.ask("desk", "PUT /collections/shots/withdrawal", { withdrawn: true });
  await hear();
  expect(await finds("town", "A")).toBe(false);
  await world.ask("desk", "PUT /collections/shots/withdrawal", { withdrawn: false });
  await hear();
  expect(await finds("town", "A")).toBe(true);
});

test("the other collection is built anew with its guests, whose terms are its own where it knows their names", async () => {
  const draft = (await world.ask("desk", "GET /collections/town/draft")).body as never as {
    config: { fields: { key: string; core: string | null; facet: string; searched: boolean }[] };
  };
  const fields = draft.config.fields.map((one) =>
    one.core === "creator" ? { ...one, facet: "list", searched: true } : one,
  );
  const topic = {
    key: "bridges",
    name: { "zh-Hans": "桥" },
    conditions: [],
    included: [n("A")],
    excluded: [],
  };
  await publish("town", { fields, topics: [topic] });
  const creator = fields.find((one) => one.core === "creator")!.key;
  expect(await finds("town", "A", new URLSearchParams({ [`f.${creator}`]: "林墨" }).toString())).toBe(true);
  expect(await finds("town", "A", "topic=bridges")).toBe(true);
  expect(await finds("town", "T", "topic=bridges")).toBe(false);
});

test("feeds tell it in both sets, and as deleted in the one it was taken out of; manifests are listed by reference", async () => {
  const oai = async (query: string): Promise<string> =>
    (await world.page("nobody", `/oai/collections?verb=ListIdentifiers&metadataPrefix=oai_dc&${query}`)).html;
  const headerOf = (xml: string): string =>
    xml.split("<header").find((one) => one.includes(`:object:${n("A")}<`)) ?? "";
  const there = headerOf(await oai("set=town"));
  for (const set of ["shots", "town", "town:bridges"]) expect(there).toContain(`<setSpec>${set}</setSpec>`);
  expect(headerOf(await oai("set=town:bridges"))).not.toBe("");
  const manifests = JSON.parse((await world.page("nobody", "/iiif/special-collections/town")).html) as {
    items: { id: string }[];
  };
  expect(manifests.items.map((one) => Number(one.id.split("/").at(-1))).sort()).toEqual(
    [n("A"), n("T")].sort(),
  );
  expect((await world.page("nobody", "/iiif/special-collections/none")).status).toBe(404);
  expect((await world.ask("desk", `DELETE /collections/town/guests/${n("A")}`)).status).toBe(204);
  expect((await world.ask("desk", `DELETE /collections/town/guests/${n("A")}`)).body.code).toBe(
    "guest-unknown",
  );
  const gone = headerOf(await oai("set=town"));
  expect(gone).toContain('status="deleted"');
  expect(headerOf(await oai("set=shots"))).not.toContain("deleted");
  expect(await finds("town", "A")).toBe(false);
});

test("a collection lends to its own library, or to nobody, or to the region; it takes back and lets go again", async () => {
  const lend = async (slug: string, to: string): Promise<number> =>
    (await world.ask("office", `PUT /collections/${slug}/lending`, { to })).status;
  expect((await place({ into: "town", number: n("F") })).said).toBe("409 placing-nothing");
  expect(await lend("far", "region")).toBe(200);
  expect((await place({ into: "town", number: n("F") })).said).toBe("201");
  expect(await lend("shots", "nobody")).toBe(200);
  expect((await place({ into: "town", number: n("B") })).said).toBe("409 placing-nothing");
  const taken = async (isTaken: boolean, slug = "far", from = "town") =>
    await world.ask("office", `PUT /collections/${slug}/taken-back`, { from, isTaken });
  const back = await taken(true);
  expect((back.body as never as Lending).elsewhere).toMatchObject([
    { slug: "town", objects: 0, takenBack: 1 },
  ]);
  expect(await finds("town", "F")).toBe(false);
  expect((await place({ into: "town", number: n("F") })).said).toBe("409 placing-nothing");
  expect((await taken(true)).body.code).toBe("guest-unknown");
  expect((await taken(true, "far", "none")).body.code).toBe("collection-unknown");
  expect((await taken(false)).status).toBe(200);
  expect(await finds("town", "F")).toBe(true);
  const guests = (await world.ask("desk", "GET /collections/town/guests")).body as never as {
    items: { title: string; home: { slug: string } }[];
  };
  expect(guests.items).toMatchObject([{ title: "南山石", home: { slug: "far" } }]);
});

test("what was taken out goes with its new placing; what was undone while it was taken back does not come again", async () => {
  const undo = async (id: string) => (await world.ask("desk", `POST /placings/${id}/undo`)).status;
  const back = async (isTaken: boolean) =>
    await world.ask("office", "PUT /collections/far/taken-back", { from: "town", isTaken });
  await world.ask("desk", `DELETE /collections/town/guests/${n("F")}`);
  const first = (await place({ into: "town", number: n("F") })).placing;
  expect((await world.ask("desk", `DELETE /collections/town/guests/${n("F")}`)).status).toBe(204);
  const { placing } = await place({ into: "town", number: n("F") });
  expect(await undo(placing.id)).toBe(200);
  expect(await finds("town", "F")).toBe(false);
  expect(await undo(first.id)).toBe(200);
  const third = (await place({ into: "town", number: n("F") })).placing;
  expect((await back(true)).status).toBe(200);
  expect(await undo(third.id)).toBe(200);
  expect((await back(false)).status).toBe(200);
  expect(await finds("town", "F")).toBe(false);
  expect((await place({ into: "town", number: n("F") })).said).toBe("201");
});

test("nobody places, takes out, lends or looks where they do not work", async () => {
  expect((await place({ into: "town", number: n("B") }, "nobody")).said).toBe("401 sign-in-needed");
  expect((await place({ into: "town", number: n("B") }, "reader")).said).toBe("403 forbidden");
  expect((await place({ into: "far", number: n("B") }, "desk")).said).toBe("403 forbidden");
  const ask = async (operation: string, payload?: object) =>
    (await world.ask("desk", operation, payload)).status;
  expect(await ask(`DELETE /collections/far/guests/${n("B")}`)).toBe(403);
  expect(await ask("PUT /collections/far/lending", { to: "nobody" })).toBe(403);
  expect(await ask("PUT /collections/far/taken-back", { from: "town", isTaken: true })).toBe(403);
  for (const path of ["guests", "placings", "lending"]) {
    expect(await ask(`GET /collections/far/${path}`)).toBe(403);
    expect((await world.ask("desk", `GET /collections/none/${path}`)).body.code).toBe("collection-unknown");
  }
  await world.ask("desk", "PUT /collections/town/workers", { login: "reader", role: "contributor" });
  await world.ask("office", "PUT /collections/shots/lending", { to: "own-library" });
  expect((await place({ into: "town", number: n("B") }, "reader")).said).toBe("403 forbidden");
  await world.ask("desk", "PUT /collections/town/workers", { login: "reader", role: "editor" });
  const { said, placing } = await place({ into: "town", number: n("B") }, "reader");
  expect(said).toBe("201");
  expect((await world.page("reader", `/zh-hans/placings/${placing.id}`)).html).toContain(
    `/placings/${placing.id}/undo`,
  );
  await world.ask("desk", "PUT /collections/town/workers", { login: "reader", role: null });
  expect((await world.page("reader", `/zh-hans/placings/${placing.id}`)).status).toBe(404);
  expect((await world.ask("reader", `POST /placings/${placing.id}/undo`)).status).toBe(403);
});

test("what cannot be is refused by name", async () => {
  expect((await place({ into: "none", number: 1 })).said).toBe("404 collection-unknown");
  expect((await place({ into: "town", source: "none" })).said).toBe("404 collection-unknown");
  expect((await place({ into: "town" })).said).toBe("409 placing-nothing");
  expect((await place({ into: "town", number: n("T") })).said).toBe("409 placing-nothing");
  expect((await world.ask("desk", "POST /placings/x/undo")).body.code).toBe("placing-unknown");
  expect((await world.ask("desk", "PUT /collections/none/lending", { to: "region" })).body.code).toBe(
    "collection-unknown",
  );
  expect((await world.ask("desk", "DELETE /collections/none/guests/1")).body.code).toBe("collection-unknown");
});

test("more than five thousand are not placed at once; a thousand are, and go again as one", async () => {
  const { pool } = world.whole.database;
  await pool.query(`insert into collections.object (id, collection_id, identifier, data, state)
    select gen_random_uuid(), c.id, 'M' || i, '{"title": ["许多"]}', 'published'
    from collections.collection c, generate_series(1, 5001) i where c.slug = 'shots'`);
  const draft = (await world.ask("desk", "GET /collections/shots/draft")).body as never as {
    config: { fields: { key: string; label: object; searched: boolean }[] };
  };
  const fields = draft.config.fields.map((one) => ({ ...one, searched: true, inList: !one.searched }));
  await publish("shots", { fields });
  const { rows } = await pool.query<{ id: string; building: number }>(
    "select id, building from collections.collection where slug = 'shots'",
  );
  await world.build(rows[0]!.id, rows[0]!.building);
  expect((await place({ into: "town", source: "shots" })).said).toBe("409 placing-many");
  const before = await total("town");
  const { placing } = await place({ into: "town", source: "shots", within: "q=北门" });
  expect([placing.objects, await total("town")]).toEqual([1, before + 1]);
}, 120_000);

test("who placed is forgotten with them", async () => {
  const { db, pool } = world.whole.database;
  const author = "select count(*)::int as n from object_guests.placement where author_id is not null";
  expect((await pool.query<{ n: number }>(author)).rows[0]!.n).toBeGreaterThan(0);
  for (const id of Object.values(world.whole.personIds))
    await inTransaction(
      db,
      async (tx) => await room.erasePerson!(tx, fixedClock("2026-11-21T04:00:00Z"), id),
    );
  expect((await pool.query<{ n: number }>(author)).rows[0]!.n).toBe(0);
});
