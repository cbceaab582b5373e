import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { declareItem } from "../circulation/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import type { DeskActor } from "./actor.ts";
import { expectedOn, HANDLING_MS, isLate, loadRoads } from "./arrivals.ts";
import { refuse } from "./refusals.ts";
import type { lateTransitSchema, searchSchema } from "./schema.ts";
import type { SearchState } from "./words.ts";

export type Search = z.output<typeof searchSchema>;
export type LateTransit = z.output<typeof lateTransitSchema>;

/** Most ways of one branch that are looked at for lateness. */
const MOST_WAYS = 1000;
/** A search that is over is shown so long. */
const SHOWN_DAYS = 60;

/** Ways to and from a branch that take longer than they should, the latest first; `searchId`: it is looked for. */
export async function lateTransits(db: Db, clock: Clock, branchId: number): Promise<LateTransit[]> {
  const now = clock.now();
  const { rows } = await sql<
    Omit<LateTransit, "sentAt" | "expectedOn"> & { sentAt: Date; handedOn: string | null }
  >`
    select t.id as "transitId", t.item_id as "itemId", c.barcode, coalesce(l.title, '') as title,
      t.from_branch_id as "fromBranchId", t.to_branch_id as "toBranchId", t.reason, t.sent_at as "sentAt",
      k.code as crate, case when k.state = 'on-the-road' then k.expected_on end as "handedOn", s.id as "searchId"
    from circulation.transit_fact t join catalogue.copy_fact c on c.id = t.item_id
    join catalogue.title_line l on l.id = c.instance_id
    left join transport.crate_item i on i.transit_id = t.id left join transport.crate k on k.id = i.crate_id
    left join transport.search s on s.transit_id = t.id
    where t.ended_at is null and (t.to_branch_id = ${branchId} or t.from_branch_id = ${branchId})
      and t.sent_at < ${new Date(now.getTime() - HANDLING_MS)}
    order by t.sent_at, t.id limit ${MOST_WAYS}`.execute(db);
  const roads = await loadRoads(db);
  const late: LateTransit[] = [];
  for (const { sentAt, handedOn, ...row } of rows) {
    const way = { from: row.fromBranchId, to: row.toBranchId, since: sentAt };
    const expected = handedOn ?? (await expectedOn(db, roads, now, way));
    if (isLate(roads, now, row.toBranchId, expected))
      late.push({ ...row, sentAt: sentAt.toISOString(), expectedOn: expected });
  }
  return late;
}

/** Begins a search of each of these ways (`t`) that is still under way and not looked for; returns how many began. */
export async function openSearchOf(tx: Tx, clock: Clock, which: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ id: string; item_id: number; from: number; to: number }>`
    select t.id, t.item_id, t.from_branch_id as "from", t.to_branch_id as "to" from circulation.transit_fact t
    where t.ended_at is null and ${which} and not exists (
      select 1 from transport.search s where s.transit_id = t.id) order by t.id`.execute(tx);
  for (const row of rows)
    await sql`insert into transport.search (id, transit_id, item_id, from_branch_id, to_branch_id, opened_at)
      values (${newId<"search">()}, ${row.id}, ${row.item_id}, ${row.from}, ${row.to}, ${clock.now()})
      on conflict (transit_id) do nothing`.execute(tx);
  return rows.length;
}

/**
 * An item that did not arrive is looked for at both ends. Refuses `transit-unknown` 404 (also for desks at neither end, and
 * for ways that have ended), `search-exists` 409.
 */
export async function openSearch(tx: Tx, actor: DeskActor, clock: Clock, transitId: string): Promise<Search> {
  const { rows } = await sql<{ searched: boolean }>`
    select exists (select 1 from transport.search s where s.transit_id = t.id) as searched
    from circulation.transit_fact t where t.id = ${isUuid(transitId) ? transitId : null}::uuid and t.ended_at is null
      and ${actor.place} in (t.from_branch_id, t.to_branch_id)`.execute(tx);
  if (!rows[0]) throw refuse("transit-unknown");
  if (rows[0].searched) throw refuse("search-exists");
  await openSearchOf(tx, clock, sql`t.id = ${transitId}`);
  return (await findSearches(tx, actor, sql`s.transit_id = ${transitId}`))[0]!;
}

type Row = Omit<
  Search,
  "sentAt" | "openedAt" | "fromLookedAt" | "toLookedAt" | "state" | "mayLook" | "mayGiveUp"
> & {
  sentAt: Date;
  openedAt: Date;
  fromLookedAt: Date | null;
  toLookedAt: Date | null;
  outcome: string | null;
  condition: string | null;
};

