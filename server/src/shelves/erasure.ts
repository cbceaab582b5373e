import { sql } from "kysely";
import { photoKeys, removeFiles } from "../files/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { endAllOf } from "./copies/offer-rows.ts";
import { COPY_PHOTOS } from "./photos/photos.ts";
import { publishOffers } from "./titles/titles.ts";

/**
 * Takes somebody's books out of sharing. Books nobody ever asked for go with their pictures; of others the history stays,
 * without an owner. Pictures are thrown away after the commit.
 */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const titles = await sql<{ title_id: number }>`select distinct c.title_id from shelves.copy c
    where c.owner_id = ${personId}`.execute(tx);
  const photos = await sql<{ id: string }>`delete from shelves.photo p using shelves.copy c
    where c.id = p.copy_id and c.owner_id = ${personId} returning p.id`.execute(tx);
  await sql`delete from shelves.copy c where c.owner_id = ${personId} and not c.was_asked`.execute(tx);
  await endAllOf(tx, personId);
  await sql`update shelves.copy set owner_id = null, state = 'retired', note = '', shelf = '', reading = 'none'
    where owner_id = ${personId}`.execute(tx);
  await sql`update shelves.copy set custodian_id = null where custodian_id = ${personId}`.execute(tx);
  // Without a person it would be what a library's record says (proposeRecords).
  await sql`delete from shelves.title_mending where person_id = ${personId}`.execute(tx);
  await sql`delete from shelves.title_wording where person_id = ${personId}`.execute(tx);
  await sql`update shelves.title set typed_by = null where typed_by = ${personId}`.execute(tx);
  await publishOffers(
    tx,
    titles.rows.map((row) => row.title_id),
  );
  await removeFiles(
    tx,
    photoKeys(
      COPY_PHOTOS,
      photos.rows.map((row) => row.id),
    ),
  );
}
