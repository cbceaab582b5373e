import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { lockNest } from "./nests.ts";
import { refuse } from "./refusals.ts";
import type { VisitKind } from "./words.ts";

/** Minutes in which an act at a nest can be taken back: two taps lie one below the other. */
export const UNDO_MINUTES = 10;

type Act = { id: number; kind: VisitKind; books: number; scanned: boolean };

async function lastAct(db: Db, nestId: string, personId: string, now: Date): Promise<Act | undefined> {
  const { rows } =
    await sql<Act>`select v.id, v.kind, v.books, v.copy_id is not null as scanned from nests.visit v
    where v.nest_id = ${nestId} and v.person_id = ${personId}
      and v.at > ${now}::timestamptz - make_interval(mins => ${UNDO_MINUTES})
    order by v.at desc, v.id desc limit 1`.execute(db);
  return rows[0];
}

/** What somebody told last of a nest and can still take back; null: nothing. */
export async function undoable(
  db: Db,
  clock: Clock,
  nestId: string,
  personId: string,
): Promise<VisitKind | null> {
  const act = await lastAct(db, nestId, personId, clock.now());
  return act && !act.scanned ? act.kind : null;
}

/**
 * Takes back what the actor told last of a nest, as if it had not been: the estimate is what the other visits say.
 * Refuses in this order: `nest-unknown` 404, `visit-unknown` 404 (nothing within ten minutes), `visit-scanned` 409 (a
 * known book went with it: leaving it again says so).
 */
export async function undoVisit(tx: Tx, actor: Actor, clock: Clock, code: string): Promise<void> {
  const nest = await lockNest(tx, code);
  const act = await lastAct(tx, nest.id, actor.personId, clock.now());
  if (!act) throw refuse("visit-unknown");
  if (act.scanned) throw refuse("visit-scanned");
  await sql`delete from nests.visit where id = ${act.id}`.execute(tx);
  if (act.kind === "counted") await recount(tx, nest.id);
  await sql`update nests.nest set put_in = greatest(put_in - ${act.kind === "left" ? act.books : 0}, 0),
      taken_out = greatest(taken_out - ${act.kind === "took" ? act.books : 0}, 0),
      seen_at = (select max(v.at) from nests.visit v where v.nest_id = ${nest.id} and v.kind <> 'gone')
    where id = ${nest.id}`.execute(tx);
}

/** The count before, and what was put in and taken out since. */
async function recount(tx: Tx, nestId: string): Promise<void> {
  await sql`update nests.nest n set counted = c.books, counted_at = c.at,
      put_in = coalesce(s.put_in, 0), taken_out = coalesce(s.taken_out, 0)
    from (select 1) one
    left join lateral (select v.at, v.books from nests.visit v
      where v.nest_id = ${nestId} and v.kind = 'counted' order by v.at desc, v.id desc limit 1) c on true
    left join lateral (select sum(v.books) filter (where v.kind = 'left') as put_in,
        sum(v.books) filter (where v.kind = 'took') as taken_out
      from nests.visit v where v.nest_id = ${nestId} and v.at > coalesce(c.at, '-infinity')) s on true
    where n.id = ${nestId}`.execute(tx);
}
