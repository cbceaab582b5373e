import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { tellMany } from "../peer-loans/index.ts";
import { ANSWER_DAYS, staleDays } from "./journey-states.ts";
import { lockJourney, move } from "./journeys.ts";

const MOST_AT_ONCE = 500;

/**
 * No news for long: whoever held the book last, else whoever started it, is asked once. Without an answer it counts as
 * lost; a find brings it back. Returns how many were asked and how many given up.
 */
export async function askAfterStale(tx: Tx, clock: Clock): Promise<{ asked: number; lost: number }> {
  const now = clock.now();
  const { rows: stale } = await sql<{ id: string; code: string; main: string; ask: string | null }>`
    update drifting.journey j set asked_at = ${now} from (
      select j.id, t.main from drifting.journey j join shelves.title_line t on t.id = j.title_id
      where j.asked_at is null and j.last_at < ${now}::timestamptz - make_interval(days => (case j.state
        when 'released' then ${staleDays.released} when 'passed' then ${staleDays.passed}
        when 'in-nest' then ${staleDays["in-nest"]} else ${staleDays["in-hand"]} end)::int)
        and j.state in ('in-hand', 'released', 'in-nest', 'passed')
      order by j.last_at limit ${MOST_AT_ONCE} for update of j skip locked) s
    where s.id = j.id returning j.id, j.code, s.main, coalesce(j.holder_id, j.started_by) as ask`.execute(tx);
  await tellMany(
    tx,
    clock,
    "drift-asked",
    stale.flatMap(({ ask, code, main }) =>
      ask === null ? [] : [{ personId: ask, params: { title: main, code }, loanId: null }],
    ),
  );
  const { rows: silent } = await sql<{ code: string }>`
    select j.code from drifting.journey j
    where j.asked_at < ${now}::timestamptz - make_interval(days => ${ANSWER_DAYS})
      and j.state in ('in-hand', 'released', 'in-nest', 'passed') order by j.asked_at limit ${MOST_AT_ONCE}
    for update skip locked`.execute(tx);
  for (const { code } of silent)
    await move(tx, clock, await lockJourney(tx, code), "lose", {
      holderId: null,
      place: "",
      cell: null,
      actorId: null,
      event: "lost",
    });
  return { asked: stale.length, lost: silent.length };
}

/** The book is still where it was: asked no more for a while. For its holder or whoever started it. */
export async function stillThere(tx: Tx, clock: Clock, code: string, personId: string): Promise<boolean> {
  const journey = await lockJourney(tx, code);
  if (journey.holderId !== personId && journey.startedBy !== personId) return false;
  await sql`update drifting.journey set asked_at = null, last_at = ${clock.now()} where id = ${journey.id}`.execute(
    tx,
  );
  return true;
}
