import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHelpCase, writeToHelpCase } from "../alliance/index.ts";
import { rate, writeReview } from "../community/index.ts";
import {
  findBook,
  getJourney,
  releaseBook,
  secretOf,
  startJourney,
  writeThought,
} from "../drifting/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { befriend } from "../neighbours/index.ts";
import { registerNest, visitNest } from "../nests/index.ts";
import { acceptLoan, sharedLoansOf } from "../peer-loans/index.ts";
import {
  addCatalogued,
  addReader,
  ask,
  buildNeighbourhood,
  giveBack,
  HOME,
  handOver,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { erasers } from "../rooms.ts";
import { myBooks } from "../shelves/index.ts";
import { privacyCommands } from "./commands.ts";
import { eraseOneself } from "./erase-person.ts";
import { exportPerson, personTables } from "./export-person.ts";
import { registerPrivacy } from "./routes.ts";

let world: Neighbourhood;
let deps: Parameters<typeof registerPrivacy>[1];
let leaver: Actor;
let other: Actor;
let copyId: string;
let loanId: string;
let code: string;

/** Tables in which the nameless row of somebody erased may still stand, because it is part of another's record. */
const NAMELESS = [
  "alliance.help_case",
  "circles.circle",
  "peer_loans.credit_transfer",
  "peer_loans.loan",
  "circles.membership",
  "neighbours.person",
];

beforeAll(async () => {
  world = await buildNeighbourhood();
  deps = {
    ...world.database,
    clock: world.clock,
    config: readConfig({ COMMONSHELF_DATA: "./var/test-privacy" }),
  };
  registerPrivacy(world.app, deps);
  mountCommands(world.app, { ...deps, erasers }, privacyCommands);
  leaver = await addReader(world, "leaver", {
    at: HOME,
    memberId: world.memberId,
    email: "leaver@example.org",
  });
  other = await addReader(world, "other", { at: HOME, memberId: world.memberId });
  const { run, clock } = world;
  const instanceId = await addCatalogued(world, "边城", ["9787020002207"]);
  await run((tx) => rate(tx, leaver, clock, instanceId, 4));
  await run((tx) => writeReview(tx, leaver, clock, instanceId, "我很喜欢翠翠"));
  await run((tx) => befriend(tx, leaver, clock, other.personId));
  await run((tx) => befriend(tx, other, clock, leaver.personId));
  copyId = await offerCopy(world, leaver);
  loanId = await ask(world, other, copyId);
  await run((tx) => acceptLoan(tx, leaver, clock, loanId));
  await handOver(world, leaver, other, loanId);
  const driftId = await offerCopy(world, leaver);
  code = (
    await run((tx) =>
      startJourney(tx, leaver, clock, { copyId: driftId, kind: "ray", message: "慢慢读", ring: [] }),
    )
  ).code;
  const { id } = await getJourney(world.database.db, null, code);
  const secret = await secretOf(world.database.db, id);
  await run((tx) =>
    writeThought(tx, clock, code, { actor: leaver, secret: "" }, { name: "小林", text: "好书" }),
  );
  await run((tx) =>
    releaseBook(tx, clock, code, { actor: leaver, secret: "" }, { place: "公园", cell: null }),
  );
  await run((tx) => findBook(tx, clock, code, { actor: other, secret }, { place: "", cell: null }));
  const nest = await run((tx) =>
    registerNest(tx, leaver, clock, {
      name: "南门书巢",
      kind: "shelf",
      address: "",
      opening: "",
      access: "public",
      forChildren: false,
      capacity: null,
      position: HOME,
    }),
  );
  await run((tx) =>
    visitNest(tx, { actor: leaver, secret: "", network: "" }, clock, nest.code, { kind: "saw", books: 0 }),
  );
  const caseId = await run((tx) =>
    openHelpCase(tx, leaver, clock, { subject: "问题", body: "我的手机是 13800138000" }),
  );
  await run((tx) => writeToHelpCase(tx, leaver, clock, caseId, "还在吗"));
  await offerCopy(world, leaver);
});
afterAll(() => world.close());

test("an export has every table that names the reader, and neither others nor secrets", async () => {
  const { tables } = await exportPerson(world.database.db, leaver.personId, world.clock.now());
  for (const table of [
    "people.person",
    "people.affiliation",
    "community.review",
    "peer_loans.loan",
    "shelves.copy",
    "drifting.thought",
    "nests.visit",
    "alliance.help_case",
  ])
    expect(Object.keys(tables), table).toContain(table);
  const text = JSON.stringify(tables);
  expect(text).toContain("我很喜欢翠翠");
  expect(text).not.toContain(other.personId);
  expect(text).not.toMatch(/argon2|csrf|_hash"|_key"/);
  const strangers = JSON.stringify(
    (await exportPerson(world.database.db, other.personId, world.clock.now())).tables,
  );
  expect(strangers).not.toContain("我很喜欢翠翠");
  expect(strangers).not.toContain(leaver.personId);
});

const erase = (who: Actor): Promise<void> => world.run((tx) => eraseOneself(tx, world.clock, erasers, who));

test("nobody is forgotten while a book is out", async () => {
  expect(await refusalOf(erase(leaver))).toBe("erasure-open-loans");
  expect((await myBooks(world.database.db, leaver.personId, {})).total).toBeGreaterThan(0);
  await giveBack(world, other, leaver, loanId);
  await sql`update peer_loans.loan set state = 'closed', ended_at = now(), deadline_at = null where id = ${loanId}`.execute(
    world.database.db,
  );
  const staff = await addReader(world, "staff", { roles: [["circulation", "JINHE"]] });
  expect(await refusalOf(erase(staff))).toBe("erasure-staff");
});

test("forgotten over HTTP: nothing names the reader but nameless rows of others' records, and they cannot come in", async () => {
  const headers = await signIn(world, "leaver");
  expect((await world.app.inject({ method: "DELETE", url: "/api/v1/me" })).statusCode).toBe(401);
  const reply = await world.app.inject({ method: "DELETE", url: "/api/v1/me", headers });
  expect(reply.statusCode, reply.body).toBe(200);
  const left: string[] = [];
  for (const { table, columns } of await personTables(world.database.db))
    for (const column of columns) {
      const { rows } =
        await sql`select 1 from ${sql.table(table)} t where t.${sql.ref(column)} = ${leaver.personId} limit 1`.execute(
          world.database.db,
        );
      if (rows.length > 0) left.push(table);
    }
  expect([...new Set(left)].filter((table) => !NAMELESS.includes(table))).toEqual([]);
  const { tables } = await exportPerson(world.database.db, leaver.personId, world.clock.now());
  const text = JSON.stringify(tables);
  for (const word of ["leaver", "13800138000", "我很喜欢翠翠", "小林", "N-leaver"])
    expect(text).not.toContain(word);
  expect((await world.app.inject({ url: "/api/v1/me/data", headers })).statusCode).toBe(401);
  await expect(signIn(world, "leaver")).rejects.toThrow();
});

test("what others share with somebody forgotten is whole: their loan, the journey of the book they found", async () => {
  const loans = await sharedLoansOf(world.database.db, world.clock, other.personId, "borrower", {
    ended: true,
  });
  expect(loans.map((loan) => loan.id)).toContain(loanId);
  const journey = await getJourney(world.database.db, other.personId, code);
  expect(journey).toMatchObject({ state: "in-hand", isHolder: true, message: "" });
  expect(journey.events.map((event) => [event.kind, event.reader === null])).toEqual([
    ["started", true],
    ["released", true],
    ["found", false],
  ]);
});

const MARKER = "marker-of-one-person";

/** Columns in which a forgotten person's words may stand, without their name, each with why. */
const KEPT_WORDS: Record<string, string> = {
  "drifting.journey.code": "the label in the book",
  "drifting.thought.text": "a thought travels with the book to whoever reads it next, as nobody's",
  "nests.nest.address": "a nest stands in the street for everybody; this is where",
  "nests.nest.code": "the label on it",
  "nests.nest.name": "what everybody calls it",
  "nests.nest.opening": "when everybody may come",
  "shelves.custody_event.kind": "no words: one of the kinds",
  "shelves.custody_event.place_id": "no words: an id",
  "shelves.custody_event.place_kind": "no words: one of the kinds",
  "neighbours.person.time_zone": "no words: the zone of the nameless row",
};

/** Text and JSON columns, as the database has them now: a new one is looked at from its first day. */
async function wordColumns(): Promise<{ table: string; column: string; type: string }[]> {
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select c.table_schema || '.' || c.table_name as "table", c.column_name as "column", c.data_type as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb') and c.is_generated = 'NEVER'
      and c.table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker')
    order by 1, 2`.execute(world.database.db);
  return rows;
}

/** Columns that name a person, by a foreign key or only by their name. */
async function namingColumns(): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select c.table_schema || '.' || c.table_name as "table", array_agg(c.column_name::text) as columns
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.data_type = 'uuid' and c.column_name in ('person_id', 'owner_id', 'holder_id', 'actor_id', 'started_by',
        'reported_by', 'created_by')
      and c.table_schema not in ('pg_catalog', 'information_schema', 'kernel')
    group by 1 order by 1`.execute(world.database.db);
  return [{ table: "people.person", columns: ["id"] }, ...rows];
}

test("a marker in every column that can hold a person's words is gone when they are forgotten", async () => {
  const { db } = world.database;
  const { run, clock } = world;
  const marked = await addReader(world, "marked", {
    at: HOME,
    memberId: world.memberId,
    email: "m@example.org",
  });
  const instanceId = await addCatalogued(world, "围城", ["9787020024759"]);
  await run((tx) => rate(tx, marked, clock, instanceId, 4));
  await run((tx) => writeReview(tx, marked, clock, instanceId, MARKER));
  await run((tx) => openHelpCase(tx, marked, clock, { subject: MARKER, body: MARKER }));
  await offerCopy(world, marked);
  const copy = await offerCopy(world, marked);
  const journey = await run((tx) =>
    startJourney(tx, marked, clock, { copyId: copy, kind: "ray", message: MARKER, ring: [] }),
  );
  const thought = { name: MARKER, text: MARKER };
  await run((tx) => writeThought(tx, clock, journey.code, { actor: marked, secret: "" }, thought));
  await signIn(world, "marked");
  const work = await sql<{ id: number }>`insert into catalogue.work default values returning id`.execute(db);
  await sql`insert into catalogue.work_report (instance_id, work_id, comment, reported_by)
    values (${instanceId}, ${work.rows[0]!.id}, ${MARKER}, ${marked.personId})`.execute(db);
  const columns = await wordColumns();
  let written = 0;
  for (const { table, columns: names } of await namingColumns())
    for (const { column, type } of columns.filter((one) => one.table === table)) {
      const isTheirs = sql.join(
        names.map((name) => sql`t.${sql.ref(name)} = ${marked.personId}`),
        sql` or `,
      );
      const value = type === "text" ? sql`${MARKER}::text` : sql`to_jsonb(${MARKER}::text)`;
      // Codes, states and hashes have forms of their own: what refuses the marker can hold no words.
      const { numAffectedRows } = await sql`update ${sql.table(table)} t set ${sql.ref(column)} = ${value}
        where ${isTheirs}`
        .execute(db)
        .catch(() => ({ numAffectedRows: 0n }));
      written += Number(numAffectedRows ?? 0n);
    }
  expect(written).toBeGreaterThan(10);
  await erase(marked);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const { rows } = await sql`select 1 from ${sql.table(table)} t
      where t.${sql.ref(column)}::text like ${`%${MARKER}%`} limit 1`.execute(db);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  expect(found.filter((name) => !(name in KEPT_WORDS))).toEqual([]);
});
