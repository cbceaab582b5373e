import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "./kernel/actor.ts";
import { migrateJobs } from "./kernel/jobs.ts";
import { migrate } from "./kernel/postgres/migrate.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "./kernel/testing.ts";
import { jobsOf, lanes, type RegionDeps, subscribersOf } from "./rooms.ts";

/**
 * A region as version 0.6.0 left it: eight small libraries, readers, holds, loans, circles, a nest, a drifting book, keys
 * of commands, jobs for later and messages not yet delivered. It starts under this version with nothing lost.
 */
const DUMP = join(import.meta.dirname, "history/region-0.6.0.sql.gz");

/** What was one room for sharing is four. */
const SHARING = {
  neighbours: ["person", "cell_look", "friendship", "block", "place_zone"],
  circles: ["circle", "circle_parent", "membership", "vouch", "circle_invite", "email_proof", "roster_entry"],
  shelves: ["title", "copy", "offer", "offer_circle", "photo", "custody_event", "library_copy"],
  peer_loans: ["loan", "loan_event", "appointment", "message", "credit_transfer", "deposit"],
};

/** Tables whose rows live on elsewhere, or whose rows may go: what they held can be made again. */
const MOVED: Record<string, string> = {
  "sharing.command": "kernel.command",
  "circulation.notice": "notices.notice",
  "sharing.notice": "notices.notice",
  ...Object.fromEntries(
    Object.entries(SHARING).flatMap(([room, tables]) =>
      tables.map((table) => [`sharing.${table}`, `${room}.${table}`]),
    ),
  ),
  ...Object.fromEntries(
    ["list", "list_editor", "list_section", "list_entry"].map((table) => [
      `community.${table}`,
      `lists.${table}`,
    ]),
  ),
  ...Object.fromEntries(
    ["saved_search", "alert", "alert_hit"].map((table) => [`community.${table}`, `saved_searches.${table}`]),
  ),
  ...Object.fromEntries(
    ["browse_state", "heading", "instance_heading", "shelf"].map((table) => [
      `discovery.${table}`,
      `browse_lists.${table}`,
    ]),
  ),
  "catalogue.match_decision": "matching.decision",
  "community.posting": "moderation.posting",
  "community.text_rule": "moderation.text_rule",
  "community.daily_act": "moderation.daily_act",
  "community.abuse_report": "moderation.report",
};
const MADE_AGAIN = new Set(["sharing.local_deposit"]);
/** Jobs and topics that bear another name now. */
const JOBS: Record<string, string> = {};
const TOPICS: Record<string, string> = {};

/**
 * What a demo region lacks: a tag of two readers, both of whose tags somebody reported and one of which is hidden; another
 * that is not; a review turned down; a reported copy that was decided.
 */
const QUARRELLED_TAGS = `
  insert into sharing.circle (id, kind, name, proofs, member_id, created_by, created_at)
  values ('01a2277d-0000-7000-8000-00000000c1c1', 'library', '云泽官方互借圈', '{steward}', 1,
    '01a2277d-9d21-736e-8a39-1c4ad0c8f892', now());
  insert into community.tag (person_id, instance_id, label, label_key, is_public, hidden_at, created_at)
  select t.person_id, t.instance_id, v.label, v.label, true, v.hidden_at, now() from community.tag t,
    (values ('骂人', now()), ('待定', null)) v(label, hidden_at) where t.label = '古典'
  union all select '01a2277d-9d89-765b-9a88-65db0a4c3bc4', t.instance_id, v.label, v.label, true, null, now()
  from community.tag t, (values ('骂人'), ('待定')) v(label) where t.label = '古典';
  insert into community.abuse_report (id, tag_person_id, tag_instance_id, tag_label_key, member_id, reason, reported_by,
    reported_at)
  select gen_random_uuid(), t.person_id, t.instance_id, t.label_key, 1, 'insult', '01a2277d-9e45-73e9-95b2-8421c5c58338',
    now() from community.tag t where t.label in ('骂人', '待定');
  update community.review set state = 'rejected', reason = 'off-topic', reason_words = '不谈书' where text = '很好的入门书';
  insert into community.posting (id, kind, subject, text, state, reported_by, reported_words, submitted_at, reason)
  values (gen_random_uuid(), 'nest', 'n1', '书巢', 'rejected', '01a2277d-9e45-73e9-95b2-8421c5c58338', '广告', now(), 'other');`;

