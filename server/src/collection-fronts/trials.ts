import { sql } from "kysely";
import { demandRole, getCollection } from "../collections/index.ts";
import { type Config, configSchema } from "../collections/schema.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** How long what was not saved is kept. */
const KEPT = "1 day";

/** Puts down what a curator is changing. Refuses `collection-unknown` 404, `forbidden` 403. */
export async function keepTrial(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  slug: string,
  config: Config,
): Promise<void> {
  const collection = await getCollection(tx, slug);
  await demandRole(tx, actor, collection, "curator");
  await sql`insert into collection_fronts.trial as t (collection_id, person_id, config, at)
    values (${collection.id}, ${actor.personId}, ${JSON.stringify(config)}::jsonb, ${clock.now()})
    on conflict (collection_id, person_id) do update set config = excluded.config, at = excluded.at`.execute(
    tx,
  );
}

/** What somebody is changing in a collection; null: nothing. */
export async function findTrial(db: Db, actor: Actor, collectionId: string): Promise<Config | null> {
  const { rows } = await sql<{ config: unknown }>`select t.config from collection_fronts.trial t
    where t.collection_id = ${collectionId} and t.person_id = ${actor.personId}`.execute(db);
  return rows[0] ? configSchema.parse(rows[0].config) : null;
}

/** Forgets what was never saved. */
export async function forgetTrials(db: Db, clock: Clock): Promise<void> {
  await sql`delete from collection_fronts.trial t where t.at < ${clock.now()}::timestamptz - ${KEPT}::interval`.execute(
    db,
  );
}
