import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { lockSharer } from "./persons.ts";
import { lockPlaces, settlePlace } from "./places.ts";

/** Forgets where somebody is, what they are called, and who they are to others. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await lockPlaces(tx);
  await lockSharer(tx, personId);
  await sql`delete from neighbours.friendship where low_id = ${personId} or high_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from neighbours.block where person_id = ${personId} or blocked_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from neighbours.cell_look where person_id = ${personId}`.execute(tx);
  await sql`update neighbours.person set nickname = null, wanted_nickname = null, cell = null, pt = null, keeps_diary = false, cell_moves = '{}'
    where person_id = ${personId}`.execute(tx);
  await settlePlace(tx, personId);
}
