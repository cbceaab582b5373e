/**
 * `node bench/sharing.ts [--offers 5000000] [--data DIR] [--keep]`: sharing between readers at the size of a country's
 * big cities: offers with a tenth as many titles and a fifth as many people, drawn to a few cities and a few titles as
 * people are. Measures what readers wait for, by the functions behind the pages, on the embedded PostgreSQL: copies near,
 * ways to twenty titles, an owner's yes with 32 rivals, a shelf of 200 books. Prints a JSON line per figure.
 */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type RawBuilder, sql } from "kysely";
import { availabilityOf } from "../server/src/circulation/index.ts";
import { openRegionDatabase } from "../server/src/cli/serving/region-database.ts";
import { type Actor, onBehalfOf } from "../server/src/kernel/actor.ts";
import { readConfig } from "../server/src/kernel/config.ts";
import { type Db, inTransaction } from "../server/src/kernel/database.ts";
import { systemClock } from "../server/src/kernel/time.ts";
import { cellOf, centreOf, regionOf } from "../server/src/neighbours/index.ts";
import { copiesInNests } from "../server/src/nests/index.ts";
import { acceptLoan, requestCopy } from "../server/src/peer-loans/index.ts";
import { findNearby, offersOf, publishCopies } from "../server/src/shelves/index.ts";

const { values: options } = parseArgs({
  options: {
    offers: { type: "string", default: "5000000" },
    data: { type: "string", default: resolve(import.meta.dirname, "../var/bench/sharing") },
    keep: { type: "boolean", default: false },
  },
});
const OFFERS = Number(options.offers);
const TITLES = Math.ceil(OFFERS / 10);
const PEOPLE = Math.ceil(OFFERS / 5);
const CITIES = 60;
const CIRCLES = Math.ceil(PEOPLE / 200);
const RIVALS = 32;
const POOL = 40;