/** A library lent to a reader in the name of a person that was made for it, and somebody had blocked that person. */
const LIBRARY_LENDING = `
  insert into people.person (id, name) values ('01a2277d-0000-7000-8000-00000000b00c', '云泽大学图书馆');
  insert into sharing.person (person_id, nickname, time_zone, created_at)
  values ('01a2277d-0000-7000-8000-00000000b00c', '云泽大学图书馆', 'Asia/Shanghai', now());
  insert into sharing.library_person values (1, '01a2277d-0000-7000-8000-00000000b00c');
  insert into sharing.title (main) values ('馆里的书');
  insert into sharing.copy (id, region_id, title_id, owner_id, place_kind, place_id, created_at)
  select '01a2277d-0000-7000-8000-00000000b001', 0, max(t.id), '01a2277d-0000-7000-8000-00000000b00c', 'branch', '1', now()
  from sharing.title t;
  insert into sharing.offer (copy_id, region_id, title_id, owner_id, modes, published_at)
  select c.id, 0, c.title_id, c.owner_id, '{lend}', now() from sharing.copy c where c.note = '' and c.place_id = '1'
    and c.id = '01a2277d-0000-7000-8000-00000000b001';
  insert into sharing.library_copy (copy_id, member_id, item_id, offered_at)
  select '01a2277d-0000-7000-8000-00000000b001', 1, min(i.id), now() from catalogue.item i;
  insert into sharing.loan (id, region_id, copy_id, mode, lender_id, borrower_id, state, title, loan_days, time_zone,
    requested_at, handed_over_at)
  values ('01a2277d-0000-7000-8000-00000000b002', 0, '01a2277d-0000-7000-8000-00000000b001', 'lend',
    '01a2277d-0000-7000-8000-00000000b00c', '01a2277d-9d21-736e-8a39-1c4ad0c8f892', 'on-loan', '馆里的书', 30,
    'Asia/Shanghai', now(), now());
  insert into sharing.loan_event (region_id, loan_id, at, actor_id, trigger, to_state)
  values (0, '01a2277d-0000-7000-8000-00000000b002', now(), '01a2277d-0000-7000-8000-00000000b00c', 'accept', 'accepted');`;

type Counts = Map<string, number>;

let old: TestDatabase;
let fresh: TestDatabase;
let before: Counts;
let after: Counts;