async function findSearches(
  db: Db,
  actor: DeskActor,
  where: RawBuilder<unknown>,
  limit = 1,
): Promise<Search[]> {
  const { rows } = await sql<Row>`
    select s.id, s.item_id as "itemId", c.barcode, coalesce(l.title, '') as title,
      coalesce(c.call_number, '') as "callNumber", coalesce(c.member_id, 0) as "ownerMemberId",
      s.from_branch_id as "fromBranchId", s.to_branch_id as "toBranchId", t.sent_at as "sentAt",
      s.opened_at as "openedAt", s.from_looked_at as "fromLookedAt", s.to_looked_at as "toLookedAt", t.outcome,
      c.condition
    from transport.search s join circulation.transit_fact t on t.id = s.transit_id
    left join catalogue.copy_fact c on c.id = s.item_id left join catalogue.title_line l on l.id = c.instance_id
    where ${where} order by s.opened_at desc, s.id desc limit ${limit}`.execute(db);
  return rows.map(({ outcome, condition, ...row }) => {
    const state = stateOf(outcome, condition);
    const isOpen = state === "looking";
    return {
      ...row,
      sentAt: row.sentAt.toISOString(),
      openedAt: row.openedAt.toISOString(),
      fromLookedAt: row.fromLookedAt?.toISOString() ?? null,
      toLookedAt: row.toLookedAt?.toISOString() ?? null,
      state,
      mayLook:
        isOpen &&
        ((row.fromBranchId === actor.place && row.fromLookedAt === null) ||
          (row.toBranchId === actor.place && row.toLookedAt === null)),
      mayGiveUp:
        isOpen && row.ownerMemberId === actor.scope && row.fromLookedAt !== null && row.toLookedAt !== null,
    };
  });
}

/** How a search stands, by how its way ended and what has become of the item. Pure. */
export function stateOf(outcome: string | null, condition: string | null): SearchState {
  if (outcome === null) return "looking";
  if (outcome !== "lost") return "found";
  return condition === "missing" || condition === "lost" || condition === null ? "given-up" : "reappeared";
}

const placeShape = z.tuple([z.string(), z.string()]);

/** Searches that concern a desk: at its end of the way, or of its library's items; those that are over for two months. */
export async function listSearches(
  db: Db,
  actor: DeskActor,
  clock: Clock,
  filter: { limit: number; cursor?: string | undefined },
): Promise<{ items: Search[]; next: string | null }> {
  const after = readCursor(filter.cursor, placeShape);
  const from =
    after === null ? sql`true` : sql`(s.opened_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const since = new Date(clock.now().getTime() - SHOWN_DAYS * DAY_MS);
  const rows = await findSearches(
    db,
    actor,
    sql`(s.from_branch_id = ${actor.place} or s.to_branch_id = ${actor.place} or c.member_id = ${actor.scope})
      and (t.ended_at is null or s.opened_at > ${since}) and ${from}`,
    filter.limit + 1,
  );
  return cutPage(rows, filter.limit, (row) => [row.openedAt, row.id]);
}

async function demandOpen(tx: Tx, actor: DeskActor, id: string): Promise<Search> {
  if (!isUuid(id)) throw refuse("search-unknown");
  await sql`select 1 from transport.search s where s.id = ${id} for update`.execute(tx);
  const [search] = await findSearches(tx, actor, sql`s.id = ${id}`);
  const isConcerned =
    search &&
    (search.fromBranchId === actor.place ||
      search.toBranchId === actor.place ||
      search.ownerMemberId === actor.scope);
  if (!isConcerned) throw refuse("search-unknown");
  if (search.state !== "looking") throw refuse("search-over", { state: search.state });
  return search;
}

/**
 * This desk has looked and not found it; that it is found, a scan tells. Refuses `search-unknown` 404 (also for desks at
 * neither end), `search-over` 409.
 */
export async function lookedInVain(tx: Tx, actor: DeskActor, clock: Clock, id: string): Promise<Search> {
  const search = await demandOpen(tx, actor, id);
  if (search.fromBranchId !== actor.place && search.toBranchId !== actor.place)
    throw refuse("search-unknown");
  await sql`update transport.search set
      from_looked_at = case when from_branch_id = ${actor.place} then coalesce(from_looked_at, ${clock.now()}) else from_looked_at end,
      to_looked_at = case when to_branch_id = ${actor.place} then coalesce(to_looked_at, ${clock.now()}) else to_looked_at end
    where id = ${id}`.execute(tx);
  return (await findSearches(tx, actor, sql`s.id = ${id}`))[0]!;
}

/**
 * The owner gives an item up that both ends have looked for: it is lost until a scan finds it. Refuses `search-unknown` 404,
 * `search-over` 409, `search-unfinished` 409, `item-condition` 409 (a load has withdrawn it meanwhile).
 */
export async function giveUp(tx: Tx, actor: DeskActor, clock: Clock, id: string): Promise<Search> {
  const search = await demandOpen(tx, actor, id);
  if (search.fromLookedAt === null || search.toLookedAt === null) throw refuse("search-unfinished");
  await declareItem(tx, actor, clock, { itemId: search.itemId, action: "lose", branchId: actor.place });
  await sql`update transport.search set given_up_at = ${clock.now()} where id = ${id}`.execute(tx);
  return (await findSearches(tx, actor, sql`s.id = ${id}`))[0]!;
}
