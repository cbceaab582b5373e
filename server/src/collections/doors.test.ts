import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, listMembers } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import type { Side } from "../testing-whole.ts";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "./testing.ts";

let world: CollectionWorld;
const name = { "zh-Hans": "老照片" };
const photo = { member: "JINHE", slug: "photos", template: "photographs", name };

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  await inTransaction(world.whole.database.db, (tx) =>
    addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } }),
  );
  expect((await world.ask("desk", "POST /collections", photo)).status).toBe(201);
}, 60_000);
afterAll(() => world.whole.close());

type Draft = {
  version: number;
  config: { fields: { key: string; facet: string }[]; [key: string]: unknown };
};
const draftOf = async (slug = "photos"): Promise<Draft> => {
  const { body } = await world.ask("desk", `GET /collections/${slug}/draft`);
  const { version, config } = body as unknown as Draft;
  return { version, config };
};
const refused = async (side: Side, operation: string, payload?: object) => {
  const { status, body } = await world.ask(side, operation, payload);
  return `${status} ${body.code as unknown as string}`;
};
const save = async (change: (config: Draft["config"]) => void) => {
  const draft = await draftOf();
  change(draft.config);
  return await world.ask("desk", "PUT /collections/photos/draft", draft);
};
const publish = async (side: Side = "desk", note = "") =>
  await world.ask(side, "POST /collections/photos/revisions", { version: (await draftOf()).version, note });
const enter = async (identifier: string, values: object, side: Side = "desk") =>
  await world.ask(side, "POST /collections/photos/objects", { identifier, values });
const number = (reply: { body: Record<string, unknown> }): number => reply.body.number as number;

test("beginning a collection is refused by name", async () => {
  for (const [change, answer] of [
    [{ member: "NONE" }, "404 member-unknown"],
    [{}, "409 collection-slug-taken"],
    [{ slug: "x", template: undefined }, "400 invalid-request"],
    [{ slug: "other", template: undefined }, "400 collection-template-missing"],
    [{ slug: "other", like: "nowhere" }, "404 collection-unknown"],
    [{ slug: "other", member: "NANSHAN" }, "403 forbidden"],
  ] as const)
    expect(await refused("desk", "POST /collections", { ...photo, ...change }), JSON.stringify(change)).toBe(
      answer,
    );
  expect(await refused("reader", "POST /collections", { ...photo, slug: "other" })).toBe("403 forbidden");
  expect(await refused("nobody", "POST /collections", photo)).toBe("401 sign-in-needed");
  const like = await world.ask("desk", "POST /collections", {
    ...photo,
    slug: "second",
    template: undefined,
    like: "photos",
  });
  expect(like).toMatchObject({ status: 201, body: { slug: "second" } });
});

