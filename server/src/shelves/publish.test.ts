import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { changeCopy, pauseCopy, withdrawCopy } from "./copies/copies.ts";
import { getCopy, myBooks } from "./copies/copy-views.ts";
import { defaultOffer } from "./copies/offer-options.ts";
import { publishCopies } from "./publish.ts";
import { shelvesSubscribers } from "./subscribers.ts";

let world: Neighbourhood;
let owner: Actor;
let other: Actor;
beforeAll(async () => {
  world = await buildNeighbourhood();
  owner = await addReader(world, "owner", { at: HOME });
  other = await addReader(world, "other", { at: HOME });
});
afterAll(() => world.close());

const publicOffer = { ...defaultOffer, audience: { ...defaultOffer.audience, public: true } };

test("a known ISBN takes its description from the union catalogue", async () => {
  const instanceId = await addCatalogued(world, "红楼梦", ["9787020002207"]);
  const { copies } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, { lines: [{ isbn: "7-02-000220-X" }], options: defaultOffer }),
  );
  expect(copies[0]?.title).toMatchObject({
    isbn: "9787020002207",
    instanceId,
    main: "红楼梦",
    author: "曹雪芹",
  });
});

test("an unknown ISBN is a stub until a library's record arrives, then it is linked with its offers", async () => {
  const isbn = isbnOf(4711);
  const { copies } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, { lines: [{ isbn, title: "边城" }], options: publicOffer }),
  );
  expect(copies[0]?.title).toMatchObject({ instanceId: null, main: "边城" });
  const instanceId = await addCatalogued(world, "邊城", [isbn]);
  await drainOutbox(world.database.db, shelvesSubscribers());
  const seen = await getCopy(world.database.db, other.personId, copies[0]!.id);
  expect(seen).toMatchObject({ instanceId, title: "邊城", band: 50 });
  const offers = await sql<{ instance_id: number }>`select o.instance_id from shelves.offer o
    where o.copy_id = ${copies[0]!.id}`.execute(world.database.db);
  expect(offers.rows[0]?.instance_id).toBe(instanceId);
});

test("books without an ISBN are published by title; lines that are no book are told", async () => {
  const { copies, skipped } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, {
      lines: [
        { title: "奶奶的菜谱", author: "家传" },
        { isbn: "978702000220" },
        { author: "无名" },
        { title: "奶奶的菜谱", author: "家传" },
      ],
      options: defaultOffer,
    }),
  );
  expect(copies.map((copy) => copy.title.main)).toEqual(["奶奶的菜谱", "奶奶的菜谱"]);
  expect(copies[0]!.title.id).toBe(copies[1]!.title.id);
  expect(skipped).toEqual([
    { line: 2, text: "978702000220", reason: "isbn-invalid" },
    { line: 3, text: "无名", reason: "title-missing" },
  ]);
});

test("a number that is no ISBN is told, and its book is published by its title", async () => {
  const { copies, skipped, badNumbers } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, {
      lines: [{ isbn: "9787020002208", title: "边城拾遗" }],
      options: defaultOffer,
    }),
  );
  expect(copies.map(({ title }) => [title.main, title.isbn])).toEqual([["边城拾遗", null]]);
  expect({ skipped, badNumbers }).toEqual({ skipped: [], badNumbers: [{ line: 1, text: "9787020002208" }] });
});

test("an ISBN alone that nobody knows is asked for its title, and known to all once somebody gave it", async () => {
  const isbn = isbnOf(4712);
  const publish = async (actor: Actor, line: { isbn: string; title?: string }) =>
    await world.run((tx) => publishCopies(tx, actor, world.clock, { lines: [line], options: defaultOffer }));
  expect(await publish(owner, { isbn })).toEqual({
    copies: [],
    skipped: [{ line: 1, text: isbn, reason: "title-needed" }],
    badNumbers: [],
  });
  expect((await publish(owner, { isbn, title: "长河" })).copies[0]?.title.main).toBe("长河");
  expect((await publish(other, { isbn })).copies[0]?.title.main).toBe("长河");
  const stub = isbnOf(4713);
  await sql`insert into shelves.title (isbn, main) values (${stub}, ${stub})`.execute(world.database.db);
  expect((await publish(owner, { isbn: stub })).skipped[0]?.reason).toBe("title-needed");
  expect((await publish(owner, { isbn: stub, title: "湘行散记" })).copies[0]?.title.main).toBe("湘行散记");
});

test("a shelf of 200 books is published in one go", async () => {
  const lines = Array.from({ length: 200 }, (_, i) => ({ isbn: isbnOf(10_000 + i), title: `藏书 ${i}` }));
  const { copies } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, { lines, options: { ...publicOffer, shelf: "客厅" } }),
  );
  expect(copies).toHaveLength(200);
  const books = await myBooks(world.database.db, owner.personId, { shelf: "客厅" });
  expect(books).toMatchObject({ total: 200 });
  expect(books.items).toHaveLength(100);
});

