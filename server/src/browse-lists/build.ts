import { sql } from "kysely";
import { namedInstances } from "../authorities/index.ts";
import {
  getInstances,
  type HeldCallNumber,
  heldCallNumbers,
  type Instance,
  scanInstances,
  scanVersions,
} from "../catalogue/index.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { type BrowseEntry, browseEntries, shelfMarks } from "./entries.ts";
import { BROWSE_RULES } from "./heading-key.ts";
import { applyEntries, type EntryChange } from "./headings.ts";

/** Instances brought up to date in one transaction. */
const SLICE = 1000;
const VERSIONS_PAGE = 50_000;
/** Entries made between two looks at the event loop. */
const BREATH = 50;
/** Any fixed numbers: one writer of the lists, and one builder beside them, at a time. */
const LOCK = 7_266_181_211;
const BUILD_LOCK = 7_266_181_212;

/** The tables of one set of lists: the live ones, or those being built beside them. */
type BrowseTables = { heading: string; instanceHeading: string; shelf: string };
const LIVE: BrowseTables = { heading: "heading", instanceHeading: "instance_heading", shelf: "shelf" };
const FRESH: BrowseTables = {
  heading: "heading_fresh",
  instanceHeading: "instance_heading_fresh",
  shelf: "shelf_fresh",
};

/** Brings the lists up to date for these instances: what they gave before is taken back, what they give now is added. */
export async function updateBrowse(db: Db, ids: readonly number[]): Promise<void> {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; i += SLICE) {
    const slice = sorted.slice(i, i + SLICE);
    await inTransaction(db, async (tx) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
      const stale = await staleAmong(tx, slice);
      if (stale.length > 0)
        await updateSlice(tx, LIVE, stale, await namedInstances(tx, await getInstances(tx, stale)));
    });
  }
}

/** Those whose present version is not the one the lists were made from. */
async function staleAmong(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select w.id from unnest(${ids}::bigint[]) w(id)
    left join catalogue.instance_trail i on i.id = w.id and i.record_count > 0 and i.audience = 0
    left join browse_lists.instance_heading h on h.instance_id = w.id
    where i.version is distinct from h.version`.execute(tx);
  return rows.map((row) => row.id);
}

/**
 * Makes lists and catalogue agree at start: builds the lists when they were never built or by other rules, else brings
 * up to date what changed while nobody listened. Returns how many instances differed.
 */
export async function reconcileBrowse(db: Db): Promise<number> {
  if (!(await browseIsBuilt(db))) return await rebuildBrowse(db);
  let after = 0;
  let differing = 0;
  for (;;) {
    const page = await scanVersions(db, after, VERSIONS_PAGE);
    const { rows } = await sql<{ id: number; version: number }>`
      select h.instance_id as id, h.version from browse_lists.instance_heading h
      where h.instance_id > ${after} and h.instance_id <= ${page.at(-1)?.id ?? Number.MAX_SAFE_INTEGER}`.execute(
      db,
    );
    const known = new Map(rows.map((row) => [row.id, row.version]));
    const stale = page.filter((p) => p.version !== (known.get(p.id) ?? 0)).map((p) => p.id);
    const present = new Set(page.map((p) => p.id));
    stale.push(...[...known.keys()].filter((id) => !present.has(id)));
    await updateBrowse(db, stale);
    differing += stale.length;
    if (page.length === 0) return differing;
    after = page.at(-1)!.id;
  }
}

/** True when the lists were built as a whole by the rules of this program. */
export async function browseIsBuilt(db: Db): Promise<boolean> {
  const { rows } =
    await sql`select 1 from browse_lists.browse_state s where s.rules = ${BROWSE_RULES}`.execute(db);
  return rows.length > 0;
}

/** Builds the lists anew beside the live ones and puts them in their place when they are complete. */
export async function rebuildBrowse(
  db: Db,
  onProgress: (done: number) => void = () => undefined,
): Promise<number> {
  const done = await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${BUILD_LOCK})`.execute(connection);
    try {
      return await buildFresh(db, onProgress);
    } finally {
      await sql`select pg_advisory_unlock(${BUILD_LOCK})`.execute(connection);
    }
  });
  return done + (await reconcileBrowse(db));
}

async function buildFresh(db: Db, onProgress: (done: number) => void): Promise<number> {
  await createFresh(db);
  let after = 0;
  let done = 0;
  for (;;) {
    const page = await namedInstances(db, await scanInstances(db, after, SLICE));
    if (page.length === 0) break;
    after = page.at(-1)!.id;
    const ids = page.map((p) => p.id);
    await inTransaction(db, (tx) => updateSlice(tx, FRESH, ids, page));
    done += page.length;
    onProgress(done);
  }
  await swapFresh(db);
  return done;
}

async function createFresh(db: Db): Promise<void> {
  for (const [live, fresh] of pairs()) {
    await sql`drop table if exists ${table(fresh)}`.execute(db);
    await sql`create table ${table(fresh)} (like ${table(live)} including defaults including constraints)`.execute(
      db,
    );
  }
  await sql`alter table ${table(FRESH.heading)} add primary key (kind, key)`.execute(db);
  await sql`alter table ${table(FRESH.instanceHeading)} add primary key (instance_id)`.execute(db);
  await sql`alter table ${table(FRESH.shelf)} add primary key (instance_id, member_id)`.execute(db);
}

