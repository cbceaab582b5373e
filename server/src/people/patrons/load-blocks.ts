import { sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import type { Clock, PlainDate } from "../../kernel/time.ts";
import type { BlockKind } from "../words.ts";
import { holdCards } from "./blocks.ts";

/** A block of another system that is taken over; `at`: its place among those given. */
type TakenBlock = {
  at: number;
  id: string;
  personId: string;
  kind: BlockKind;
  from: PlainDate | null;
  until: PlainDate | null;
};

/** What becomes of each, by its place: the same block again changes nothing, and one that is over is told as such. */
export async function judgeBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  given: readonly TakenBlock[],
): Promise<Map<number, "created" | "unchanged" | "block-over">> {
  await lockByName(tx, `people.load-blocks ${memberId}`);
  const { rows } = await sql<{ at: number; verdict: "created" | "unchanged" | "block-over" }>`
    select g.at, case
        when exists (select 1 from people.block b where b.person_id = g."personId" and b.member_id = ${memberId}
          and b.kind = g.kind and b.lifted_at is null and b.until_on is not distinct from g.until
          and (g."from" is null or b.from_on = g."from")) then 'unchanged'
        when g.until < (${clock.now()}::timestamptz at time zone m.time_zone)::date then 'block-over'
        else 'created' end as verdict
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as g(at int, "personId" uuid, kind text, "from" date, until date)
    cross join consortium.member_fact m where m.id = ${memberId}`.execute(tx);
  return new Map(rows.map((one) => [one.at, one.verdict]));
}

/** Writes blocks that were judged to be new. */
export async function writeBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  created: readonly TakenBlock[],
): Promise<void> {
  if (created.length === 0) return;
  await sql`insert into people.block (id, person_id, member_id, kind, from_on, until_on, set_at, is_loaded)
    select g.id, g."personId", ${memberId}, g.kind,
      coalesce(g."from", least(g.until, (${clock.now()}::timestamptz at time zone m.time_zone)::date)), g.until, ${clock.now()}, true
    from jsonb_to_recordset(${JSON.stringify(created)}::jsonb)
      as g(id uuid, "personId" uuid, kind text, "from" date, until date)
    cross join consortium.member_fact m where m.id = ${memberId}`.execute(tx);
  await holdCards(tx, clock, null);
}

/** Takes back the blocks a library has loaded, but for those that somebody here has lifted. With `dryRun` it only counts. */
export async function undoBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  dryRun: boolean,
): Promise<{ undone: number; kept: number; left: number }> {
  await lockByName(tx, `people.load-blocks ${memberId}`);
  const { rows } = await sql<{ id: string; lifted: boolean }>`select id, lifted_at is not null as lifted
    from people.block where member_id = ${memberId} and is_loaded for update`.execute(tx);
  const back = rows.filter((one) => !one.lifted).map((one) => one.id);
  if (!dryRun && back.length > 0) {
    await sql`delete from people.block where id = any(${back}::uuid[])`.execute(tx);
    await holdCards(tx, clock, null);
  }
  return { undone: back.length, kept: rows.length - back.length, left: 0 };
}
