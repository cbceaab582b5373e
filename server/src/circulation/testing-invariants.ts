import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { allHoldStates, holdStates, liveHoldStates } from "../targeting/hold-states.ts";

/** Keeps every change of a hold's state in `circulation.hold_moves` of a test database; see `illegalMoves`. */
export async function watchHolds(db: Db): Promise<void> {
  await sql`create table circulation.hold_moves (id bigserial, hold_id uuid, was text, becomes text)`.execute(
    db,
  );
  await sql`create function circulation.keep_move() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then
      insert into circulation.hold_moves (hold_id, becomes) values (new.id, new.state);
    elsif old.state <> new.state then
      insert into circulation.hold_moves (hold_id, was, becomes) values (new.id, old.state, new.state);
    end if;
    return new; end $$`.execute(db);
  await sql`create trigger keep_move after insert or update on circulation.hold
    for each row execute function circulation.keep_move()`.execute(db);
}

/** Changes of state since the last call that the table of states does not have. */
export async function illegalMoves(db: Db): Promise<string[]> {
  const { rows } = await sql<{ hold_id: string; was: string | null; becomes: string }>`
    delete from circulation.hold_moves returning hold_id, was, becomes`.execute(db);
  const isLegal = (was: string | null, becomes: string): boolean =>
    was === null
      ? becomes === "waiting"
      : Object.values(holdStates[was as keyof typeof holdStates]).some((next) => next === becomes);
  return rows
    .filter((row) => !isLegal(row.was, row.becomes))
    .map((row) => `hold ${row.hold_id} went from ${row.was ?? "nothing"} to ${row.becomes}`);
}

/** What must hold between items, holds, transits and loans after every command; empty when all is well. */
export async function brokenInvariants(db: Db): Promise<string[]> {
  const { rows } = await sql<{ broken: string }>`
    with live as (
      select h.id, h.state, h.item_id, h.instance_id, h.pickup_branch_id, h.shelf_until, h.placed_at, h.person_id
      from circulation.hold h where h.state = any(${liveHoldStates}::text[])
    ), open_loan as (select l.id, l.item_id, l.person_id from circulation.loan l where l.returned_at is null
    ), live_transit as (
      select t.id, t.item_id, t.hold_id, t.to_branch_id, t.from_branch_id from circulation.transit t where t.ended_at is null
    ), copy as (
      select i.id, r.instance_id, i.home_branch_id, i.current_branch_id, i.condition, i.for_loan, s.status
      from catalogue.item i join catalogue.record r on r.id = i.record_id join circulation.item_state s on s.item_id = i.id
    )
    select 'item ' || item_id || ' has several open loans' as broken
      from open_loan group by item_id having count(*) > 1
    union all select 'item ' || item_id || ' has several live transits'
      from live_transit group by item_id having count(*) > 1
    union all select 'item ' || item_id || ' serves several holds'
      from live where item_id is not null group by item_id having count(*) > 1
    union all select 'item ' || l.item_id || ' is on loan and on its way'
      from open_loan l join live_transit t on t.item_id = l.item_id
    union all select 'item ' || l.item_id || ' is on loan and ' || h.state || ' for a hold'
      from open_loan l join live h on h.item_id = l.item_id
    union all select 'item ' || t.item_id || ' is on its way and ' || h.state || ' for a hold'
      from live_transit t join live h on h.item_id = t.item_id where h.state <> 'in-transit'
    union all select 'hold ' || h.id || ' travels without its transit'
      from live h left join live_transit t on t.item_id = h.item_id and t.hold_id = h.id
        and t.to_branch_id = h.pickup_branch_id
      where h.state = 'in-transit' and t.id is null
    union all select 'transit ' || t.id || ' travels for hold ' || t.hold_id || ' that is ' || h.state
      from live_transit t join live h on h.id = t.hold_id where h.state <> 'in-transit' or h.item_id <> t.item_id
    union all select 'transit ' || t.id || ' goes nowhere' from live_transit t where t.from_branch_id = t.to_branch_id
    union all select 'transit home of item ' || t.item_id || ' goes elsewhere'
      from live_transit t join copy c on c.id = t.item_id where t.hold_id is null and t.to_branch_id <> c.home_branch_id
    union all select 'hold ' || h.id || ' is ' || h.state || ' and its item is ' || coalesce(c.status, 'none')
      from live h left join copy c on c.id = h.item_id and c.instance_id = h.instance_id
      where h.state <> 'waiting' and c.status is distinct from case h.state
        when 'targeted' then 'requested' when 'in-transit' then 'in-transit' else 'on-hold-shelf' end
    union all select 'hold ' || h.id || ' is on the shelf of a branch its item is not at'
      from live h join copy c on c.id = h.item_id
      where h.state = 'on-shelf' and (c.current_branch_id <> h.pickup_branch_id or h.shelf_until is null)
    union all select 'hold ' || h.id || ' waits and has an item' from live h where h.state = 'waiting' and h.item_id is not null
    union all select 'hold ' || h.id || ' waits though item ' || c.id || ' is free'
      from live h join copy c on c.instance_id = h.instance_id and c.status = 'available'
      where h.state = 'waiting' and not exists (select 1 from circulation.hold_candidate k
        where k.hold_id = h.id and k.item_id = c.id and k.rejected = 'declined')
    union all select 'hold ' || h.id || ' waits though no copy can ever come'
      from live h where h.state = 'waiting' and not exists (select 1 from copy c
        where c.instance_id = h.instance_id and c.for_loan and c.condition not in ('lost', 'withdrawn'))
    union all select 'item ' || c.id || ' is ' || c.condition || ' and on its way'
      from copy c join live_transit t on t.item_id = c.id where c.condition in ('missing', 'lost')
    union all select 'item ' || c.id || ' lies unwanted at branch ' || c.current_branch_id
      from copy c where c.status in ('available', 'reference-only', 'requested') and c.home_branch_id <> c.current_branch_id
    union all select 'item ' || d.item_id || ' is to be taken down and ' || c.status
      from circulation.take_down d join copy c on c.id = d.item_id
      where c.status not in ('take-down', 'damaged') or c.current_branch_id <> d.branch_id
    union all select 'hold ' || h.id || ' is stalled and ' || h.state from live h join circulation.hold s on s.id = h.id
      where s.stalled_at is not null and h.state <> 'waiting'
    union all select 'loan ' || l.id || ' runs backwards'
      from circulation.loan l where l.returned_at < l.loaned_at or l.due_on < l.loaned_at::date
    union all select 'hold ' || h.id || ' ended without its day' from circulation.hold h
      where (h.closed_at is null) <> (h.state = any(${liveHoldStates}::text[]))
    union all select 'hold ' || h.id || ' is in no state' from circulation.hold h
      where h.state <> all(${allHoldStates}::text[])`.execute(db);
  return rows.map((row) => row.broken);
}
