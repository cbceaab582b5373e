import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOut, placeHold, scanItem } from "../../circulation/index.ts";
import {
  createInstance,
  createReader,
  createRegion,
  openDesks,
  signInAs,
  type TestRegion,
} from "../../circulation/testing.ts";
import { systemActor } from "../../kernel/actor.ts";
import { execute } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { DAY_MS, fixedClock } from "../../kernel/time.ts";
import { createPerson, grantRole, lookUpsOf, patronLoads } from "../../people/index.ts";
import { rooms } from "../../rooms.ts";
import { erasePerson } from "../erasure.ts";
import { mergeDoors } from "./doors.ts";
import { type Merge, UNDO_DAYS } from "./merges.ts";
import { placesOf } from "./places.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let desk: Record<string, string>;
let elsewhere: Record<string, string>;
const clock = fixedClock("2026-11-20T02:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  app = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  const doors = mergeDoors(rooms);
  mountCommands(app, deps, doors.commands);
  mountQueries(app, deps, doors.queries);
  const people = rooms.find(({ name }) => name === "people")!;
  mountQueries(app, deps, people.queries ?? []);
  desk = await signInAs(database, app, "east", { member: "EAST", branchId: members.EAST.branchId });
  elsewhere = await signInAs(database, app, "mid", { member: "MID", branchId: members.MID.branchId });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const ask = async <T = { code: string }>(
  method: "GET" | "POST",
  path: string,
  headers = desk,
  payload: object = {},
) => {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers,
    ...(method === "POST" && { payload }),
  });
  return { status: reply.statusCode, body: (reply.body === "" ? {} : reply.json()) as T };
};
const merge = (keepId: string, awayId: string, headers = desk) =>
  ask<Merge & { code: string }>("POST", `/patrons/${keepId}/merges`, headers, { awayId });
const undo = (id: string, headers = desk) =>
  ask<Merge & { code: string }>("POST", `/patron-merges/${id}/undo`, headers);
let counter = 0;
/** A new reader of EAST with a card; `name` as others have it. */
async function reader(name?: string) {
  const made = await createReader(database.db, members.EAST.id, `R${++counter}`);
  if (name)
    await sql`update people.person set name = ${name} where id = ${made.personId}`.execute(database.db);
  return Object.assign(made, { card: `R${counter}` });
}
const copy = () =>
  createInstance(database.db, [{ memberId: members.EAST.id, branchId: members.EAST.branchId }]);
const lend = (card: string, itemBarcode: string) =>
  inTransaction(database.db, (tx) =>
    checkOut(tx, members.EAST.desk, clock, {
      patronBarcode: card,
      itemBarcode,
      branchId: members.EAST.branchId,
    }),
  );
const bring = (barcode: string) =>
  inTransaction(database.db, (tx) =>
    scanItem(tx, members.EAST.desk, clock, { barcode, branchId: members.EAST.branchId }),
  );
const want = (actor: Awaited<ReturnType<typeof reader>>, instanceId: number) =>
  inTransaction(database.db, (tx) =>
    placeHold(tx, actor, clock, { instanceId, pickupBranchId: members.EAST.branchId }),
  );