test("a shelf of more than 500 is refused whole", async () => {
  const lines = Array.from({ length: 501 }, (_, i) => ({ isbn: isbnOf(i) }));
  expect(
    await refusalOf(
      world.run((tx) => publishCopies(tx, owner, world.clock, { lines, options: defaultOffer })),
    ),
  ).toBe("shelf-too-long");
});

test("offering in public needs a place", async () => {
  const nomad = await addReader(world, "nomad");
  const work = world.run((tx) =>
    publishCopies(tx, nomad, world.clock, { lines: [{ title: "路上" }], options: publicOffer }),
  );
  expect(await refusalOf(work)).toBe("place-needed");
});

test("rivals publishing the same unknown ISBNs share one title", async () => {
  const lines = Array.from({ length: 20 }, (_, i) => ({ isbn: isbnOf(50_000 + i), title: `新书 ${i}` }));
  const both = await Promise.all(
    [owner, other, owner, other].map((actor, i) =>
      world.run((tx) =>
        publishCopies(tx, actor, world.clock, {
          lines: i % 2 ? [...lines].reverse() : lines,
          options: defaultOffer,
        }),
      ),
    ),
  );
  const ids = new Set(both.flatMap((done) => done.copies.map((copy) => copy.title.id)));
  expect(ids.size).toBe(20);
});

test("only its owner changes, pauses or withdraws a copy; a paused one is seen by nobody else", async () => {
  const { copies } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, { lines: [{ title: "围城" }], options: publicOffer }),
  );
  const id = copies[0]!.id;
  const { db } = world.database;
  expect((await getCopy(db, other.personId, id)).title).toBe("围城");
  for (const work of [
    (tx: Tx) => changeCopy(tx, other, world.clock, id, { note: "x" }),
    (tx: Tx) => pauseCopy(tx, other, id, true),
    (tx: Tx) => withdrawCopy(tx, other, world.clock, id),
  ])
    expect(await refusalOf(world.run(work))).toBe("copy-unknown");
  await world.run((tx) =>
    changeCopy(tx, owner, world.clock, id, { reading: "read", modes: ["give"], note: "有批注" }),
  );
  expect(await getCopy(db, other.personId, id)).toMatchObject({ modes: ["give"], note: "有批注" });
  await world.run((tx) => pauseCopy(tx, owner, id, true));
  expect(await refusalOf(getCopy(db, other.personId, id))).toBe("copy-unknown");
  expect((await getCopy(db, owner.personId, id)).isOwn).toBe(true);
  await world.run((tx) => pauseCopy(tx, owner, id, false));
  await world.run((tx) => withdrawCopy(tx, owner, world.clock, id));
  expect(await refusalOf(getCopy(db, owner.personId, id))).toBe("copy-unknown");
});

test("the same command sent again answers the same and publishes nothing twice", async () => {
  const headers = { ...(await signIn(world, "other")), "idempotency-key": "shelf-scan-0001" };
  const send = (payload: Record<string, unknown>) =>
    world.app.inject({ method: "POST", url: "/api/v1/sharing/copies", headers, payload });
  const payload = { lines: [{ title: "呐喊", author: "鲁迅" }], options: {} };
  const [first, second] = await Promise.all([send(payload), send(payload)]);
  expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
  expect(second.json()).toEqual(first.json());
  const third = await send({ lines: [{ title: "彷徨" }], options: {} });
  expect([third.statusCode, third.json().code]).toEqual([409, "key-reused"]);
});

test("a table is published by the names of its columns", async () => {
  const headers = await signIn(world, "other");
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/sharing/copies/csv",
    headers,
    payload: { csv: '书名,作者,ISBN\n"茶馆, 龙须沟",老舍,\n,,9787020002207\n', options: {} },
  });
  expect(reply.statusCode).toBe(201);
  expect(reply.json().copies.map((copy: { title: { main: string } }) => copy.title.main)).toEqual([
    "茶馆, 龙须沟",
    "红楼梦",
  ]);
});

test("a table's lines are all accounted for, with their numbers, and what is not kept is named", async () => {
  const headers = await signIn(world, "other");
  const csv = `Title,Author,ISBN13,My Rating,Exclusive Shelf
Emma,Jane Austen,,5,read
"Open,X,,,
,,${isbnOf(4714)},,to-read
,Somebody,,,`;
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/sharing/copies/csv",
    headers,
    payload: { csv, options: {} },
  });
  expect(reply.statusCode, reply.body).toBe(201);
  expect(reply.json()).toMatchObject({
    copies: [{ title: { main: "Emma" } }],
    skipped: [
      { line: 3, reason: "quote-open" },
      { line: 4, text: isbnOf(4714), reason: "title-needed" },
      { line: 5, text: "Somebody", reason: "title-missing" },
    ],
    notTaken: ["My Rating"],
  });
  const [emma] = (await myBooks(world.database.db, other.personId, {})).items.filter(
    (book) => book.title === "Emma",
  );
  expect(emma?.reading).toBe("read");
});

test("nobody publishes without signing in", async () => {
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/sharing/copies",
    payload: { lines: [{ title: "x" }], options: {} },
  });
  expect(reply.statusCode).toBe(401);
});
