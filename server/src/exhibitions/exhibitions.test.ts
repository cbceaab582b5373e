import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld, scan, zipOf } from "../collections/testing.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";

let world: CollectionWorld;
let numbers: number[];
const SHOW = "/exhibitions/spring";

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const { ask } = world;
  await ask("desk", "POST /collections", {
    member: "JINHE",
    slug: "shots",
    template: "photographs",
    name: { en: "Shots" },
  });
  const parts = await Promise.all(
    [1, 2, 3].map(async (n) => ({ path: `p${n}.jpg`, content: await scan(300, 200, 120 + n * 30) })),
  );
  const table = ["identifier,title,files", ...[1, 2, 3].map((n) => `P${n},Shot ${n},p${n}.jpg`)].join("\n");
  const taken = await world.upload("desk", "shots", zipOf([{ path: "list.csv", content: table }, ...parts]));
  const { id, mapping } = taken.body as never as { id: string; mapping: object };
  await ask("desk", `POST /collection-imports/${id}/start`, { mapping, dryRun: false, publish: true });
  await world.work(id);
  await ask("desk", "POST /collections/shots/revisions", { version: 1 });
  const { body } = await ask("desk", "GET /collections/shots/objects");
  numbers = (body.items as never as { number: number }[]).map((one) => one.number);
}, 180_000);
afterAll(() => world.whole.close());

const part = { x: 10, y: 20, width: 50, height: 40, title: { en: "A corner" }, text: { en: "Look here." } };
const content = (blocks: object[]): object => ({
  title: { en: "Spring", "zh-Hans": "春" },
  cover: { object: numbers[0], place: 1 },
  pages: [{ key: "one", title: { en: "First" }, sections: [{ blocks }] }],
});
const blocks = (): object[] => [
  { kind: "text", text: { en: "Once.\n\nUpon a time." } },
  { kind: "object", object: numbers[0], note: { en: "A note." } },
  { kind: "zoom", object: numbers[1], steps: [part] },
  { kind: "compare", left: { object: numbers[0] }, right: { object: numbers[1] } },
  { kind: "wall", objects: numbers },
];

type Spoilt = { pages: [object, ...object[]] };

