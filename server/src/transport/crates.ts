import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { isLate, loadRoads, type Roads } from "./arrivals.ts";
import { type CrateState, type CrateTrigger, crateStateAfter } from "./crate-states.ts";
import { refuse } from "./refusals.ts";
import type { crateFileSchema, crateItemSchema, crateSchema } from "./schema.ts";
import type { CrateList, CustodyEvent } from "./words.ts";

export type Crate = z.output<typeof crateSchema>;
type CrateItem = z.output<typeof crateItemSchema>;

type Row = {
  id: string;
  code: string;
  from_branch_id: number;
  to_branch_id: number;
  at_branch_id: number;
  state: CrateState;
  route: string | null;
  opened_at: Date;
  expected_on: PlainDate | null;
  items: number;
  left: number;
};

function select(where: RawBuilder<unknown>): RawBuilder<Row> {
  return sql<Row>`select c.id, c.code, c.from_branch_id, c.to_branch_id, c.at_branch_id, c.state, r.code as route,
      c.opened_at, c.expected_on,
      (select count(*) from transport.crate_item i where i.crate_id = c.id) as items,
      (select count(*) from transport.crate_item i join circulation.transit_fact t on t.id = i.transit_id
        where i.crate_id = c.id and t.ended_at is null) as left
    from transport.crate c left join transport.route r on r.id = c.route_id where ${where}`;
}

function toCrate(row: Row, roads: Roads, now: Date): Crate {
  return {
    code: row.code,
    fromBranchId: row.from_branch_id,
    toBranchId: row.to_branch_id,
    atBranchId: row.at_branch_id,
    state: row.state,
    route: row.route,
    openedAt: row.opened_at.toISOString(),
    expectedOn: row.expected_on,
    isLate: row.state === "on-the-road" && isLate(roads, now, row.to_branch_id, row.expected_on),
    items: row.items,
    left: row.left,
  };
}

/** A crate by its code, for a list or an answer. Refuses `crate-unknown` 404. */
export async function getCrate(db: Db, clock: Clock, code: string): Promise<Crate> {
  const { rows } = await select(sql`c.code = upper(${code})`).execute(db);
  if (!rows[0]) throw refuse("crate-unknown", { code });
  return toCrate(rows[0], await loadRoads(db), clock.now());
}

/** A crate as it is locked to be changed. */
export type Locked = {
  id: string;
  code: string;
  from_branch_id: number;
  to_branch_id: number;
  at_branch_id: number;
  state: CrateState;
};

/** Locks a crate. Refuses `crate-unknown` 404. */
export async function lockCrate(tx: Tx, code: string): Promise<Locked> {
  const { rows } = await sql<Locked>`
    select c.id, c.code, c.from_branch_id, c.to_branch_id, c.at_branch_id, c.state
    from transport.crate c where c.code = upper(${code}) for update`.execute(tx);
  if (!rows[0]) throw refuse("crate-unknown", { code });
  return rows[0];
}

/** Refuses `crate-state` 409 where the table has no such way; gives the state it leads to. */
export function demandState(crate: Locked, trigger: CrateTrigger): CrateState {
  const next = crateStateAfter(crate.state, trigger);
  if (!next) throw refuse("crate-state", { code: crate.code, state: crate.state });
  return next;
}

/** Moves a crate to its next state, with who has it now. Refuses `crate-state` 409. The caller has locked it. */
export async function moveCrate(
  tx: Tx,
  clock: Clock,
  crate: Locked,
  move: { trigger: CrateTrigger; event: CustodyEvent; branchId: number },
  more: { routeId?: number | null; expectedOn?: PlainDate } = {},
): Promise<void> {
  const state = demandState(crate, move.trigger);
  const isOver = state === "received" || state === "lost";
  await sql`update transport.crate set state = ${state}, at_branch_id = ${move.branchId},
      route_id = case when ${more.routeId !== undefined} then ${more.routeId ?? null}::int else route_id end,
      expected_on = coalesce(${more.expectedOn ?? null}::date, expected_on),
      closed_at = ${isOver ? clock.now() : null}
    where id = ${crate.id}`.execute(tx);
  await noteCustody(tx, clock, crate.id, move.event, move.branchId);
}