/** Every row of every table that names one of these people, as it stands, but what merges themselves keep. */
async function everything(ids: readonly string[]): Promise<unknown> {
  const { follow, hinder } = await placesOf(database.db, rooms);
  const all: Record<string, unknown> = {};
  // Looking at a reader is told too: the audit grows while a test looks.
  for (const { name, table, column } of [...follow, ...hinder].filter((place) => !place.actions)) {
    const { rows } = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(table)} t
      where t.${sql.ref(column)} = any(${[...ids]}::uuid[]) order by to_jsonb(t)::text`.execute(database.db);
    all[name] = rows;
  }
  const people = await sql`select p.id, p.name, p.name_key::text as key, p.keyed_name from people.person p
    where p.id = any(${[...ids]}::uuid[]) order by p.id`.execute(database.db);
  return { ...all, people: people.rows };
}

test("loans past and open, requests, blocks, cards and history follow; undoing restores every row exactly", async () => {
  const [keep, away] = [await reader(), await reader()];
  const [past, open, wanted] = [await copy(), await copy(), await copy()];
  await lend(away.card, past.barcodes[0]!);
  await bring(past.barcodes[0]!);
  await lend(away.card, open.barcodes[0]!);
  await want(away, wanted.instanceId);
  await ask("POST", `/patrons/${away.personId}/cards`, desk, { barcode: "EXTRA-1" });
  await ask("POST", `/patrons/${away.personId}/cards/loss`, desk, { barcode: "EXTRA-1" });
  await ask("POST", `/patrons/${away.personId}/blocks`, desk, { kind: "conduct" });
  const before = await everything([keep.personId, away.personId]);
  const done = await merge(keep.personId, away.personId);
  expect(done).toMatchObject({ status: 201, body: { rows: 7, mayUndo: true, name: away.name } });
  const kept = await ask<{ blocks: unknown[]; affiliations: { cards: { blocked: boolean }[] }[] }>(
    "GET",
    `/patrons/${keep.personId}?reason=account`,
  );
  expect(kept.body.affiliations.flatMap((one) => one.cards.map((card) => card.blocked))).not.toContain(false);
  expect(kept.body.blocks).toHaveLength(1);
  expect((await ask("GET", `/patrons/${away.personId}?reason=account`)).status).toBe(404);
  expect(await everything([away.personId])).not.toEqual(await everything([keep.personId]));
  expect((await undo(done.body.id)).body).toMatchObject({ mayUndo: false });
  expect(await everything([keep.personId, away.personId])).toEqual(before);
});

test("where both owe their library, both blocks stand with the record that was kept until a list says less of each, and come back", async () => {
  const [keep, away] = [await reader(), await reader()];
  const owing = (...owed: [typeof keep, string][]) =>
    execute(
      patronLoads.loadPatrons,
      {
        ...database,
        clock,
        config: readConfig({}),
        actor: actorOf({ ...systemActor, scope: members.EAST.id }),
        via: "cli",
      },
      {},
      {
        dryRun: false,
        debtOver: 10,
        rows: owed.map(([{ card, name }, balance], at) => ({
          ...{ line: at + 2, number: card, name, group: "student", balance },
          ...{ email: null, phone: null, validUntil: null, card: null },
        })),
      },
    );
  const blocks = async (id: string) =>
    (await ask<{ blocks: unknown[] }>("GET", `/patrons/${id}?reason=account`)).body.blocks.length;
  await owing([keep, "12"], [away, "30"]);
  const before = await everything([keep.personId, away.personId]);
  const done = await merge(keep.personId, away.personId);
  expect(done.status).toBe(201);
  expect(await blocks(keep.personId)).toBe(2);
  await undo(done.body.id);
  expect(await everything([keep.personId, away.personId])).toEqual(before);
  await merge(keep.personId, away.personId);
  await owing([away, "3"]);
  expect(await blocks(keep.personId)).toBe(1);
  await owing([keep, "3"]);
  expect(await blocks(keep.personId)).toBe(0);
});

test("the old card borrows for the record that was kept, and what was lent since stays there when it is undone", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { body } = await merge(keep.personId, away.personId);
  const since = await lend(away.card, (await copy()).barcodes[0]!);
  expect(since.personId).toBe(keep.personId);
  await undo(body.id);
  const { rows } = await sql<{ person_id: string }>`select l.person_id from circulation.loan l
    where l.id = ${since.id}`.execute(database.db);
  expect(rows[0]!.person_id).toBe(keep.personId);
  expect((await lend(away.card, (await copy()).barcodes[0]!)).personId).toBe(away.personId);
});

test("who looked up the record that went is told to the reader who was kept, and of that record again when it is undone", async () => {
  const [keep, away] = [await reader(), await reader()];
  const look = (card: string) => ask("GET", `/patrons?barcode=${card}&reason=check-out`);
  const seen = async (personId: string) =>
    (await lookUpsOf(database.db, personId)).map(({ by, reason }) => `${by} ${reason}`);
  for (const card of [away.card, away.card, keep.card]) expect((await look(card)).status).toBe(200);
  const line = (await seen(keep.personId))[0]!;
  expect(await seen(away.personId)).toEqual([line, line]);
  const done = await merge(keep.personId, away.personId);
  expect(await seen(keep.personId)).toEqual([line, line, line]);
  expect(await seen(away.personId)).toEqual([]);
  const { rows } = await sql<{ concerns: string }>`select a.person_id as concerns from kernel.audit a
    where a.action = 'readers.merge' and a.subject_id = ${done.body.id}`.execute(database.db);
  expect(new Set(rows.map((row) => row.concerns))).toEqual(new Set([keep.personId]));
  await look(away.card);
  await undo(done.body.id);
  expect((await seen(away.personId)).length).toBe(2);
  expect((await seen(keep.personId)).length).toBe(2);
});

test("of two desks that join the same records both ways at once, one does", async () => {
  const [one, other] = [await reader(), await reader()];
  const answers = await Promise.all([
    merge(one.personId, other.personId),
    merge(other.personId, one.personId),
    merge(one.personId, other.personId),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
  const undone = answers.find(({ status }) => status === 201)!.body.id;
  const rivals = await Promise.all([undo(undone), undo(undone)]);
  expect(rivals.map(({ status }) => status).sort()).toEqual([200, 404]);
});

test("a loan that is being written while its reader is joined goes to the record that was kept", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { itemIds } = await copy();
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  const merging = inTransaction(database.db, async (tx) => {
    await sql`select 1 from people.person where id = ${away.personId} for update`.execute(tx);
    await sql`insert into readers.merge (id, keep_id, away_id, member_id, by_id, merged_at)
      values (gen_random_uuid(), ${keep.personId}, ${away.personId}, ${members.EAST.id}, ${keep.personId}, now())`.execute(
      tx,
    );
    await held;
  });
  await new Promise((done) => setTimeout(done, 50));
  const writing = sql<{ person_id: string }>`insert into circulation.loan
      (id, item_id, person_id, checkout_branch_id, loaned_at, due_on)
    values (gen_random_uuid(), ${itemIds[0]!}, ${away.personId}, ${members.EAST.branchId}, now(), '2026-12-20')
    returning person_id`.execute(database.db);
  await new Promise((done) => setTimeout(done, 50));
  release();
  await merging;
  expect((await writing).rows[0]!.person_id).toBe(keep.personId);
});

test("both waiting for one title, both with a password, and somebody who works here are refused, and nothing moves", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { instanceId } = await copy();
  await want(keep, instanceId);
  await want(away, instanceId);
  const before = await everything([keep.personId, away.personId]);
  expect((await merge(keep.personId, away.personId)).body.code).toBe("merge-same-hold");
  expect(await everything([keep.personId, away.personId])).toEqual(before);
  expect((await merge(keep.personId, keep.personId)).body.code).toBe("merge-same");
  const signed = await Promise.all(
    ["both-a", "both-b"].map((login) =>
      inTransaction(database.db, (tx) =>
        createPerson(tx, systemActor, {
          name: login,
          login,
          password: "correct horse",
          affiliations: [{ memberId: members.EAST.id, patronGroup: "student", number: login }],
        }),
      ),
    ),
  );
  expect((await merge(signed[0]!.id, signed[1]!.id)).body.code).toBe("merge-both-sign-in");
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, signed[1]!.id, "circulation", "EAST"));
  expect((await merge(keep.personId, signed[1]!.id)).body.code).toBe("patron-is-staff");
});

test("a password goes along and comes back", async () => {
  const keep = await reader();
  const away = await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, {
      name: "signed",
      login: "signed",
      password: "correct horse",
      affiliations: [{ memberId: members.EAST.id, patronGroup: "student", number: "signed" }],
    }),
  );
  const signIn = async () =>
    (
      await app.inject({
        method: "POST",
        url: "/api/v1/session",
        payload: { login: "signed", password: "correct horse" },
      })
    ).json<{ person: { id: string } }>().person.id;
  const { body } = await merge(keep.personId, away.id);
  expect(await signIn()).toBe(keep.personId);
  await undo(body.id);
  expect(await signIn()).toBe(away.id);
});

test("a record with more than a library's things is kept; the other way round it is joined", async () => {
  const [keep, away] = [await reader(), await reader()];
  await sql`insert into community.profile (person_id, display_name, name_key)
    values (${away.personId}, '小满', '小满')`.execute(database.db);
  expect((await merge(keep.personId, away.personId)).body.code).toBe("merge-own-things");
  expect((await merge(away.personId, keep.personId)).status).toBe(201);
});

test("records joined one after the other are parted the last first, and after ninety days no more", async () => {
  const [a, b, c] = [await reader(), await reader(), await reader()];
  const first = await merge(b.personId, a.personId);
  const second = await merge(c.personId, b.personId);
  expect((await undo(first.body.id)).body.code).toBe("merge-later-first");
  expect((await lend(a.card, (await copy()).barcodes[0]!)).personId).toBe(c.personId);
  expect((await merge(c.personId, a.personId)).status).toBe(404);
  expect((await undo(second.body.id)).status).toBe(200);
  clock.advance(UNDO_DAYS * DAY_MS);
  expect(UNDO_DAYS).toBe(90);
  clock.advance(1);
  desk = await signInAs(database, app, "east-later", { member: "EAST", branchId: members.EAST.branchId });
  expect((await undo(first.body.id)).body.code).toBe("merge-too-old");
  clock.advance(-1);
  expect((await undo(first.body.id)).status).toBe(200);
});

/** A reading of this leader with these readers, a column they follow, an article and an e-book: what readers do together. */
async function together(leaderId: string, readerIds: readonly string[]) {
  const { db } = database;
  const id = async (query: ReturnType<typeof sql<{ id: string }>>) => (await query.execute(db)).rows[0]!.id;
  const readingId = await id(sql`insert into readings.reading
      (id, leader_id, title, parts_are, days_each, starts_on, ends_on, zone, state, words_public, created_at)
    values (gen_random_uuid(), ${leaderId}, '红楼梦', 'chapters', 7, '2026-11-01', '2026-12-20', 'Asia/Shanghai', 'open', true, now())
    returning id`);
  const seriesId =
    await id(sql`insert into columns.series (id, owner_kind, title, words_public, begun_by, created_at)
    values (gen_random_uuid(), 'office', '馆长荐书', true, ${leaderId}, now()) returning id`);
  await sql`insert into columns.article (id, series_id, author_id, title, body, state, created_at, changed_at)
    values (gen_random_uuid(), ${seriesId}, ${leaderId}, '读书记', '一篇', 'draft', now(), now())`.execute(
    db,
  );
  for (const personId of readerIds) {
    await sql`insert into readings.reader (reading_id, person_id, joined_at) values (${readingId}, ${personId}, now())`.execute(
      db,
    );
    await sql`insert into columns.follower (series_id, person_id, since) values (${seriesId}, ${personId}, now())`.execute(
      db,
    );
  }
  return { readingId, seriesId };
}
const clockIn = (readingId: string, personId: string, day: string) =>
  sql`insert into readings.day (reading_id, person_id, on_date, part)
    values (${readingId}, ${personId}, ${day}::date, 1)`.execute(database.db);
const daysOf = async (personId: string): Promise<string[]> => {
  const { rows } = await sql<{ day: string }>`select d.on_date::text as day from readings.day d
    where d.person_id = ${personId} order by d.on_date`.execute(database.db);
  return rows.map((row) => row.day);
};

test("what was written, joined, clocked in, noted, recommended and followed goes along, and comes back exactly", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { readingId } = await together(away.personId, [away.personId]);
  await clockIn(readingId, away.personId, "2026-11-03");
  await sql`insert into readings.note (id, reading_id, person_id, part, text, is_public, at)
    values (gen_random_uuid(), ${readingId}, ${away.personId}, 1, '好', true, now())`.execute(database.db);
  const circle = await sql<{
    id: string;
  }>`insert into circles.circle (${sql.raw("id, kind, name, proofs, created_by, created_at")})
    values (${sql.raw(`gen_random_uuid(), 'interest', '读书会', array['invite'], '${keep.personId}', now()`)}) returning id`.execute(
    database.db,
  );
  await sql`insert into ebooks.recommendation
      (id, circle_id, person_id, title, link, rights, rights_words, words_public, created_at)
    values (gen_random_uuid(), ${circle.rows[0]!.id}, ${away.personId}, '呐喊', 'https://example.org/nahan', 'public-domain',
      '作者去世已过五十年', true, now())`.execute(database.db);
  const before = await everything([keep.personId, away.personId]);
  const done = await merge(keep.personId, away.personId);
  expect(done.status).toBe(201);
  expect(await daysOf(keep.personId)).toEqual(["2026-11-03"]);
  const places = [
    "readings.reader.person_id",
    "readings.note.person_id",
    "columns.follower.person_id",
    "columns.article.author_id",
  ];
  const now = (await everything([keep.personId])) as Record<string, unknown[]>;
  for (const place of [...places, "ebooks.recommendation.person_id"]) expect(now[place]).toHaveLength(1);
  expect((await undo(done.body.id)).status).toBe(200);
  expect(await everything([keep.personId, away.personId])).toEqual(before);
});

test("where both read one book, days of one go to the other but for those both have, and come back with what was not there", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { readingId } = await together(keep.personId, [keep.personId, away.personId]);
  for (const day of ["2026-11-03", "2026-11-04"]) await clockIn(readingId, away.personId, day);
  await clockIn(readingId, keep.personId, "2026-11-04");
  const before = await everything([keep.personId, away.personId]);
  const { body } = await merge(keep.personId, away.personId);
  expect(await daysOf(keep.personId)).toEqual(["2026-11-03", "2026-11-04"]);
  await undo(body.id);
  expect(await everything([keep.personId, away.personId])).toEqual(before);
});

test("a day ticked off since goes back with the place in the reading, and nobody's day is lost", async () => {
  const [keep, away] = [await reader(), await reader()];
  const { readingId } = await together(away.personId, [away.personId]);
  await clockIn(readingId, away.personId, "2026-11-03");
  const { body } = await merge(keep.personId, away.personId);
  await clockIn(readingId, keep.personId, "2026-11-05");
  expect((await undo(body.id)).status).toBe(200);
  expect(await daysOf(away.personId)).toEqual(["2026-11-03", "2026-11-05"]);
  expect(await daysOf(keep.personId)).toEqual([]);
});

test("another library's readers are joined only under the same name; strangers, readers and nobody join nothing", async () => {
  const ours = await reader("林小满");
  elsewhere = await signInAs(database, app, "mid-later", { member: "MID", branchId: members.MID.branchId });
  const theirs = await createReader(database.db, members.MID.id, "M1");
  expect((await merge(ours.personId, theirs.personId)).body.code).toBe("merge-names-differ");
  const [stranger, other] = [
    await createReader(database.db, members.WEST.id, "W1"),
    await createReader(database.db, members.WEST.id, "W2"),
  ];
  expect((await merge(stranger.personId, other.personId)).body.code).toBe("patron-unknown");
  await sql`update people.person set name = '林小滿' where id = ${theirs.personId}`.execute(database.db);
  const done = await merge(ours.personId, theirs.personId);
  expect(done.status).toBe(201);
  expect((await undo(done.body.id, elsewhere)).body.code).toBe("merge-unknown");
  const self = await signInAs(database, app, "self");
  expect((await merge(ours.personId, theirs.personId, self)).status).toBe(403);
  expect((await merge(ours.personId, theirs.personId, {})).status).toBe(401);
  expect((await merge("no-such-person", ours.personId)).status).toBe(404);
  const { rows } = await sql<{ scope: number }>`select a.scope from kernel.audit a
    where a.action = 'readers.merge' and a.subject_id = ${done.body.id} order by a.scope`.execute(
    database.db,
  );
  expect(rows.map((row) => row.scope)).toEqual([members.EAST.id, members.MID.id]);
});

test("readers with the same name, telephone or mail are shown as likely, most alike first", async () => {
  const [one, same, alike] = [await reader("周也"), await reader("周也"), await reader("周野")];
  await sql`update people.affiliation set phone = '13800138000'
    where person_id = any(${[one.personId, alike.personId, same.personId]}::uuid[])`.execute(database.db);
  const { body } = await ask<{ items: { personId: string; same: string[]; follows: { cards: number } }[] }>(
    "GET",
    `/patrons/${one.personId}/duplicates`,
  );
  expect(body.items.map(({ personId, same: what }) => [personId, what])).toEqual([
    [same.personId, ["name", "phone"]],
    [alike.personId, ["phone"]],
  ]);
  expect(body.items[0]!.follows.cards).toBe(1);
  expect((await ask("GET", `/patrons/${one.personId}/duplicates`, elsewhere)).status).toBe(404);
});

test("who is forgotten is forgotten with the records that were joined into theirs", async () => {
  const [keep, away] = [await reader(), await reader("要被忘记的人")];
  const { body } = await merge(keep.personId, away.personId);
  await inTransaction(database.db, (tx) => erasePerson(tx, clock, keep.personId));
  expect((await undo(body.id)).body.code).toBe("merge-unknown");
  const { rows } = await sql<{ name: string; erased: boolean }>`
    select p.name, p.erased_at is not null as erased from people.person p
    where p.id = ${away.personId}`.execute(database.db);
  expect(rows[0]).toEqual({ name: "—", erased: true });
});

test("every column that names a reader in the rooms of a library follows, and no room names one that is not there", async () => {
  const { follow, hinder } = await placesOf(database.db, rooms);
  const names = new Set([...follow, ...hinder].map(({ name }) => name));
  const said = rooms.flatMap((room) => room.ofReader?.follows ?? []);
  expect(said.filter((name) => !names.has(name))).toEqual([]);
  expect(
    hinder.map(({ name }) => name).filter((name) => /^(people|circulation|notices|readers)\./.test(name)),
  ).toEqual(["people.role_grant.person_id"]);
});
