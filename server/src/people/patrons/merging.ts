import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";

export { erasePerson } from "../erasure.ts";
export { lookUpActions } from "../look-ups.ts";
export { writeNameKeys } from "../name-keys.ts";
export { holdCards } from "./blocks.ts";

/** Nobody finds this record by its name any more: what it said stands in another one. */
export async function hideFromSearch(tx: Tx, personId: string): Promise<void> {
  await sql`update people.person set name_key = null where id = ${personId}`.execute(tx);
}
