import { sql } from "kysely";
import type { Eraser } from "../kernel/room.ts";

/** Forgets what a reader suggested; what others suggested of the same books stays. */
export const erasePerson: Eraser = async (tx, _clock, personId) => {
  await sql`delete from acquisitions.suggestion where person_id = ${personId}`.execute(tx);
};