/** Writes down who had the crate when. */
export async function noteCustody(
  tx: Tx,
  clock: Clock,
  crateId: string,
  event: CustodyEvent,
  branchId: number,
): Promise<void> {
  await sql`insert into transport.custody (crate_id, at, event, branch_id)
    values (${crateId}, ${clock.now()}, ${event}, ${branchId}) on conflict do nothing`.execute(tx);
}

const WHICH: Record<CrateList, (branchId: number) => RawBuilder<unknown>> = {
  packing: (id) => sql`c.from_branch_id = ${id} and c.state in ('open', 'packed')`,
  leaving: (id) => sql`c.from_branch_id = ${id} and c.state = 'on-the-road'`,
  coming: (
    id,
  ) => sql`c.to_branch_id = ${id} and (c.state in ('packed', 'on-the-road') or c.state = 'received' and exists (
    select 1 from transport.crate_item i join circulation.transit_fact t on t.id = i.transit_id
    where i.crate_id = c.id and t.ended_at is null))`,
  past: (id) => sql`(c.from_branch_id = ${id} or c.to_branch_id = ${id}) and c.state in ('received', 'lost')`,
};

const placeShape = z.tuple([z.string(), z.string()]);

/** Crates of a branch, the newest first. */
export async function listCrates(
  db: Db,
  clock: Clock,
  branchId: number,
  filter: { list: CrateList; limit: number; cursor?: string | undefined },
): Promise<{ items: Crate[]; next: string | null }> {
  const after = readCursor(filter.cursor, placeShape);
  const from =
    after === null ? sql`true` : sql`(c.opened_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const { rows } = await sql<Row>`${select(sql`${WHICH[filter.list](branchId)} and ${from}`)}
    order by c.opened_at desc, c.id desc limit ${filter.limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, filter.limit, (row) => [row.opened_at.toISOString(), row.id]);
  const roads = await loadRoads(db);
  return { items: items.map((row) => toCrate(row, roads, clock.now())), next };
}

/** A crate with its manifest and the hands it went through. Refuses `crate-unknown` 404. */
export async function readCrate(
  db: Db,
  clock: Clock,
  code: string,
): Promise<z.output<typeof crateFileSchema>> {
  const crate = await getCrate(db, clock, code);
  const { rows: custody } = await sql<{ event: CustodyEvent; at: Date; branch_id: number }>`
    select e.event, e.at, e.branch_id from transport.custody e join transport.crate c on c.id = e.crate_id
    where c.code = upper(${code}) order by e.at, e.event`.execute(db);
  return {
    crate,
    items: await itemsIn(db, code),
    custody: custody.map((one) => ({ event: one.event, at: one.at.toISOString(), branchId: one.branch_id })),
  };
}

/** What is in a crate, in the order of call numbers. */
async function itemsIn(db: Db, code: string): Promise<CrateItem[]> {
  const { rows } = await sql<Omit<CrateItem, "state"> & { ended: boolean; lost: boolean }>`
    select i.item_id as "itemId", i.transit_id as "transitId", k.barcode, coalesce(l.title, '') as title,
      coalesce(k.call_number, '') as "callNumber", coalesce(k.member_id, 0) as "ownerMemberId", t.reason,
      t.ended_at is not null as ended, t.outcome is not distinct from 'lost' as lost
    from transport.crate c join transport.crate_item i on i.crate_id = c.id
    join circulation.transit_fact t on t.id = i.transit_id
    left join catalogue.copy_fact k on k.id = i.item_id left join catalogue.title_line l on l.id = k.instance_id
    where c.code = upper(${code}) order by k.call_number, i.item_id`.execute(db);
  return rows.map(({ ended, lost, ...row }) => ({
    ...row,
    state: lost ? "lost" : ended ? "arrived" : "on-the-way",
  }));
}
