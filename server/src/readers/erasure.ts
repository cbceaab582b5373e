import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { personMerging } from "../people/index.ts";
import { dropPhotos } from "./file/photos.ts";

/**
 * Forgets what libraries kept about a reader beside their records: notes, guarantors, pictures. Records that were joined into
 * theirs are forgotten as well, and can be parted no longer.
 */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await sql`delete from readers.note n where n.person_id = ${personId}`.execute(tx);
  await sql`delete from readers.guarantor g where g.person_id = ${personId}`.execute(tx);
  await dropPhotos(tx, personId, null);
  const { rows } = await sql<{ away_id: string; undone_at: Date | null }>`
    delete from readers.merge m where m.keep_id = ${personId} returning m.away_id, m.undone_at`.execute(tx);
  await sql`delete from readers.merge m where m.away_id = ${personId}`.execute(tx);
  for (const { away_id: awayId, undone_at: undoneAt } of rows)
    if (undoneAt === null) {
      await erasePerson(tx, clock, awayId);
      await personMerging.erasePerson(tx, clock, awayId);
    }
}
