import { sql } from "kysely";
import type { Eraser } from "../kernel/room.ts";

/** Forgets a person: what they published stays, without who did it. */
export const erasePerson: Eraser = async (tx, _clock, personId) => {
  await sql`update exhibitions.edition set author_id = null, author_name = null
    where author_id = ${personId}`.execute(tx);
};
