import { type RawBuilder, sql } from "kysely";
import { getMember } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { BlockKind } from "../words.ts";

/** A reader may not borrow anywhere: why, since and until which day (both included; null: until it is lifted). */
export type Block = {
  id: string;
  memberId: number;
  kind: BlockKind;
  from: PlainDate;
  until: PlainDate | null;
};

const MOST_BLOCKS = 100;

/** SQL: true while any library's block holds for this person, by the day of the library that set it. */
function isBlockedPerson(personId: RawBuilder<unknown>, now: Date): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from people.block bl join consortium.member_fact bm on bm.id = bl.member_id
    where bl.person_id = ${personId} and bl.lifted_at is null
      and (${now}::timestamptz at time zone bm.time_zone)::date between bl.from_on and coalesce(bl.until_on, 'infinity'))`;
}

/**
 * Blocks the cards of whoever is blocked today and frees them when that is over; what a desk blocked by itself stays.
 * `people` null: everybody's, for a job: days begin and end without anybody doing something.
 */
export async function holdCards(db: Db, clock: Clock, people: readonly string[] | null): Promise<void> {
  const only = people && [...people];
  await sql`update people.card c set is_held = x.blocked,
      blocked_at = case when x.blocked then ${clock.now()}::timestamptz end
    from (select k.member_id, k.barcode, ${isBlockedPerson(sql`k.person_id`, clock.now())} as blocked
      from people.card k where (${only}::uuid[] is null or k.person_id = any(${only}::uuid[]))
        and (k.is_held or k.person_id in (select b.person_id from people.block b where b.lifted_at is null))) x
    where c.member_id = x.member_id and c.barcode = x.barcode and c.is_held <> x.blocked
      and (c.is_held or c.blocked_at is null)`.execute(db);
}

/** Blocks of a person that hold today or will; those that are over or lifted are left out. */
export async function blocksOf(db: Db, clock: Clock, personId: string): Promise<Block[]> {
  const { rows } = await sql<{
    id: string;
    member_id: number;
    kind: BlockKind;
    from_on: PlainDate;
    until_on: PlainDate | null;
  }>`select b.id, b.member_id, b.kind, b.from_on, b.until_on
    from people.block b join consortium.member_fact m on m.id = b.member_id
    where b.person_id = ${personId} and b.lifted_at is null
      and coalesce(b.until_on, 'infinity') >= (${clock.now()}::timestamptz at time zone m.time_zone)::date
    order by b.from_on, b.id limit ${MOST_BLOCKS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    kind: row.kind,
    from: row.from_on,
    until: row.until_on,
  }));
}

/**
 * Blocks readers on every card they have; returns the ids of the blocks. `from` absent: today at the library. Refuses
 * `patron-unknown` 404, `block-days-invalid` 400.
 */
export async function setBlocks(
  tx: Tx,
  clock: Clock,
  people: readonly string[],
  block: {
    memberId: number;
    kind: BlockKind;
    from?: PlainDate | undefined;
    until?: PlainDate | null | undefined;
  },
): Promise<string[]> {
  const { timeZone } = await getMember(tx, block.memberId);
  const from = block.from ?? dateIn(timeZone, clock.now());
  const until = block.until ?? null;
  if (until !== null && until < from) throw refuse("block-days-invalid");
  const ids: string[] = people.map(() => newId<"block">());
  const { rows } =
    await sql`insert into people.block (id, person_id, member_id, kind, from_on, until_on, set_at)
    select n.id, p.id, ${block.memberId}, ${block.kind}, ${from}::date, ${until}::date, ${clock.now()}
    from unnest(${ids}::uuid[], ${[...people]}::uuid[]) n(id, person_id)
    join people.person p on p.id = n.person_id and p.erased_at is null returning id`.execute(tx);
  if (rows.length < people.length) throw refuse("patron-unknown");
  await holdCards(tx, clock, people);
  return ids;
}

/** Lifts a block that the member set. Refuses `block-unknown` 404, also for another library's. */
export async function liftBlock(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  block: { personId: string; id: string },
): Promise<void> {
  const { rows } = await sql`update people.block b set lifted_at = ${clock.now()}
    where b.id::text = ${block.id} and b.person_id::text = ${block.personId} and b.lifted_at is null
      and (${actor.scope}::smallint is null or b.member_id = ${actor.scope}::smallint)
    returning b.id`.execute(tx);
  if (rows.length === 0) throw refuse("block-unknown");
  await holdCards(tx, clock, [block.personId]);
}