test("who does not work on a collection does nothing in it", async () => {
  const version = (await draftOf()).version;
  const { config } = await draftOf();
  const operations: [string, object?][] = [
    ["GET /collections/photos/draft"],
    ["GET /collections/photos/revisions"],
    ["GET /collections/photos/workers"],
    ["GET /collections/photos/objects"],
    ["GET /collections/photos/imports"],
    ["PUT /collections/photos/draft", { version, config }],
    ["POST /collections/photos/revisions", { version }],
    ["POST /collections/photos/revisions/1/restoration"],
    ["PUT /collections/photos/withdrawal", { withdrawn: true }],
    ["PUT /collections/photos/workers", { login: "reader", role: "curator" }],
    ["POST /collections/photos/objects", { identifier: "x", values: {} }],
  ];
  for (const [operation, payload] of operations) {
    expect(await refused("nobody", operation, payload), operation).toBe("401 sign-in-needed");
    expect(await refused("reader", operation, payload), operation).toBe("403 forbidden");
    expect(await refused("desk", operation.replace("/photos", "/nowhere"), payload), operation).toBe(
      "404 collection-unknown",
    );
  }
  expect((await world.ask("reader", "GET /collections-worked")).body.items).toEqual([]);
  const upload = await world.upload("reader", "photos", Buffer.from("题名\nx"));
  expect(upload).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

test("a contributor hands in, an editor publishes, a curator sets up: each no more than that", async () => {
  const role = async (given: string | null) =>
    (await world.ask("desk", "PUT /collections/photos/workers", { login: "reader", role: given })).status;
  expect(await refused("desk", "PUT /collections/photos/workers", { login: "no-one", role: "editor" })).toBe(
    "404 worker-unknown",
  );
  expect(await role("contributor")).toBe(200);
  const mine = number(await enter("C1", { title: ["晨渡"] }, "reader"));
  const to = async (state: string) =>
    await refused("reader", `PUT /collection-objects/${mine}/state`, { state });
  expect(await to("published")).toBe("403 forbidden");
  expect(await to("review")).toBe("200 undefined");
  expect(await refused("reader", `PATCH /collection-objects/${mine}`, { version: 2, values: {} })).toBe(
    "403 forbidden",
  );
  const { version, config } = await draftOf();
  expect(await refused("reader", "PUT /collections/photos/draft", { version, config })).toBe("403 forbidden");
  expect(await role("editor")).toBe(200);
  expect(await to("published")).toBe("200 undefined");
  expect(await refused("reader", "POST /collections/photos/revisions", { version })).toBe("403 forbidden");
  expect(await role("curator")).toBe(200);
  expect((await publish("reader", "first")).status).toBe(201);
  expect(await role(null)).toBe(200);
  expect(await refused("reader", "GET /collections/photos/draft")).toBe("403 forbidden");
});

test("letting somebody work on a collection asks for a proof of who lets them, ten minutes old at most", async () => {
  const give = async () =>
    await refused("desk", "PUT /collections/photos/workers", { login: "reader", role: "curator" });
  const age = (seconds: number) =>
    sql`update people.session set confirmed_at = confirmed_at - ${seconds} * interval '1 second'`.execute(
      world.whole.database.db,
    );
  await age(601);
  expect(await give()).toBe("403 fresh-sign-in-needed");
  expect(await refused("reader", "GET /collections/photos/draft")).toBe("403 forbidden");
  await age(-1);
  expect(await give()).toBe("200 undefined");
  await world.ask("desk", "PUT /collections/photos/workers", { login: "reader", role: null });
  await age(-600);
});

test("two curators do not overwrite each other, and only one of them publishes", async () => {
  const draft = await draftOf();
  const both = await Promise.all([1, 2].map(() => world.ask("desk", "PUT /collections/photos/draft", draft)));
  expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  expect(await refused("desk", "PUT /collections/photos/draft", draft)).toBe("409 collection-changed");
  expect(await refused("desk", "POST /collections/photos/revisions", { version: draft.version })).toBe(
    "409 collection-changed",
  );
  expect((await publish()).body).toMatchObject({ code: "collection-unchanged" });
  await save((config) => {
    config.intro = { en: "Hello" };
  });
  const rivals = await Promise.all([publish(), publish()]);
  expect(rivals.map((one) => one.status).sort()).toEqual([201, 409]);
});

test("a label is seen at once; an earlier configuration is seen again when it is rolled back", async () => {
  const front = async () => (await world.page("nobody", "/en/collections/photos")).html;
  expect(await front()).toContain("Hello");
  await save((config) => {
    config.intro = { en: "Goodbye" };
  });
  expect(await front()).toContain("Hello");
  const preview = (await world.page("desk", "/en/collections/photos?preview")).html;
  expect(preview).toContain("Goodbye");
  expect((await world.page("reader", "/en/collections/photos?preview")).html).toContain("Hello");
  const { body } = await publish();
  expect(body).toMatchObject({ live: true, changes: [{ what: "front", reindexes: false }] });
  expect(await front()).toContain("Goodbye");
  const before = (body.number as unknown as number) - 1;
  const back = await world.ask("desk", `POST /collections/photos/revisions/${before}/restoration`);
  expect(back).toMatchObject({ status: 200, body: { number: before, live: true } });
  expect(await front()).toContain("Hello");
  expect(await refused("desk", `POST /collections/photos/revisions/${before}/restoration`)).toBe(
    "409 collection-unchanged",
  );
  expect(await refused("desk", "POST /collections/photos/revisions/999/restoration")).toBe(
    "404 revision-unknown",
  );
  await expect(
    sql`update collections.revision set config = '{}' where number = 1`.execute(world.whole.database.db),
  ).rejects.toMatchObject({ constraint: "revision_immutable" });
});

test("a configuration that is not whole is not published, and one that is being built is waited for", async () => {
  const { config: whole } = await draftOf();
  await save((config) => {
    config.fields = config.fields.filter((field) => field.key !== "title");
  });
  expect((await publish()).body).toMatchObject({
    code: "collection-config-wrong",
    params: { reason: "title-missing" },
  });
  await save((config) => Object.assign(config, whole, { intro: { en: "Mended" } }));
  const { db } = world.whole.database;
  await sql`update collections.collection set building = 1 where slug = 'photos'`.execute(db);
  expect((await publish()).body).toMatchObject({ code: "collection-building" });
  expect(await refused("desk", "POST /collections/photos/revisions/1/restoration")).toBe(
    "409 collection-building",
  );
  await sql`update collections.collection set building = null where slug = 'photos'`.execute(db);
});

test("objects are entered, changed and moved, and refused by name", async () => {
  const wrong = async (values: object) => {
    const { status, body } = await enter("W1", values);
    return [status, body.code, (body.params as unknown as { reason?: string } | undefined)?.reason];
  };
  expect(await wrong({})).toEqual([400, "object-values-wrong", "value-missing"]);
  expect(await wrong({ title: ["x"], date: ["yesterday"] })).toEqual([
    400,
    "object-values-wrong",
    "value-date",
  ]);
  expect(await wrong({ title: ["x"], map: ["91, 0"] })).toEqual([400, "object-values-wrong", "value-place"]);
  expect(await wrong({ title: ["x"], date: ["1908", "1909"] })).toEqual([
    400,
    "object-values-wrong",
    "value-once",
  ]);
  expect(await wrong({ title: ["x"], nothing: ["y"] })).toEqual([
    400,
    "object-values-wrong",
    "field-unknown",
  ]);
  const made = await enter("W1", { title: ["浮桥"], date: ["1912"], map: ["39.05, 84.02"] });
  expect(made).toMatchObject({ status: 201, body: { state: "draft", version: 1 } });
  expect((await enter("W1", { title: ["x"] })).body).toMatchObject({ code: "object-identifier-taken" });
  const at = `/collection-objects/${number(made)}`;
  expect(await refused("desk", `PATCH ${at}`, { version: 9 })).toBe("409 object-changed");
  expect(await refused("desk", `PATCH ${at}`, { version: 1, values: { title: [] } })).toBe(
    "400 object-values-wrong",
  );
  const changed = await world.ask("desk", `PATCH ${at}`, {
    version: 1,
    values: { date: [] },
    embargoUntil: "2027-01-01",
  });
  expect(changed.body).toMatchObject({
    version: 2,
    embargoUntil: "2027-01-01",
    values: { title: ["浮桥"], date: [] },
  });
  expect(await refused("desk", `PUT ${at}/state`, { state: "withdrawn" })).toBe("409 object-state");
  expect(await refused("desk", `PUT ${at}/state`, { state: "published" })).toBe("200 undefined");
  expect(await refused("desk", `PUT ${at}/state`, { state: "withdrawn" })).toBe("200 undefined");
  expect(await refused("desk", `PATCH ${at}`, { version: 4 })).toBe("409 object-state");
  for (const [operation, payload] of [
    ["PATCH /collection-objects/99999", { version: 1 }],
    ["PUT /collection-objects/99999/state", { state: "draft" }],
  ] as const) {
    expect(await refused("desk", operation, payload)).toBe("404 object-unknown");
    expect(await refused("nobody", operation, payload)).toBe("401 sign-in-needed");
    expect(await refused("reader", operation.replace("99999", String(number(made))), payload)).toBe(
      "403 forbidden",
    );
  }
});

test("a withdrawn object and a withdrawn collection keep their addresses, which say so", async () => {
  const made = await enter("D1", { title: ["旧影"] });
  const page = async (side: Side, path: string) => (await world.page(side, `/zh-hans${path}`)).status;
  const object = `/objects/${number(made)}`;
  expect([await page("nobody", object), await page("desk", object)]).toEqual([404, 200]);
  await world.ask("desk", `PUT /collection-objects/${number(made)}/state`, { state: "published" });
  expect(await page("nobody", object)).toBe(200);
  await world.ask("desk", `PUT /collection-objects/${number(made)}/state`, { state: "withdrawn" });
  expect([await page("nobody", object), await page("desk", object)]).toEqual([410, 200]);
  expect(await refused("desk", "PUT /collections/second/withdrawal", { withdrawn: true })).toBe(
    "409 collection-unpublished",
  );
  await world.ask("desk", "PUT /collections/photos/withdrawal", { withdrawn: true });
  expect([await page("nobody", "/collections/photos"), await page("reader", "/objects/1")]).toEqual([
    410, 410,
  ]);
  expect((await world.page("nobody", "/zh-hans/collections")).html).not.toContain("/collections/photos");
  await world.ask("desk", "PUT /collections/photos/withdrawal", { withdrawn: false });
  expect(await page("nobody", "/collections/photos")).toBe(200);
  const { body } = await world.ask("nobody", "GET /collections");
  expect(body.items).toMatchObject([{ slug: "photos", member: "JINHE", objects: 1 }]);
});

test("files of a published object are opened by its access, and not before its embargo is over", async () => {
  const box = zipOf([{ path: "E1.jpg", content: await scan() }]);
  const taken = await world.upload("desk", "photos", box);
  const id = String(taken.body.id);
  const start = { mapping: taken.body.mapping, dryRun: false, publish: true };
  expect((await world.ask("desk", `POST /collection-imports/${id}/start`, start)).status).toBe(200);
  await world.work(id);
  const { rows } = await sql<{ number: number; file: string; version: number }>`
    select o.number, p.file_id as file, o.version from collections.object o join collections.page p on p.object_id = o.id
    where o.identifier = 'E1.jpg'`.execute(world.whole.database.db);
  const { number: at, file, version } = rows[0]!;
  const opened = async (side: Side) =>
    (await world.whole.app.inject({ url: `/files/${file}`, headers: world.whole.headers[side] })).statusCode;
  const everybody = async () => await Promise.all((["nobody", "reader", "desk"] as const).map(opened));
  const set = async (change: object, of: number) =>
    await world.ask("desk", `PATCH /collection-objects/${at}`, { version: of, ...change });
  expect(await everybody()).toEqual([200, 200, 200]);
  await set({ access: "readers" }, version);
  expect(await everybody()).toEqual([403, 200, 200]);
  await set({ access: null, embargoUntil: "2026-11-22" }, version + 1);
  expect(await everybody()).toEqual([403, 403, 200]);
  const page = await world.page("nobody", `/en/objects/${at}`);
  expect([page.status, page.html.includes("This opens on 2026-11-22"), page.html.includes(file)]).toEqual([
    200,
    true,
    false,
  ]);
  expect((await world.page("nobody", `/en/objects/${at}/pages/1`)).status).toBe(403);
  await set({ embargoUntil: "2026-11-21" }, version + 2);
  expect(await everybody()).toEqual([200, 200, 200]);
  await world.ask("desk", "PUT /collections/photos/withdrawal", { withdrawn: true });
  expect((await everybody())[2]).toBe(200);
  await world.ask("desk", "PUT /collections/photos/withdrawal", { withdrawn: false });
});

test("imports are refused by name", async () => {
  const code = async (content: Buffer, fields = {}) => {
    const { status, body } = await world.upload("desk", "photos", content, fields);
    return `${status} ${body.code as unknown as string}`;
  };
  expect(await code(Buffer.from("a\0b"))).toBe("400 import-table-wrong");
  expect(await code(Buffer.from("题名"))).toBe("400 import-table-wrong");
  for (const alone of [await scan(), Buffer.from("%PDF-1.7\n"), Buffer.from("ID3\x03\0")])
    expect(await code(alone)).toBe("415 import-file-kind");
  expect(await code(zipOf([{ path: "a.txt", content: "x" }]))).toBe("415 import-file-kind");
  expect(await code(zipOf([{ path: "../a.jpg", content: "x" }]))).toBe("400 import-path-wrong");
  expect(await code(zipOf([{ path: "a.jpg", content: Buffer.alloc(5_000_000), method: 8 }]))).toBe(
    "413 import-archive-large",
  );
  expect(await code(Buffer.from("PK\x03\x04 and no more"))).toBe("400 import-archive-wrong");
  expect(await code(Buffer.from(`a\n${"x\n".repeat(200_001)}`))).toBe("413 import-rows-many");
  const table = Buffer.from("题名\n渡口");
  expect(await code(table, { filesFrom: "01a1fd05-4adc-768a-97d3-3b26723e28a9" })).toBe("404 import-unknown");
  const { body } = await world.upload("desk", "photos", table);
  const at = `/collection-imports/${String(body.id)}`;
  const start = { mapping: { 题名: "title" }, dryRun: true, publish: false };
  expect(await refused("desk", `POST ${at}/start`, { ...start, mapping: {} })).toBe(
    "400 import-mapping-wrong",
  );
  expect(await refused("desk", `POST ${at}/start`, { ...start, mapping: { 题名: "nothing" } })).toBe(
    "400 import-mapping-wrong",
  );
  expect(await refused("reader", `POST ${at}/start`, start)).toBe("403 forbidden");
  expect(await refused("desk", `POST ${at}/start`, start)).toBe("200 undefined");
  expect(await refused("desk", `POST ${at}/start`, start)).toBe("409 import-state");
  for (const [operation, payload] of [[`GET ${at}/errors`], [`POST ${at}/start`, start]] as [
    string,
    object?,
  ][]) {
    expect(await refused("nobody", operation, payload)).toBe("401 sign-in-needed");
    expect(await refused("desk", operation.replace(/imports\/[^/]+/, "imports/nonsense"), payload)).toBe(
      "404 import-unknown",
    );
  }
  expect(await refused("reader", `GET ${at}/errors`)).toBe("403 forbidden");
  const sheet = async (side: Side, path: string) =>
    (await world.whole.app.inject({ url: `/staff-files${path}`, headers: world.whole.headers[side] }))
      .statusCode;
  for (const path of ["/collections/photos/template.csv", `${at}/errors.csv`])
    expect(
      [await sheet("nobody", path), await sheet("reader", path), await sheet("desk", path)],
      path,
    ).toEqual([401, 403, 200]);
});

test("an import or an index that was cut off goes on where it was, and nothing comes twice", async () => {
  const rows = Array.from({ length: 620 }, (_one, at) => `照片${at + 1}`);
  const { body } = await world.upload("desk", "photos", Buffer.from(["题名", ...rows].join("\n")));
  const id = String(body.id);
  await world.ask("desk", `POST /collection-imports/${id}/start`, {
    mapping: { 题名: "title" },
    dryRun: false,
    publish: true,
  });
  const stopping = new AbortController();
  stopping.abort();
  await expect(world.jobs["collections-import"]!({ runId: id }, stopping.signal)).rejects.toThrow(/stopped/);
  await world.work(id);
  await world.work(id);
  const { db } = world.whole.database;
  const count = async () =>
    (
      await sql<{ objects: number; entries: number }>`
        select (select count(*)::int from collections.object o join collections.collection c on c.id = o.collection_id
            where c.slug = 'photos' and o.identifier like '照片%') as objects,
          (select count(*)::int from collections.entry e join collections.collection c on c.id = e.collection_id
            and c.live_index = e.index_number where c.slug = 'photos') as entries`.execute(db)
    ).rows[0]!;
  const before = await count();
  expect(before.objects).toBe(620);
  await save((config) => {
    config.fields.find((field) => field.key === "source")!.facet = "list";
  });
  const { body: revision } = await publish();
  expect(revision).toMatchObject({ live: false, building: true });
  const { rows: found } = await sql<{
    id: string;
  }>`select id from collections.collection where slug = 'photos'`.execute(db);
  const payload = { collectionId: found[0]!.id, number: revision.number };
  await expect(world.jobs["collections-build"]!(payload, stopping.signal)).rejects.toThrow(/stopped/);
  expect(await count()).toEqual(before);
  // What is published while an index is built is in both.
  const late = await enter("LATE", { title: ["迟来"] });
  await world.ask("desk", `PUT /collection-objects/${number(late)}/state`, { state: "published" });
  await world.build(payload.collectionId, revision.number as unknown as number);
  expect(await count()).toEqual({ ...before, entries: before.entries + 1 });
  expect((await draftOf()).config.fields.length).toBeGreaterThan(5);
  expect((await listMembers(db)).length).toBe(2);
});
