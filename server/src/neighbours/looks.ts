import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import type { Cell } from "./cell.ts";
import { lockSharer } from "./persons.ts";

/** Squares somebody may look around in a day. */
const CELLS_PER_DAY = 60;

/**
 * The square to look around in: one's own, or the one stood in now. Looking around in many squares a day is copying
 * the map. Refuses `minor-guarded-only` 403, `place-needed` 409, `cells-exhausted` 429.
 */
export async function lookAround(tx: Tx, clock: Clock, personId: string, here: Cell | null): Promise<Cell> {
  const sharer = await lockSharer(tx, personId);
  if (sharer.isMinor) throw new Problem("minor-guarded-only", 403);
  const cell = here ?? sharer.cell;
  if (cell === null) throw new Problem("place-needed", 409);
  const day = dateIn(sharer.timeZone, clock.now());
  await sql`insert into neighbours.cell_look (person_id, day, cell) values (${personId}, ${day}::date, ${cell})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ looked: number }>`
    select count(*) as looked from neighbours.cell_look l where l.person_id = ${personId} and l.day = ${day}::date`.execute(
    tx,
  );
  if (rows[0]!.looked > CELLS_PER_DAY) throw new Problem("cells-exhausted", 429, { limit: CELLS_PER_DAY });
  return cell;
}

/** Drops squares looked at before yesterday. */
export async function forgetLooks(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from neighbours.cell_look
    where day < (${clock.now()}::timestamptz at time zone 'UTC')::date - 2`.execute(tx);
}
