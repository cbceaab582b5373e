import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { reportPosting, submitPosting } from "../moderation/index.ts";
import { type Cell, cellOf, centreOf, lockSharer, type Position, regionOf } from "../neighbours/index.ts";
import { mayDo } from "../people/index.ts";
import { newCode, readCode } from "./code.ts";
import { type NestState, type NestTrigger, nestStateAfter } from "./nest-states.ts";
import { constraintProblems } from "./problems.ts";
import { refuse } from "./refusals.ts";
import { estimateStock, type StockEstimate } from "./stock.ts";
import type { NestAccess, NestKind } from "./words.ts";

/** What a steward says of a nest. `opening`: as people write it, or `opening_hours` of OpenStreetMap. */
export type NestWords = {
  name: string;
  kind: NestKind;
  address: string;
  opening: string;
  access: NestAccess;
  forChildren: boolean;
  capacity: number | null;
};

/** A nest as everybody sees it. `km`: from where somebody looks, by its square; null where nobody looks from. */
export type Nest = NestWords & {
  id: string;
  code: string;
  position: Position;
  state: NestState;
  stock: StockEstimate;
  km: number | null;
};

type Row = {
  id: string;
  code: string;
  name: string;
  kind: NestKind;
  lon: number;
  lat: number;
  address: string;
  opening: string;
  access: NestAccess;
  for_children: boolean;
  capacity: number | null;
  state: NestState;
  counted: number | null;
  counted_at: Date | null;
  put_in: number;
  taken_out: number;
  seen_at: Date | null;
  km?: number;
};

const columns = sql`n.id, n.code, case when n.words_public then n.name else n.code end as name, n.kind, n.pt[0] as lon, n.pt[1] as lat, case when n.words_public then n.address else '' end as address,
  case when n.words_public then n.opening else '' end as opening, n.access, n.for_children, n.capacity, n.state, n.counted, n.counted_at, n.put_in, n.taken_out, n.seen_at`;

function toNest(row: Row, now: Date): Nest {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    position: { lat: row.lat, lon: row.lon },
    address: row.address,
    opening: row.opening,
    access: row.access,
    forChildren: row.for_children,
    capacity: row.capacity,
    state: row.state,
    stock: estimateStock(
      {
        counted: row.counted,
        countedAt: row.counted_at,
        putIn: row.put_in,
        takenOut: row.taken_out,
        capacity: row.capacity,
        seenAt: row.seen_at,
      },
      now,
    ),
    km: row.km === undefined ? null : Math.round(row.km * 10) / 10,
  };
}

/** Nests on one page or map. */
const NESTS_PAGE = 200;

/**
 * Nests that are not closed, the nearest to a square first; without a square the newest. Never depends on more than the
 * square.
 */
export async function findNests(
  db: Db,
  clock: Clock,
  query: { cell?: Cell | null; radiusKm?: number; text?: string },
): Promise<Nest[]> {
  const words = query.text?.trim() ? `%${query.text.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const named = sql`n.state <> 'closed' and n.words_public
    and (${words}::text is null or n.name ilike ${words} or n.address ilike ${words})`;
  const rows = query.cell
    ? await nearest(db, query.cell, query.radiusKm ?? null, named)
    : await newest(db, named);
  return rows.map((row) => toNest(row, clock.now()));
}

async function newest(db: Db, named: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`select ${columns} from nests.nest n where ${named}
    order by n.created_at desc, n.id desc limit ${NESTS_PAGE}`.execute(db);
  return rows;
}

async function nearest(
  db: Db,
  cell: Cell,
  radiusKm: number | null,
  named: RawBuilder<unknown>,
): Promise<Row[]> {
  const { lat, lon } = centreOf(cell);
  const here = sql`point(${lon}, ${lat})`;
  const { rows } = await sql<Row>`
    select * from (select ${columns}, neighbours.kilometres(n.pt, ${here}) as km from nests.nest n where ${named}
      order by n.pt <-> ${here} limit ${NESTS_PAGE * 2}) n
    where ${radiusKm}::float8 is null or n.km <= ${radiusKm}::float8 order by n.km, n.id limit ${NESTS_PAGE}`.execute(
    db,
  );
  return rows;
}

/** A nest by the code printed at it, closed ones too. Refuses `nest-unknown` 404. */
export async function getNest(db: Db, clock: Clock, typed: string): Promise<Nest> {
  const code = readCode(typed);
  const { rows } = code
    ? await sql<Row>`select ${columns} from nests.nest n where n.code = ${code}`.execute(db)
    : { rows: [] };
  if (!rows[0]) throw refuse("nest-unknown");
  return toNest(rows[0], clock.now());
}

/** How a nest is called, by its id; null when there is none. */
export async function nestName(db: Db, nestId: string): Promise<string | null> {
  const { rows } = await sql<{
    name: string;
  }>`select case when n.words_public then n.name else n.code end as name
    from nests.nest n where n.id::text = ${nestId}`.execute(db);
  return rows[0]?.name ?? null;
}

/** A nest under its lock. */
export type LockedNest = { id: string; code: string; regionId: number; name: string; state: NestState };

/** Locks a nest until the transaction ends. Refuses `nest-unknown` 404. */
export async function lockNest(tx: Tx, typed: string): Promise<LockedNest> {
  const code = readCode(typed);
  if (!code) throw refuse("nest-unknown");
  return await lockWhere(tx, sql`n.code = ${code}`);
}

/** As `lockNest`, by the nest's id. */
export async function lockNestById(tx: Tx, nestId: string): Promise<LockedNest> {
  return await lockWhere(tx, sql`n.id::text = ${nestId}`);
}

async function lockWhere(tx: Tx, where: RawBuilder<unknown>): Promise<LockedNest> {
  const { rows } = await sql<{ id: string; code: string; region_id: number; name: string; state: NestState }>`
    select n.id, n.code, n.region_id, n.name, n.state from nests.nest n where ${where} for update`.execute(
    tx,
  );
  const row = rows[0];
  if (!row) throw refuse("nest-unknown");
  return { id: row.id, code: row.code, regionId: row.region_id, name: row.name, state: row.state };
}

/** True for somebody who looks after a nest. */
export async function isNestSteward(db: Db, personId: string, nestId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from nests.steward s
    where s.nest_id = ${nestId} and s.person_id = ${personId} and s.agreed_at is not null`.execute(db);
  return rows.length > 0;
}