async function countRows(database: TestDatabase): Promise<Counts> {
  const { rows } = await sql<{ name: string }>`select c.oid::regclass::text as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')
    order by 1`.execute(database.db);
  const counts: Counts = new Map();
  for (const { name } of rows) {
    const found = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(name)}`.execute(
      database.db,
    );
    counts.set(name, found.rows[0]!.rows);
  }
  return counts;
}

beforeAll(async () => {
  old = await createEmptyDatabase();
  const client = new pg.Client({ ...old.connection });
  await client.connect();
  await client.query(gunzipSync(readFileSync(DUMP)).toString("utf8"));
  await client.query(QUARRELLED_TAGS);
  before = await countRows(old);
  await client.query(LIBRARY_LENDING);
  await client.end();
  await migrate(old.connection);
  await migrateJobs(old.pool);
  after = await countRows(old);
  fresh = await createTestDatabase();
}, 120_000);
afterAll(async () => {
  await old.close();
  await fresh.close();
});

describe("a region of version 0.6.0", () => {
  test("keeps every row of every table", () => {
    const expected: Counts = new Map();
    for (const [name, rows] of before)
      if (!MADE_AGAIN.has(name)) {
        const now = MOVED[name] ?? name;
        expected.set(now, (expected.get(now) ?? 0) + rows);
      }
    const lost = [...expected].filter(([name, rows]) => (after.get(name) ?? 0) < rows);
    expect(lost).toEqual([]);
    expect([...before.values()].filter((rows) => rows > 0).length).toBeGreaterThan(50);
  });

  test("has the tables of a region made today", async () => {
    expect(await shapeOf(old)).toEqual(await shapeOf(fresh));
  });

  test("knows every job that waits and every message that is not delivered", async () => {
    const deps = {} as RegionDeps;
    const jobs = await sql<{ name: string }>`select distinct j.task_identifier as name
      from graphile_worker.jobs j`.execute(old.db);
    const known = new Set(Object.keys(jobsOf(deps)));
    expect(Object.keys(lanes).filter((name) => !known.has(name))).toEqual([]);
    expect(jobs.rows.length).toBeGreaterThan(2);
    expect(jobs.rows.map(({ name }) => JOBS[name] ?? name).filter((name) => !known.has(name))).toEqual([]);
    const topics = await sql<{ topic: string }>`select distinct o.topic from kernel.outbox o`.execute(old.db);
    const heard = new Set([
      ...subscribersOf(deps).map((one) => one.topic),
      "availability",
      "instances-changed",
    ]);
    expect(topics.rows.length).toBeGreaterThan(1);
    expect(
      topics.rows.map(({ topic }) => TOPICS[topic] ?? topic).filter((topic) => !heard.has(topic)),
    ).toEqual([]);
  });

  test("has one queue: what waited waits, what was hidden stays so, and a reader's reports of one text are one", async () => {
    const { rows } = await sql<{ kind: string; text: string; state: string; waits: boolean; open: number }>`
      select p.kind, p.text, p.state, p.waits_since is not null as waits,
        (select count(*) from moderation.report r where r.posting_id = p.id and r.state = 'open') as open
      from moderation.posting p order by p.kind, p.text`.execute(old.db);
    const short = rows.map((row) => [
      row.kind,
      row.text.slice(0, 4),
      row.state,
      row.waits ? "waits" : "-",
      row.open,
    ]);
    expect(short).toEqual([
      ["copy", "乡土笔记", "published", "waits", 1],
      ["list", "秋天读的", "published", "waits", 1],
      ["nest", "书巢", "rejected", "-", 0],
      ["review", "很好的入", "rejected", "-", 0],
      ["review", "读了三遍", "pending", "waits", 0],
      ["tag", "待定", "published", "waits", 1],
      ["tag", "骂人", "rejected", "-", 0],
    ]);
  });

  test("shows as a library's own only circles that its staff founded", async () => {
    const { rows } = await sql`select c.kind from circles.circle c where c.name = '云泽官方互借圈'`.execute(
      old.db,
    );
    expect(rows).toEqual([{ kind: "interest" }]);
  });

  test("a library owns and lends as a library; the person made for it is gone, the copy and its loan are not", async () => {
    const { rows } =
      await sql`select c.owner_id, c.owner_member, o.owner_member as offered_by, l.lender_id, l.lender_member,
        l.state, k.stage, e.actor_id from shelves.copy c join shelves.offer o on o.copy_id = c.id
      join peer_loans.loan l on l.copy_id = c.id join shelves.claim k on k.loan_id = l.id
      join peer_loans.loan_event e on e.loan_id = l.id where l.title = '馆里的书'`.execute(old.db);
    expect(rows).toEqual([
      {
        owner_id: null,
        owner_member: 1,
        offered_by: 1,
        lender_id: null,
        lender_member: 1,
        state: "on-loan",
        stage: "holding",
        actor_id: systemActor.personId,
      },
    ]);
    const left =
      await sql`select p.id from people.person p where p.id = '01a2277d-0000-7000-8000-00000000b00c'
      union all select s.person_id from neighbours.person s where s.nickname = '云泽大学图书馆'`.execute(
        old.db,
      );
    expect(left.rows).toEqual([]);
  });

  test("answers a key of the earlier version with what it answered then", async () => {
    const { rows } = await sql<{ kept: number }>`select count(*) as kept from kernel.command c
      where c.fingerprint is null and c.answer is not null`.execute(old.db);
    expect(rows[0]!.kept).toBeGreaterThan(10);
  });
});

/** Columns, constraints and indexes, by name, in an order that says nothing. */
async function shapeOf(database: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select format('%s.%s.%s %s %s %s', c.table_schema, c.table_name, c.column_name, c.udt_name, c.is_nullable,
      c.column_default) as line
    from information_schema.columns c where c.table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker')
    union all
    select format('%s %s %s', t.conrelid::regclass, t.conname, pg_get_constraintdef(t.oid)) from pg_constraint t
    join pg_namespace n on n.oid = t.connamespace
    where n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and t.contype <> 'n'
    union all
    select i.indexdef from pg_indexes i
    where i.schemaname not in ('pg_catalog', 'information_schema', 'graphile_worker')
    order by 1`.execute(database.db);
  // Browse lists are gathered into new tables that take the place of the old ones: their indexes have other names.
  return rows
    .map(({ line }) =>
      line
        .replace(/INDEX \S+ ON browse_lists/, "INDEX ON browse_lists")
        .replace(/^(browse_lists\.\S+) \S+ (?=PRIMARY)/, "$1 "),
    )
    .sort();
}
