import { sql } from "kysely";
import type { Eraser } from "../kernel/room.ts";

/** Forgets a person: what they published and entered stays, without who did it. */
export const erasePerson: Eraser = async (tx, _clock, personId) => {
  await sql`delete from collections.worker where person_id = ${personId}`.execute(tx);
  await sql`update collections.revision set author_id = null, author_name = null
    where author_id = ${personId}`.execute(tx);
  await sql`update collections.object set author_id = null where author_id = ${personId}`.execute(tx);
  await sql`update collections.import_run set author_id = null where author_id = ${personId}`.execute(tx);
};
