import { sql } from "kysely";
import type { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { findPersonByLogin } from "../people/index.ts";
import { demandRole, roleIn } from "./access.ts";
import { type Collection, getCollection, listCollections, lockCollection } from "./collections.ts";
import { changesBetween } from "./compile.ts";
import { pagesOf } from "./object-pages.ts";
import type { CollectionObject } from "./objects.ts";
import { refuse } from "./refusals.ts";
import { liveConfig, revisionsOf } from "./revisions.ts";
import type {
  draftSchema,
  revisionSchema,
  workedCollectionSchema,
  workedObjectSchema,
  workerSchema,
} from "./schema.ts";
import { titleOf } from "./search/entry.ts";
import { countPublished } from "./search/index-build.ts";
import type { ObjectState, WorkerRole } from "./words.ts";

/** Collections that somebody works on, with what they may do and how many objects are in which state. */
export async function workedCollections(
  db: Db,
  actor: Actor,
  only?: Collection,
): Promise<z.output<typeof workedCollectionSchema>[]> {
  const [collections, members, counts] = await Promise.all([
    only ? [only] : listCollections(db),
    listMembers(db),
    sql<{ id: string; state: ObjectState; n: number }>`
      select o.collection_id as id, o.state, count(*)::int as n from collections.object o
      where ${only?.id ?? null}::uuid is null or o.collection_id = ${only?.id ?? null} group by 1, 2`.execute(
      db,
    ),
  ]);
  const codes = new Map(members.map((member) => [member.id, member.code]));
  const roles = await Promise.all(collections.map((one) => roleIn(db, actor, one)));
  return collections.flatMap((one, at) => {
    const role = roles[at];
    if (!role) return [];
    const objects = { draft: 0, review: 0, published: 0, withdrawn: 0 };
    for (const row of counts.rows) if (row.id === one.id) objects[row.state] = row.n;
    const { slug, liveNumber: live, isWithdrawn: withdrawn } = one;
    return [
      { slug, member: codes.get(one.memberId) ?? "", name: one.draft.name, role, live, withdrawn, objects },
    ];
  });
}

/** The draft of a collection, and what publishing it would change. */
export async function draftOf(db: Db, actor: Actor, slug: string): Promise<z.output<typeof draftSchema>> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "contributor");
  return await shownDraft(db, collection);
}

/** The same of a collection that is known. */
export async function shownDraft(db: Db, collection: Collection): Promise<z.output<typeof draftSchema>> {
  const changes = changesBetween(await liveConfig(db, collection), collection.draft);
  const objects = changes.some((one) => one.reindexes) ? await countPublished(db, collection.id) : 0;
  return { version: collection.draftVersion, config: collection.draft, changes, objects };
}

/** Published configurations of a collection, with who published them. */
export async function shownRevisions(
  db: Db,
  collection: Collection,
): Promise<z.output<typeof revisionSchema>[]> {
  return (await revisionsOf(db, collection.id)).map(({ indexNumber: _index, at, ...one }) => ({
    ...one,
    at: at.toISOString(),
    live: one.number === collection.liveNumber,
    building: one.number === collection.building,
  }));
}

/** An object as those who work on it see it. */
export async function shownObject(
  db: Db,
  collection: Collection,
  object: CollectionObject,
): Promise<z.output<typeof workedObjectSchema>> {
  const pages = await pagesOf(db, object.id);
  const { number, identifier, state, version, access, embargoUntil } = object;
  const title = titleOf(collection.draft, identifier, object.data);
  const cover = pages.find((page) => page.type.startsWith("image/"))?.fileId ?? null;
  return {
    number,
    identifier,
    title,
    state,
    version,
    values: object.data,
    access,
    embargoUntil,
    pages: pages.length,
    cover,
  };
}

/** Who works on a collection beside its library's cataloguers. */
export async function workersOf(db: Db, collectionId: string): Promise<z.output<typeof workerSchema>[]> {
  const { rows } = await sql<{ login: string; name: string; role: WorkerRole }>`
    select w.login, w.name, w.role from collections.worker w
    where w.collection_id = ${collectionId} order by w.name`.execute(db);
  return rows;
}

/**
 * Lets somebody work on a collection, or no longer (`role` null). Refuses `collection-unknown` 404, `forbidden` 403,
 * `worker-unknown` 404.
 */
export async function setWorker(
  tx: Tx,
  actor: Actor,
  slug: string,
  given: { login: string; role: WorkerRole | null },
): Promise<z.output<typeof workerSchema>[]> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  const person = await findPersonByLogin(tx, given.login);
  if (!person) throw refuse("worker-unknown");
  await sql`delete from collections.worker w
    where w.collection_id = ${collection.id} and w.person_id = ${person.id}`.execute(tx);
  if (given.role !== null)
    await sql`insert into collections.worker (collection_id, person_id, login, name, role)
      values (${collection.id}, ${person.id}, ${given.login}, ${person.name}, ${given.role})`.execute(tx);
  return await workersOf(tx, collection.id);
}