/** Indexes come last: filling them row by row would take most of the time. */
async function swapFresh(db: Db): Promise<void> {
  const heading = table(FRESH.heading);
  await sql`create index on ${heading} (kind, pinyin_key, key)`.execute(db);
  await sql`create index on ${heading} (kind, latin_key, key)`.execute(db);
  await sql`create index on ${table(FRESH.shelf)} (member_id, shelf_key, instance_id)`.execute(db);
  await inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    for (const [live, fresh] of pairs()) {
      await sql`drop table ${table(live)}`.execute(tx);
      await sql`alter table ${table(fresh)} rename to ${sql.id(live)}`.execute(tx);
    }
    await sql`delete from browse_lists.browse_state`.execute(tx);
    await sql`insert into browse_lists.browse_state (rules) values (${BROWSE_RULES})`.execute(tx);
  });
  for (const live of Object.values(LIVE)) await sql`analyze ${table(live)}`.execute(db);
}

function pairs(): [string, string][] {
  return (Object.keys(LIVE) as (keyof BrowseTables)[]).map((name) => [LIVE[name], FRESH[name]]);
}

function table(name: string): ReturnType<typeof sql.id> {
  return sql.id("browse_lists", name);
}

async function updateSlice(
  tx: Tx,
  tables: BrowseTables,
  ids: readonly number[],
  instances: readonly Instance[],
): Promise<void> {
  const [callNumbers, before] = [await heldCallNumbers(tx, ids), await storedEntries(tx, tables, ids)];
  const live = new Map(instances.map((instance) => [instance.id, instance]));
  const changes: EntryChange[] = [];
  const kept: { id: number; version: number; entries: string }[] = [];
  for (const [i, id] of ids.entries()) {
    if (i % BREATH === BREATH - 1) await new Promise<void>((done) => setImmediate(done));
    const instance = live.get(id);
    const old = before.get(id);
    const entries = instance ? browseEntries(instance.brief, callNumbers.get(id) ?? []) : [];
    const text = JSON.stringify(entries);
    if (instance) kept.push({ id, version: instance.version, entries: text });
    if (old === text) continue;
    for (const entry of old === undefined ? [] : (JSON.parse(old) as BrowseEntry[]))
      changes.push({ entry, by: -1 });
    for (const entry of entries) changes.push({ entry, by: 1 });
  }
  await applyEntries(tx, tables.heading, changes);
  await storeEntries(
    tx,
    tables,
    kept,
    ids.filter((id) => !live.has(id)),
  );
  await storeMarks(tx, tables, ids, instances, callNumbers);
}

async function storedEntries(
  tx: Tx,
  tables: BrowseTables,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await sql<{ instance_id: number; entries: string }>`
    select h.instance_id, h.entries from ${table(tables.instanceHeading)} h
    where h.instance_id = any(${ids}::bigint[])`.execute(tx);
  return new Map(rows.map((row) => [row.instance_id, row.entries]));
}

async function storeEntries(
  tx: Tx,
  tables: BrowseTables,
  kept: readonly { id: number; version: number; entries: string }[],
  gone: readonly number[],
): Promise<void> {
  const stored = table(tables.instanceHeading);
  await sql`delete from ${stored} h where h.instance_id = any(${gone}::bigint[])`.execute(tx);
  await sql`
    insert into ${stored} (instance_id, version, entries)
    select * from unnest(${kept.map((k) => k.id)}::bigint[], ${kept.map((k) => k.version)}::bigint[],
      ${kept.map((k) => k.entries)}::text[])
    on conflict (instance_id) do update set version = excluded.version, entries = excluded.entries`.execute(
    tx,
  );
}

async function storeMarks(
  tx: Tx,
  tables: BrowseTables,
  ids: readonly number[],
  instances: readonly Instance[],
  callNumbers: ReadonlyMap<number, HeldCallNumber[]>,
): Promise<void> {
  const marks = instances.flatMap((instance) =>
    shelfMarks(instance.brief, callNumbers.get(instance.id) ?? []).map((mark) => ({
      id: instance.id,
      ...mark,
    })),
  );
  const shelf = table(tables.shelf);
  await sql`
    with mark as (
      select * from unnest(${marks.map((m) => m.id)}::bigint[], ${marks.map((m) => m.memberId)}::smallint[],
        ${marks.map((m) => m.callNumber)}::text[], ${marks.map((m) => m.key)}::bytea[])
        m(instance_id, member_id, call_number, shelf_key)
    ), gone as (
      delete from ${shelf} s where s.instance_id = any(${ids}::bigint[])
        and not exists (select 1 from mark m where m.instance_id = s.instance_id and m.member_id = s.member_id)
    )
    insert into ${shelf} as s (instance_id, member_id, call_number, shelf_key)
    select m.instance_id, m.member_id, m.call_number, m.shelf_key from mark m
    on conflict (instance_id, member_id) do update
      set call_number = excluded.call_number, shelf_key = excluded.shelf_key
      where s.call_number <> excluded.call_number or s.shelf_key <> excluded.shelf_key`.execute(tx);
}