function print(name: string, value: number, unit: string, more: object = {}): void {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
  const figure = {
    name,
    value: Number(value.toFixed(3)),
    unit,
    offers: OFFERS,
    ...more,
    ...machine,
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

function percentile(times: number[], part: number): number {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]!;
}

/** The same numbers at every run: an even share of 0 to 1 for each seed. */
function share(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

/** Squares of the cities: the first city has as many people as the next ten together. */
function squares(): { cell: number; lat: number; lon: number; region: number }[] {
  return Array.from({ length: 20_000 }, (_, i) => {
    const city = Math.floor(CITIES * share(i + 1) ** 3);
    const spread = 0.25 * share(i * 7 + 3) ** 2;
    const angle = 2 * Math.PI * share(i * 13 + 5);
    const lat = 22 + (city % 10) * 2.3 + spread * Math.sin(angle);
    const lon = 100 + Math.floor(city / 10) * 4.1 + spread * Math.cos(angle);
    const cell = cellOf({ lat, lon });
    return { cell, ...centreOf(cell), region: regionOf(cell) };
  });
}

/** Fills the tables set by set, without foreign keys being looked at row by row; indexes of places come last. */
async function load(db: Db): Promise<void> {
  const places = squares();
  const run = (work: RawBuilder<unknown>): Promise<unknown> => work.execute(db);
  await db.connection().execute(async (one) => {
    const step = (work: RawBuilder<unknown>): Promise<unknown> => work.execute(one);
    await step(sql`set session_replication_role = replica`);
    await step(sql`set synchronous_commit = off`);
    for (const index of ["offer_near", "offer_title_near"])
      await step(sql`drop index sharing.${sql.id(index)}`);
    await step(sql`create temporary table place (n int primary key, cell bigint, pt point, region int)`);
    await step(sql`insert into place select p.n - 1, p.cell, point(p.lon, p.lat), p.region
      from unnest(${places.map((p) => p.cell)}::bigint[], ${places.map((p) => p.lon)}::float8[],
        ${places.map((p) => p.lat)}::float8[], ${places.map((p) => p.region)}::int[]) with ordinality p(cell, lon, lat, region, n)`);
    const id = (kind: number, n: string): RawBuilder<unknown> =>
      sql.raw(
        `('00000000-0000-7000-80${String(kind).padStart(2, "0")}-' || lpad(to_hex(${n}), 12, '0'))::uuid`,
      );
    await step(
      sql`insert into people.person (id, name) select ${id(1, "i")}, 'r' || i from generate_series(0, ${PEOPLE - 1}::int) i`,
    );
    await step(sql`insert into neighbours.person (person_id, cell, pt, region_id)
      select ${id(1, "i")}, p.cell, p.pt, p.region from generate_series(0, ${PEOPLE - 1}::int) i
      join place p on p.n = (i::bigint * 7919) % ${places.length}`);
    await step(sql`insert into catalogue.instance (id, brief, record_count) overriding system value
      select i, '{"title":{"main":"t"},"contributors":[],"urls":[]}', 1 from generate_series(1, ${TITLES}::int) i`);
    await step(sql`insert into shelves.title (id, instance_id, main) overriding system value
      select i, i, '书 ' || i from generate_series(1, ${TITLES}::int) i`);
    await step(sql`insert into circles.circle (id, kind, name, proofs, created_by, created_at)
      select ${id(3, "i")}, 'interest', 'c' || i, array['steward'], ${id(1, "i")}, now() from generate_series(0, ${CIRCLES - 1}::int) i`);
    await step(sql`insert into circles.membership (circle_id, person_id, state, role, proof, applied_at, joined_at)
      select ${id(3, `(i % ${CIRCLES})`)}, ${id(1, "i")}, 'active', 'member', 'steward', now(), now()
      from generate_series(0, ${PEOPLE - 1}::int) i`);
    await step(sql`insert into shelves.copy (id, region_id, title_id, owner_id, custodian_id, created_at)
      select ${id(2, "i")}, p.region, 1 + floor(${TITLES} * power((i * 48271::bigint % 2147483647) / 2147483647.0, 3))::int,
        ${id(1, `(i % ${PEOPLE})`)}, ${id(1, `(i % ${PEOPLE})`)}, now() - i * interval '1 second'
      from generate_series(0, ${OFFERS - 1}::int) i join place p on p.n = ((i % ${PEOPLE})::bigint * 7919) % ${places.length}`);
    await step(sql`insert into shelves.offer (copy_id, region_id, title_id, instance_id, owner_id, modes, cell, pt, is_public,
        radius_km, to_friends, is_free, published_at)
      select c.id, c.region_id, c.title_id, c.title_id, c.owner_id, '{lend}', p.cell, p.pt, true, 10, true,
        hashtext(c.id::text) % 10 not in (0, 1, 2), c.created_at
      from shelves.copy c join neighbours.person p on p.person_id = c.owner_id`);
    await step(sql`insert into shelves.offer_circle (circle_id, copy_id, instance_id)
      select m.circle_id, o.copy_id, o.instance_id from shelves.offer o join circles.membership m on m.person_id = o.owner_id
      where hashtext(o.copy_id::text) % 4 = 0`);
    await step(sql`set session_replication_role = default`);
  });
  await run(sql`select setval(pg_get_serial_sequence('shelves.title', 'id'), ${TITLES})`);
  await run(
    sql`create index offer_near on shelves.offer using gist (pt) where is_public and state = 'open' and is_free`,
  );
  await run(sql`create index offer_title_near on shelves.offer using gist (instance_id, pt)
    where is_public and state = 'open' and is_free`);
  await run(sql`vacuum analyze`);
}

async function times(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await work(i);
    found.push(performance.now() - began);
  }
  return found;
}

const personId = (n: number): string => `00000000-0000-7000-8001-${n.toString(16).padStart(12, "0")}`;
const actorOf = (n: number): Actor => onBehalfOf(personId(n));
const somebody = (seed: number): number => Math.floor(PEOPLE * share(seed));

async function measureNear(db: Db): Promise<void> {
  const cells = new Map<number, number>();
  const { rows } = await sql<{
    cell: number;
    n: number;
  }>`select p.cell, ('x' || right(p.person_id::text, 12))::bit(48)::bigint as n
    from neighbours.person p order by md5(p.person_id::text) limit 700`.execute(db);
  for (const row of rows) cells.set(row.n, row.cell);
  const people = [...cells];
  const near = (i: number): Promise<unknown> =>
    findNearby(db, personId(people[i]![0]), people[i]![1] as Parameters<typeof findNearby>[2], {
      radiusKm: 5,
    });
  await times(100, near);
  const found = await times(600, (i) => near(i + 100));
  print("copies near, p50", percentile(found, 0.5), "ms");
  print("copies near, p95", percentile(found, 0.95), "ms", { target: 20 });
}

async function measureWays(db: Db): Promise<void> {
  const twenty = (i: number): number[] =>
    Array.from({ length: 20 }, (_, k) => 1 + Math.floor(TITLES * share(i * 20 + k + 1) ** 3));
  const ways = async (i: number): Promise<void> => {
    const ids = twenty(i);
    await Promise.all([
      availabilityOf(db, ids),
      offersOf(db, personId(somebody(i + 11)), ids),
      copiesInNests(db, ids),
    ]);
  };
  await times(50, ways);
  const found = await times(400, (i) => ways(i + 50));
  print("ways to 20 titles, p50", percentile(found, 0.5), "ms");
  print("ways to 20 titles, p95", percentile(found, 0.95), "ms", { target: 30 });
}

/** Thirty-two readers ask for one book; all say yes at once from 32 connections: one loan, and how long its owner waits. */
async function measureAccept(db: Db): Promise<void> {
  // Opening 32 connections is no part of an answer.
  await Promise.all(Array.from({ length: RIVALS }, () => sql`select pg_sleep(0.2)`.execute(db)));
  const waits: number[] = [];
  const all: number[] = [];
  const alone: number[] = [];
  let agreed = 0;
  const ROUNDS = 40;
  for (let round = 0; waits.length < ROUNDS && round < 20 * ROUNDS; round++) {
    const owner = somebody(round * 97 + 5);
    const { rows } = await sql<{ copy_id: string }>`select o.copy_id from shelves.offer o
      where o.owner_id = ${personId(owner)} and o.state = 'open' and o.is_free limit 1`.execute(db);
    const copyId = rows[0]?.copy_id;
    if (!copyId) continue;
    const { rows: rivals } = await sql<{ person_id: string }>`select p.person_id from neighbours.person p
      join neighbours.person me on me.person_id = ${personId(owner)} and me.cell = p.cell and p.person_id <> me.person_id
      where not exists (select 1 from peer_loans.loan l where l.borrower_id = p.person_id)
      limit ${RIVALS}`.execute(db);
    if (rivals.length < RIVALS) continue;
    const loans: string[] = [];
    for (const rival of rivals) {
      const asker = onBehalfOf(rival.person_id);
      const made = await inTransaction(db, (tx) =>
        requestCopy(tx, asker, systemClock, { copyId, mode: "lend" }),
      );
      loans.push(made.id);
    }
    if (round % 2 === 0) {
      // Every other time the owner alone says yes, while 31 others wait.
      const asked = performance.now();
      await inTransaction(db, (tx) => acceptLoan(tx, actorOf(owner), systemClock, loans[0]!));
      alone.push(performance.now() - asked);
      continue;
    }
    const began = performance.now();
    let won = 0;
    await Promise.all(
      loans.map((loanId) =>
        inTransaction(db, (tx) => acceptLoan(tx, actorOf(owner), systemClock, loanId)).then(
          () => {
            won = performance.now() - began;
            agreed++;
          },
          () => undefined,
        ),
      ),
    );
    waits.push(won);
    all.push(performance.now() - began);
  }
  if (agreed !== waits.length) throw new Error(`${agreed} loans for ${waits.length} copies`);
  print("accept while 32 have asked, p95", percentile(alone, 0.95), "ms", { rivals: RIVALS, target: 20 });
  print("accept with 32 rivals at once, p50", percentile(waits, 0.5), "ms", { rivals: RIVALS });
  print("accept with 32 rivals at once, p95", percentile(waits, 0.95), "ms", { rivals: RIVALS });
  print("all 32 answered after, p95", percentile(all, 0.95), "ms", { rivals: RIVALS });
}

async function measurePublish(db: Db): Promise<void> {
  const shelf = (i: number) => ({
    lines: Array.from({ length: 200 }, (_, k) => ({ title: `新书 ${i}-${k}`, author: "佚名" })),
    options: {
      modes: ["lend" as const],
      loanDays: 30,
      condition: "good" as const,
      note: "",
      shelf: "",
      audience: { public: true, radiusKm: 5, friends: false, circleIds: [] },
    },
  });
  const found = await times(20, (i) =>
    inTransaction(db, (tx) => publishCopies(tx, actorOf(somebody(i + 991)), systemClock, shelf(i))),
  );
  print("a shelf of 200 books published, p95", percentile(found, 0.95), "ms", { target: 1000 });
}

const folder = resolve(options.data);
const config = readConfig({ COMMONSHELF_DATA: folder, COMMONSHELF_DEMO: "off" });
const database = await openRegionDatabase(config, POOL, `bench-${randomUUID().slice(0, 8)}`);
try {
  const { rows } = await sql<{
    found: boolean;
  }>`select exists (select 1 from shelves.offer) as found`.execute(database.db);
  if (!rows[0]!.found) {
    const began = performance.now();
    await load(database.db);
    print("loaded", (performance.now() - began) / 1000, "s", { titles: TITLES, people: PEOPLE });
  }
  await measureNear(database.db);
  await measureWays(database.db);
  await measureAccept(database.db);
  await measurePublish(database.db);
} finally {
  await database.close();
  if (!options.keep) rmSync(folder, { recursive: true, force: true });
}