/** Locks a nest for one of its stewards, or the office of the region. Refuses `nest-unknown` 404, `forbidden` 403. */
export async function lockStewardedNest(tx: Tx, actor: Actor, code: string): Promise<LockedNest> {
  const nest = await lockNest(tx, code);
  const isOffice = mayDo(actor, "consortium.manage", null);
  if (!isOffice && !(await isNestSteward(tx, actor.personId, nest.id))) throw new Problem("forbidden", 403);
  return nest;
}

/** Nests somebody may register in a day. */
export const MOST_A_DAY = 5;

/**
 * Registers a nest at an exact public place; whoever does is its first steward, and others confirm that it is there.
 * Refuses `minor-guarded-only` 403 (nests are met by strangers), `nests-exhausted` 429, `nest-name-invalid` 400,
 * `text-refused` 422.
 */
export async function registerNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NestWords & { position: Position },
): Promise<{ code: string }> {
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.isMinor) throw refuse("minor-guarded-only");
  const now = clock.now();
  const { rows } = await sql<{ count: number }>`select count(*) as count from nests.nest n
    where n.founded_by = ${actor.personId} and n.created_at > ${now}::timestamptz - interval '1 day'`.execute(
    tx,
  );
  if (rows[0]!.count >= MOST_A_DAY) throw refuse("nests-exhausted", { limit: MOST_A_DAY });
  const id = newId<"nest">() as string;
  const code = newCode();
  const { position, name, kind, address, opening, access, forChildren, capacity } = input;
  await refuseOn(constraintProblems, () =>
    sql`insert into nests.nest (id, code, region_id, name, kind, pt, address, opening, access, for_children, capacity,
        state, founded_by, created_at)
      values (${id}, ${code}, ${regionOf(cellOf(position))}, ${name}, ${kind}, point(${position.lon}, ${position.lat}),
        ${address}, ${opening}, ${access}, ${forChildren}, ${capacity}, 'unverified', ${actor.personId}, ${now})`.execute(
      tx,
    ),
  );
  await sql`insert into nests.steward (nest_id, person_id, asked_at, agreed_at)
    values (${id}, ${actor.personId}, ${now}, ${now})`.execute(tx);
  await screenWords(tx, actor, clock, id, input);
  return { code };
}

/** Changes what a nest says of itself. Refuses as `lockStewardedNest`, `nest-name-invalid` 400, `text-refused` 422. */
export async function changeNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  words: NestWords,
): Promise<void> {
  const nest = await lockStewardedNest(tx, actor, code);
  await refuseOn(constraintProblems, () =>
    sql`update nests.nest set name = ${words.name}, kind = ${words.kind}, address = ${words.address},
        opening = ${words.opening}, access = ${words.access}, for_children = ${words.forChildren},
        capacity = ${words.capacity}, version = version + 1 where id = ${nest.id}`.execute(tx),
  );
  await screenWords(tx, actor, clock, nest.id, words);
}

/** Kind of this room's postings, for the moderators. */
export const NEST_POSTING = "nest" as const;

/** Tells the moderators of a nest's words. Refuses `nest-unknown` 404, `already-reported` 409. */
export async function reportNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  words: string,
): Promise<void> {
  const { id } = await lockNest(tx, code);
  const { rows } = await sql<{ founded_by: string | null; name: string; address: string; opening: string }>`
    select n.founded_by, n.name, n.address, n.opening from nests.nest n where n.id = ${id}`.execute(tx);
  const { founded_by: personId, name, address, opening } = rows[0]!;
  const posting = { kind: NEST_POSTING, subject: id, personId, texts: [name, address, opening] };
  await reportPosting(tx, actor, clock, posting, words);
}

/** What a nest says of itself is looked at before others see it; the nest itself works meanwhile, under its code. */
async function screenWords(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  nestId: string,
  words: NestWords,
): Promise<void> {
  const texts = [words.name, words.address, words.opening];
  const posting = { kind: NEST_POSTING, subject: nestId, personId: actor.personId, texts, name: words.name };
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`update nests.nest set words_public = ${isPublic} where id = ${nestId}`.execute(tx);
}

/** Closes a nest or opens it again. Refuses as `lockStewardedNest`, `nest-not-so` 409. */
export async function openNest(
  tx: Tx,
  actor: Actor,
  code: string,
  trigger: Extract<NestTrigger, "close" | "reopen">,
): Promise<void> {
  await moveNest(tx, await lockStewardedNest(tx, actor, code), trigger);
}

/** Moves a locked nest along its table. Refuses `nest-not-so` 409. */
export async function moveNest(tx: Tx, nest: LockedNest, trigger: NestTrigger): Promise<void> {
  const next = nestStateAfter(nest.state, trigger);
  if (!next) throw refuse("nest-not-so");
  await sql`update nests.nest set state = ${next}, version = version + 1 where id = ${nest.id}`.execute(tx);
}