describe("an exhibition", () => {
  test("is begun by a cataloguer of its library only, under an address of its own", async () => {
    const begun = { member: "JINHE", slug: "spring", title: { en: "Spring" } };
    for (const side of ["nobody", "reader"] as const)
      expect((await world.ask(side, "POST /exhibitions", begun)).status).toBeGreaterThanOrEqual(401);
    expect((await world.ask("desk", "POST /exhibitions", { ...begun, member: "NONE" })).body.code).toBe(
      "member-unknown",
    );
    expect((await world.ask("desk", "POST /exhibitions", begun)).status).toBe(201);
    expect((await world.ask("desk", "POST /exhibitions", begun)).body.code).toBe("exhibition-slug-taken");
  });

  test("is seen by nobody but its makers until it is published, then by everybody", async () => {
    const saved = await world.ask("desk", `PUT ${SHOW}/draft`, { version: 1, content: content(blocks()) });
    expect(saved.body).toMatchObject({ version: 2, live: null, changed: true });
    const stale = { version: 1, content: content([]) };
    expect((await world.ask("desk", `PUT ${SHOW}/draft`, stale)).body.code).toBe("exhibition-changed");
    expect((await world.page("nobody", "/en/exhibitions/spring")).status).toBe(404);
    expect((await world.page("desk", "/en/exhibitions/spring?preview")).html).toContain("This is a draft");
    expect((await world.ask("desk", `PUT ${SHOW}/withdrawal`, { withdrawn: true })).body.code).toBe(
      "exhibition-unpublished",
    );
    expect((await world.ask("desk", `POST ${SHOW}/editions`, { version: 1 })).body.code).toBe(
      "exhibition-changed",
    );
    expect((await world.ask("desk", `POST ${SHOW}/editions`, { version: 2 })).status).toBe(201);
    expect((await world.ask("desk", `POST ${SHOW}/editions`, { version: 2 })).body.code).toBe(
      "exhibition-unchanged",
    );
    const { html } = await world.page("nobody", "/en/exhibitions/spring/one");
    expect(html).toContain("Upon a time.");
    expect(html).toMatch(/\/iiif\/image\/[^/]+\/30,40,150,80\/!900,700\/0\/default\.jpg/);
    expect((await world.page("nobody", "/en/exhibitions")).html).toContain("/en/exhibitions/spring");
    expect((await world.page("nobody", "/en/exhibitions/spring/sheet")).html).toContain("Look here.");
    expect((await world.page("nobody", "/en/exhibitions/spring/two")).status).toBe(404);
  });

  test("a preview may be framed by the workbench, the published page by nobody", async () => {
    const frames = async (url: string): Promise<string> => {
      const { headers } = world.whole;
      const reply = await world.whole.app.inject({ url, headers: headers.desk });
      return `${reply.headers["x-frame-options"]} ${/frame-ancestors [^;]*/.exec(String(reply.headers["content-security-policy"]))?.[0]}`;
    };
    expect(await frames("/en/exhibitions/spring?preview=2")).toBe("SAMEORIGIN frame-ancestors 'self'");
    expect(await frames("/en/exhibitions/spring")).toBe("DENY frame-ancestors 'none'");
    expect(await frames("/en/collections/shots?preview")).toBe("DENY frame-ancestors 'none'");
  });

  test.each([
    ["title-missing", (c) => ({ ...c, title: {} })],
    ["pages-missing", (c) => ({ ...c, pages: [] })],
    ["key-twice", (c) => ({ ...c, pages: [...c.pages, ...c.pages] })],
    ["page-empty", (c) => ({ ...c, pages: [{ ...c.pages[0], sections: [] }] })],
    ["object-missing", (c) => ({ ...c, cover: { object: 999_999, place: 1 } })],
    [
      "region-outside",
      (c) => ({
        ...c,
        pages: [
          {
            ...c.pages[0],
            sections: [{ blocks: [{ kind: "zoom", object: numbers[0], steps: [{ ...part, x: 51 }] }] }],
          },
        ],
      }),
    ],
  ] as [string, (c: Spoilt) => object][])(
    "is not published while something is wrong: %s",
    async (reason, spoil) => {
      const { body } = await world.ask("desk", "GET /exhibitions-worked");
      const [{ version }] = body.items as never as [{ version: number }];
      const draft = { version, content: spoil(content(blocks()) as Spoilt) };
      expect((await world.ask("desk", `PUT ${SHOW}/draft`, draft)).status).toBe(200);
      const reply = await world.ask("desk", `POST ${SHOW}/editions`, { version: version + 1 });
      expect(reply.body).toMatchObject({ code: "exhibition-wrong", params: { reason } });
      expect((await world.page("nobody", "/en/exhibitions/spring/one")).status).toBe(200);
    },
  );

  test("goes back to an earlier edition, and an edition never changes", async () => {
    const { body } = await world.ask("desk", "GET /exhibitions-worked");
    const [{ version }] = body.items as never as [{ version: number }];
    const next = content([{ kind: "text", text: { en: "Second thoughts." } }]);
    await world.ask("desk", `PUT ${SHOW}/draft`, { version, content: next });
    expect((await world.ask("desk", `POST ${SHOW}/editions`, { version: version + 1 })).body.live).toBe(2);
    expect((await world.page("nobody", "/en/exhibitions/spring/one")).html).toContain("Second thoughts.");
    expect((await world.ask("desk", `POST ${SHOW}/editions/9/restoration`)).body.code).toBe(
      "edition-unknown",
    );
    expect((await world.ask("desk", `POST ${SHOW}/editions/1/restoration`)).body.live).toBe(1);
    expect((await world.ask("desk", `POST ${SHOW}/editions/1/restoration`)).body.code).toBe(
      "exhibition-unchanged",
    );
    expect((await world.page("nobody", "/en/exhibitions/spring/one")).html).toContain("Upon a time.");
    const { items } = (await world.ask("desk", `GET ${SHOW}/editions`)).body as never as {
      items: { number: number; live: boolean }[];
    };
    expect(items.map((one) => [one.number, one.live])).toEqual([
      [2, false],
      [1, true],
    ]);
    await expect(
      world.whole.database.pool.query("update exhibitions.edition set content = '{}' where number = 1"),
    ).rejects.toThrow("never changes");
  });

  test("shows small pictures of what everybody sees only small, its parts in hundredths", async () => {
    const { body } = await world.ask("desk", "GET /collections/shots/objects");
    const { number, version } = (body.items as never as { number: number; version: number }[]).find(
      (one) => one.number === numbers[1],
    )!;
    const at = `PATCH /collection-objects/${number}`;
    await world.ask("desk", at, { version, access: "low-resolution" });
    const { html } = await world.page("nobody", "/en/exhibitions/spring/one");
    const crop = /\/iiif\/image\/[^/]+\/pct:10,20,50,40\/!900,700\/0\/default\.jpg/.exec(html)![0];
    expect((await world.whole.app.inject({ url: crop })).statusCode).toBe(200);
    // As large as it is seen, never stretched to the whole picture's size, and it does not zoom in on what is not there.
    expect(html).toMatch(/class="exh-small"[^>]* width="300" height="200"/);
    expect(html).not.toContain('data-island="zoom"');
    const signedIn = (await world.page("reader", "/en/exhibitions/spring/one")).html;
    expect(signedIn).toContain('data-island="zoom"');
    expect(signedIn).not.toContain("exh-small");
    const leaf = async (side: "nobody" | "reader") =>
      (await world.page(side, `/en/objects/${number}/pages/1`)).html.includes('class="col-small"');
    expect([await leaf("nobody"), await leaf("reader")]).toEqual([true, false]);
    await world.ask("desk", at, { version: version + 1, access: "everyone" });
    expect((await world.page("nobody", "/en/exhibitions/spring/one")).html).toContain("/30,40,150,80/");
  });

  test("shows nothing of an object that is closed or withdrawn afterwards", async () => {
    const [first, second] = numbers;
    const object = await world.ask("desk", "GET /collections/shots/objects");
    const known = (object.body.items as never as { number: number; version: number }[]).find(
      (one) => one.number === first,
    )!;
    const closed = { version: known.version, access: "readers" };
    expect((await world.ask("desk", `PATCH /collection-objects/${first}`, closed)).status).toBe(200);
    const { html } = await world.page("nobody", "/en/exhibitions/spring/one");
    expect(html).not.toContain("A note.");
    expect(html).toContain("A corner");
    await world.ask("desk", `PUT /collection-objects/${second}/state`, { state: "withdrawn" });
    expect((await world.page("nobody", "/en/exhibitions/spring/one")).html).not.toContain("A corner");
  });

  test("finds what can be shown by words and by number, and nothing that is not published", async () => {
    const found = async (q: string): Promise<number[]> =>
      (
        (await world.ask("desk", `GET /exhibitable-objects?q=${encodeURIComponent(q)}`)).body
          .items as never as { number: number }[]
      ).map((one) => one.number);
    expect(await found("Shot 3")).toEqual([numbers[2]]);
    expect(await found(String(numbers[2]))).toContain(numbers[2]);
    expect(await found(String(numbers[1]))).toEqual([]);
    expect((await world.ask("reader", "GET /exhibitable-objects?q=x")).status).toBe(403);
    expect((await world.ask("reader", `GET ${SHOW}/editions`)).status).toBe(403);
  });

  test("closes and opens again; its address says so meanwhile", async () => {
    expect((await world.ask("reader", `PUT ${SHOW}/withdrawal`, { withdrawn: true })).status).toBe(403);
    await world.ask("desk", `PUT ${SHOW}/withdrawal`, { withdrawn: true });
    expect((await world.page("nobody", "/en/exhibitions/spring")).status).toBe(410);
    expect((await world.ask("nobody", "GET /exhibitions")).body.items).toEqual([]);
    await world.ask("desk", `PUT ${SHOW}/withdrawal`, { withdrawn: false });
    expect((await world.ask("nobody", "GET /exhibitions")).body.items).toMatchObject([{ slug: "spring" }]);
    const none = "/exhibitions/none";
    for (const [act, body] of [
      [`GET ${none}/editions`, undefined],
      [`PUT ${none}/draft`, { version: 1, content: content(blocks()) }],
      [`POST ${none}/editions`, { version: 1 }],
      [`POST ${none}/editions/1/restoration`, {}],
      [`PUT ${none}/withdrawal`, { withdrawn: true }],
    ] as const)
      expect((await world.ask("desk", act, body)).body.code, act).toBe("exhibition-unknown");
  });
});
