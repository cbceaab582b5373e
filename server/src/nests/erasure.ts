import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";

/** Takes somebody out of nests: what they did there stays, without them. Returns their pictures, to be thrown away. */
export async function eraseVisitor(tx: Tx, personId: string): Promise<{ photoIds: string[] }> {
  await sql`update nests.visit set person_id = null where person_id = ${personId}`.execute(tx);
  await sql`update nests.nest set founded_by = null where founded_by = ${personId}`.execute(tx);
  await sql`delete from nests.steward where person_id = ${personId}`.execute(tx);
  const { rows } = await sql<{
    id: string;
  }>`delete from nests.photo where taken_by = ${personId} returning id`.execute(tx);
  return { photoIds: rows.map((row) => row.id) };
}
