import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** Persons of the consortium's office, to be told what concerns nobody else. */
export async function officeIds(db: Db): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select o.person_id from people.office o order by o.person_id limit 50`.execute(db);
  return rows.map((row) => row.person_id);
}
