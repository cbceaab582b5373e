import { sql } from "kysely";
import { photoKeys, removeFiles } from "../files/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { NEST_PHOTOS } from "./photos.ts";
import { tellOrphans } from "./stewards.ts";

/** Takes somebody out of nests: what they did there stays, without them. Their pictures go after the commit. */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await sql`update nests.visit set person_id = null where person_id = ${personId}`.execute(tx);
  await sql`update nests.nest set founded_by = null where founded_by = ${personId}`.execute(tx);
  const left = await sql<{ nest_id: string }>`delete from nests.steward where person_id = ${personId}
    returning nest_id`.execute(tx);
  await tellOrphans(
    tx,
    clock,
    left.rows.map((row) => row.nest_id),
  );
  const { rows } = await sql<{
    id: string;
  }>`delete from nests.photo where taken_by = ${personId} returning id`.execute(tx);
  await removeFiles(
    tx,
    photoKeys(
      NEST_PHOTOS,
      rows.map((row) => row.id),
    ),
  );
}
