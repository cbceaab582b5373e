import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { demandRole } from "./access.ts";
import { type Collection, lockCollection } from "./collections.ts";
import { changesBetween, demandWhole, hashOf } from "./compile.ts";
import { configOf } from "./known-configs.ts";
import { refuse } from "./refusals.ts";
import type { Change, Config } from "./schema.ts";
import { AT_ONCE, buildLater, buildNow, countPublished, goLive } from "./search/index-build.ts";

/** A published configuration, without what is in it. */
export type Revision = {
  number: number;
  indexNumber: number;
  hash: string;
  note: string;
  author: string | null;
  at: Date;
  changes: Change[];
};

type Row = {
  number: number;
  index_number: number;
  hash: string;
  note: string;
  author_name: string | null;
  created_at: Date;
  changes: Change[];
};

const COLUMNS = sql`r.number, r.index_number, encode(r.hash, 'hex') as hash, r.note, r.author_name, r.created_at, r.changes`;

function toRevision(row: Row): Revision {
  return {
    number: row.number,
    indexNumber: row.index_number,
    hash: row.hash,
    note: row.note,
    author: row.author_name,
    at: row.created_at,
    changes: row.changes,
  };
}

/** Published configurations, the newest first. */
export async function revisionsOf(db: Db, collectionId: string): Promise<Revision[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.revision r
    where r.collection_id = ${collectionId} order by r.number desc limit 200`.execute(db);
  return rows.map(toRevision);
}

/** What readers see now; null before the first publication. */
export async function liveConfig(db: Db, collection: Collection): Promise<Config | null> {
  return collection.liveNumber === null ? null : await configOf(db, collection.id, collection.liveNumber);
}

/**
 * Publishes a draft as a configuration that never changes. What only shows differently is seen at once; what has to be
 * indexed anew is built in the background when there are many objects, and the one before serves meanwhile.
 * Refuses `collection-unknown` 404, `forbidden` 403, `collection-building` 409, `collection-changed` 409 (the draft is not
 * the one that was looked at), `collection-config-wrong` 400, `collection-unchanged` 409.
 */
export async function publishDraft(
  tx: Tx,
  actor: Actor,
  slug: string,
  given: { version: number; note: string },
): Promise<Revision> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  if (collection.building !== null) throw refuse("collection-building");
  if (collection.draftVersion !== given.version) throw refuse("collection-changed");
  demandWhole(collection.draft);
  const changes = changesBetween(await liveConfig(tx, collection), collection.draft);
  if (changes.length === 0) throw refuse("collection-unchanged");
  const { rows: last } = await sql<{ n: number }>`select coalesce(max(r.number), 0)::int as n
    from collections.revision r where r.collection_id = ${collection.id}`.execute(tx);
  const number = last[0]!.n + 1;
  const isNew = collection.liveIndex === null || changes.some((change) => change.reindexes);
  const indexNumber = isNew ? number : collection.liveIndex!;
  const { rows } = await sql<Row>`
    insert into collections.revision as r (collection_id, number, config, hash, index_number, changes, note,
      author_id, author_name)
    values (${collection.id}, ${number}, ${JSON.stringify(collection.draft)}::jsonb, ${hashOf(collection.draft)},
      ${indexNumber}, ${JSON.stringify(changes)}::jsonb, ${given.note}, ${actor.personId},
      ${actor.name})
    returning ${COLUMNS}`.execute(tx);
  await show(tx, collection, { number, indexNumber });
  await note(tx, actor, collection, "collection.publish", number);
  return toRevision(rows[0]!);
}

/**
 * Lets readers see an earlier configuration again; the draft stays as it is. Refuses `collection-unknown` 404, `forbidden`
 * 403, `collection-building` 409, `revision-unknown` 404, `collection-unchanged` 409 (it is the live one).
 */
export async function restoreRevision(tx: Tx, actor: Actor, slug: string, number: number): Promise<Revision> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  if (collection.building !== null) throw refuse("collection-building");
  if (collection.liveNumber === number) throw refuse("collection-unchanged");
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.revision r
    where r.collection_id = ${collection.id} and r.number = ${number}`.execute(tx);
  if (!rows[0]) throw refuse("revision-unknown");
  const revision = toRevision(rows[0]);
  const isThere = revision.indexNumber === collection.liveIndex;
  // Its own index went when another took its place: it is built again under its own number.
  const indexNumber = isThere ? revision.indexNumber : number;
  await sql`update collections.revision set index_number = ${indexNumber}
    where collection_id = ${collection.id} and number = ${number}`.execute(tx);
  await show(tx, collection, { number, indexNumber });
  await note(tx, actor, collection, "collection.roll-back", number);
  return revision;
}

async function show(
  tx: Tx,
  collection: Collection,
  revision: { number: number; indexNumber: number },
): Promise<void> {
  const isThere = revision.indexNumber === collection.liveIndex;
  if (!isThere && (await countPublished(tx, collection.id)) > AT_ONCE) {
    await buildLater(tx, collection, revision.number);
    return;
  }
  const config = await configOf(tx, collection.id, revision.number);
  if (!isThere) await buildNow(tx, collection, config, revision.indexNumber);
  await goLive(tx, collection, revision);
}

async function note(
  tx: Tx,
  actor: Actor,
  collection: Collection,
  action: string,
  number: number,
): Promise<void> {
  const subject = { kind: "collection", id: collection.id };
  await writeAudit(tx, actor, action, subject, collection.memberId, { number });
}
