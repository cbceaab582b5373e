import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import { listBranches } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals, execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { newId } from "../kernel/ids.ts";
import { cameraJpeg, whilePicturesBusy, wrongPictures } from "../kernel/images/testing-pictures.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf, whileUploadsFill } from "../kernel/testing-doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { setMinor } from "../neighbours/index.ts";
import {
  addCatalogued,
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { shelvesCommands } from "./commands.ts";
import { libraryCommands } from "./copies/library-commands.ts";
import { moveOffer } from "./copies/offer-rows.ts";
import { MOST_BOOKS, NEW_BOOKS_PER_DAY, publishCopies } from "./publish.ts";
import { scanCommands } from "./scan/scan-commands.ts";
import { stubCommands } from "./stubs/stub-commands.ts";
import { defaultOffer } from "./testing.ts";
import { WORDINGS_PER_DAY } from "./titles/wordings.ts";

const people = ["lin", "mei", "minor", "placeless", "eager"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let desk: Actor;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const ofScanner = new Set([...scanCommands, ...stubCommands]);
  doors = doorsOf(
    world.app,
    shelvesCommands.filter((one) => !ofScanner.has(one)),
  );
  for (const name of people) {
    const at = name === "placeless" || name === "minor" ? {} : { at: HOME };
    who[name] = await addReader(world, name, { ...at, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  desk = await addReader(world, "desk", { roles: [["circulation", "JINHE"]] });
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

const tries = (name: Name, command: string, id: string, body?: object) =>
  doors.code(headers[name], `shelves.${command}`, { id }, body);
const publicly = { modes: ["lend"], audience: { public: true } };
const privately = { modes: ["lend"] };
const unknown = newId<"copy">();

/** The three doors of publishing, as one reader's list of titles goes through them. */
const publishing: [command: string, body: (titles: string[]) => object][] = [
  ["publish-copies", (titles) => ({ lines: titles.map((title) => ({ title })) })],
  ["publish-typed", (titles) => ({ text: titles.map((title) => `《${title}》`).join("\n") })],
  [
    "publish-table",
    (titles) => ({ csv: ["title,author", ...titles.map((title) => `${title},x`)].join("\n") }),
  ],
];

for (const [command, body] of publishing)
  test(`${command} refuses audiences, empty and endless lists, and words the region does not want`, async () => {
    const send = (name: Name, titles: string[], options: object = privately) =>
      doors.code(headers[name], `shelves.${command}`, {}, { ...body(titles), options });
    expect(await send("lin", ["围城"], { ...privately, audience: { circleIds: [unknown] } })).toBe(
      "circle-unknown",
    );
    expect(await send("minor", ["围城"], publicly)).toBe("minor-guarded-only");
    expect(await send("placeless", ["围城"], publicly)).toBe("place-needed");
    expect(await send("lin", [])).toBe("shelf-empty");
    const many = Array.from({ length: MOST_BOOKS + 1 }, (_, i) => `书${i}`);
    expect(await send("lin", many)).toBe("shelf-too-long");
    expect(await send("lin", ["禁止之词"])).toBe("text-refused");
    expect(await send("lin", ["围城"])).toBeNull();
    await sql`update shelves.copy set created_at = ${world.clock.now()} where owner_id = ${who.eager.personId}`.execute(
      world.database.db,
    );
    if (command === "publish-copies") expect(await send("eager", many.slice(1))).toBeNull();
    expect(await send("eager", ["多一本"])).toBe("books-exhausted");
  });

test("a list without one book says why its first line is none", async () => {
  const line = (one: object) =>
    doors.code(headers.lin, "shelves.publish-copies", {}, { lines: [one], options: privately });
  expect(await line({ isbn: "9787020002201" })).toBe("isbn-invalid");
  expect(await line({ author: "老舍" })).toBe("title-missing");
  expect(await line({ isbn: isbnOf(9001) })).toBe("title-needed");
  const typed = (text: string) =>
    doors.code(headers.lin, "shelves.publish-typed", {}, { text, options: privately });
  expect(await typed("ISBN 9787020002201")).toBe("isbn-invalid");
  expect(await typed(isbnOf(9002))).toBe("title-needed");
  expect(await typed("isbn,title,author\n,,老舍")).toBe("title-missing");
  expect(await typed('isbn,title\n,"open')).toBe("quote-open");
  expect(await typed("Title,Item Type\nA paper,journalArticle")).toBe("not-a-book");
});

test("a wording is refused for a copy of others, one with a record, doubted or refused words, and the fifty-first of a day", async () => {
  const copy = await offerCopy(world, who.lin);
  const word = (name: Name, id: string, title: string) => tries(name, "word-title", id, { title });
  expect(await word("mei", copy, "别名")).toBe("copy-unknown");
  expect(await word("lin", copy, "禁止之词")).toBe("text-refused");
  const isbn = isbnOf(9003);
  const made = await world.run((tx) =>
    publishCopies(tx, who.placeless, world.clock, {
      lines: [{ isbn, title: "生书" }],
      options: defaultOffer,
    }),
  );
  const { id } = made.copies[0]!;
  expect(await word("placeless", id, "加微信 13800138000")).toBe("text-doubted");
  for (let i = 0; i < WORDINGS_PER_DAY; i++) await word("placeless", id, `名字 ${i}`);
  expect(await word("placeless", id, "再一个")).toBe("acts-exhausted");
  await sql`update shelves.title set instance_id = ${await addCatalogued(world, "生书", [])} where isbn = ${isbn}`.execute(
    world.database.db,
  );
  expect(await word("placeless", id, "别名")).toBe("title-catalogued");
});

test("a copy is its owner's, and what is hidden, lost or lent stays so", async () => {
  const copy = await offerCopy(world, who.lin);
  for (const [command, body] of [
    ["change-copy", { note: "x" }],
    ["pause-copy", { paused: true }],
    ["withdraw-copy", undefined],
  ] as const)
    expect(await tries("mei", command, copy, body)).toBe("copy-unknown");
  const change = (audience: object) => tries("lin", "change-copy", copy, { audience });
  expect(await change({ circleIds: [unknown] })).toBe("circle-unknown");
  expect(await tries("lin", "change-copy", copy, { note: "禁止之词" })).toBe("text-refused");
  const [own, hers] = [await offerOf("minor"), await offerOf("placeless")];
  expect(await tries("minor", "change-copy", own, { audience: { friends: true } })).toBe(
    "minor-guarded-only",
  );
  expect(await tries("placeless", "change-copy", hers, { audience: { public: true } })).toBe("place-needed");
  await world.run((tx) => moveOffer(tx, copy, "hide"));
  expect(await tries("lin", "pause-copy", copy, { paused: true })).toBe("copy-hidden");
  await world.run((tx) => moveOffer(tx, copy, "lift"));
  const loan = await ask(world, who.mei, copy);
  expect(await tries("lin", "withdraw-copy", copy)).toBe("copy-on-loan");
  await sql`update peer_loans.loan set state = 'withdrawn', ended_at = now() where id = ${loan}`.execute(
    world.database.db,
  );
  expect(await tries("lin", "withdraw-copy", copy)).toBeNull();
  expect(await tries("lin", "withdraw-copy", copy)).toBe("copy-state");
  expect(await tries("lin", "pause-copy", copy, { paused: true })).toBe("copy-state");
});

async function offerOf(name: Name): Promise<string> {
  const lines = [{ title: `${name}的书` }];
  const sent = await doors.send(headers[name], "shelves.publish-copies", {}, { lines, options: privately });
  return (sent.body.copies as { id: string }[])[0]!.id;
}

test("one reports what one sees, once; one's own pictures alone are thrown away", async () => {
  const id = await offerCopy(world, who.lin);
  const report = (body: object) => doors.code(headers.mei, "shelves.report", {}, body);
  expect(await report({ kind: "copy", id: unknown })).toBe("copy-unknown");
  expect(await report({ kind: "circle", id: unknown })).toBe("circle-unknown");
  expect(await report({ kind: "copy", id, words: "封面不对" })).toBeNull();
  expect(await report({ kind: "copy", id })).toBe("already-reported");
  expect(await tries("lin", "remove-photo", unknown)).toBe("photo-unknown");
});

test("a library offers its own free items to its own circles", async () => {
  const [branch] = await listBranches(world.database.db, { memberId: world.memberId });
  const actor = actorOf({ ...desk, scope: world.memberId, place: branch!.id });
  const call = {
    db: world.database.db,
    clock: world.clock,
    config: readConfig({}),
    via: "api" as const,
    actor,
  };
  const [offer, withdraw] = libraryCommands;
  const attempt = async (command: typeof offer, params: object, input: object) => {
    const code = await refusalOf(execute(command!, call, params, input));
    doors.note(command!.name, code);
    return code;
  };
  const circle = await world.run((tx) =>
    createCircle(tx, who.lin, world.clock, {
      kind: "reading-group",
      name: "金河读者",
      proofs: ["account"],
      memberId: world.memberId,
    }),
  );
  const offering = (barcode: string, circleIds = [circle.id]) =>
    attempt(offer, {}, { barcode, circleIds, loanDays: 30 });
  await addItems(branch!.id, ["B1", "B2", "b2"]);
  expect(await offering("B1", [unknown])).toBe("circle-unknown");
  expect(await offering("B9")).toBe("item-unknown");
  expect(await offering("B2")).toBe("several-items");
  expect(await offering("B1")).toBeNull();
  expect(await offering("B1")).toBe("item-not-free");
  const { rows } = await sql<{ copy_id: string }>`select l.copy_id from shelves.library_copy l`.execute(
    world.database.db,
  );
  const id = rows[0]!.copy_id;
  expect(await attempt(withdraw, { id: unknown }, {})).toBe("copy-unknown");
  await world.run((tx) => joinByAccount(tx, who.mei, world.clock, circle.id));
  await ask(world, who.mei, id);
  expect(await attempt(withdraw, { id }, {})).toBe("copy-on-loan");
});

async function addItems(branchId: number, barcodes: string[]): Promise<void> {
  for (const [i, barcode] of barcodes.entries()) {
    const instanceId = await addCatalogued(world, `馆藏${i}`, []);
    await sql`
      with r as (select id from catalogue.record where instance_id = ${instanceId}),
      h as (insert into catalogue.holding (record_id, branch_id, location, call_number)
        select r.id, ${branchId}, '书库', 'I210' from r returning id, record_id)
      insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id, current_branch_id, for_loan, shares_key)
      select h.record_id, h.id, ${world.memberId}, ${`k${i}`}, ${barcode}, ${branchId}, ${branchId}, true, ${i === 2} from h`.execute(
      world.database.db,
    );
  }
}

test("the measures above are these, and an older account has no daily one", async () => {
  expect([MOST_BOOKS, NEW_BOOKS_PER_DAY]).toEqual([500, 500]);
  await sql`update neighbours.person set created_at = ${new Date(world.clock.now().getTime() - 31 * DAY_MS)}
    where person_id = ${who.eager.personId}`.execute(world.database.db);
  const body = { lines: [{ title: "第五百零一本" }], options: privately };
  expect(await doors.code(headers.eager, "shelves.publish-copies", {}, body)).toBeNull();
});

test("a picture of a copy is refused by name, to others, and when there are six", async () => {
  const id = await offerCopy(world, who.lin);
  const send = (as: Name, copy: string, bytes: Buffer) =>
    doors.sendFile(headers[as], "shelves.add-photo", { id: copy }, bytes);
  for (const [refusal, bytes] of Object.entries(await wrongPictures()))
    expect(await send("lin", id, bytes)).toBe(refusal);
  const picture = await cameraJpeg(20, 20);
  expect(await whilePicturesBusy(() => send("lin", id, picture))).toBe("pictures-busy");
  expect(await whileUploadsFill(() => send("lin", id, picture))).toBe("server-busy");
  for (const [as, copy] of [
    ["mei", id],
    ["lin", unknown],
  ] as const)
    expect(await send(as, copy, picture)).toBe("copy-unknown");
  await sql`insert into shelves.photo (id, copy_id, media_type, bytes, is_renewed, created_at)
    select gen_random_uuid(), ${id}, 'image/jpeg', 1, true, now() from generate_series(1, 6)`.execute(
    world.database.db,
  );
  expect(await send("lin", id, picture)).toBe("photos-full");
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
