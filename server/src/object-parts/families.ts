import { type RawBuilder, sql } from "kysely";
import { titleOf } from "../collections/index.ts";
import type { Config } from "../collections/schema.ts";
import type { ObjectState } from "../collections/words.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { lockForArranging, type WorkedObject } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { Family } from "./schema.ts";

/** Parents above parents that are looked at: fonds, sub-fonds, series, sub-series, file, item, and as many again. */
const DEEPEST_FAMILY = 12;
/** Parts of one object that are put in order by hand. */
const MOST_ORDERED = 5_000;
/** Orders of before that are kept. */
const ORDERS_KEPT = 20;

/** An object of a family, as its row is read. */
export type Kin = {
  id: string;
  number: number;
  identifier: string;
  data: Record<string, string[]>;
  state: ObjectState;
  parts: number;
};

const KIN = sql`o.id, o.number, o.identifier, o.data, o.state,
  (select count(*)::int from object_parts.member c where c.collection_id = o.collection_id and c.parent = o.identifier) as parts`;

/** Objects that an object belongs to, the outermost first; in whatever state. */
export async function kinAbove(db: Db, objectId: string): Promise<Kin[]> {
  const { rows } = await sql<Kin>`
    with recursive above as (
      select o.id, 1 as depth from object_parts.member m
      join collections.object_fact o on o.collection_id = m.collection_id and o.identifier = m.parent
      where m.object_id = ${objectId}
      union all
      select o.id, a.depth + 1 from above a join object_parts.member m on m.object_id = a.id
      join collections.object_fact o on o.collection_id = m.collection_id and o.identifier = m.parent
      where a.depth < ${DEEPEST_FAMILY})
    select ${KIN} from above a join collections.object_fact o on o.id = a.id order by a.depth desc`.execute(
    db,
  );
  return rows;
}

/** Parts of an object in their order, after so many of them; `shown`: only those that readers find. */
export async function kinBelow(
  db: Db,
  of: { collectionId: string; identifier: string },
  page: { shown: boolean; offset: number; limit: number },
): Promise<Kin[]> {
  const { rows } = await sql<Kin>`select ${KIN} from object_parts.member m
    join collections.object_fact o on o.id = m.object_id
    where m.collection_id = ${of.collectionId} and m.parent = ${of.identifier}
      and (not ${page.shown} or o.state = 'published')
    order by m.place nulls last, o.number offset ${page.offset} limit ${page.limit}`.execute(db);
  return rows;
}

/** How many of its parts readers find. */
export async function countBelow(db: Db, of: { collectionId: string; identifier: string }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from object_parts.member m
    join collections.object_fact o on o.id = m.object_id
    where m.collection_id = ${of.collectionId} and m.parent = ${of.identifier} and o.state = 'published'`.execute(
    db,
  );
  return rows[0]!.n;
}

/** Which of these links would lead an object back to itself, all of them taken together; by identifier. */
async function circlesOf(
  tx: Tx,
  collectionId: string,
  links: readonly { identifier: string; parent: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ identifier: string }>`
    with recursive given as materialized (
      select g.identifier, g.parent from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as g (identifier text, parent text)),
    walk as (
      select g.identifier as start, g.parent as at, 1 as depth from given g
      union all
      select w.start, n.parent, w.depth + 1 from walk w
      cross join lateral (
        select g.parent from given g where g.identifier = w.at
        union all
        select m.parent from collections.object_fact o join object_parts.member m on m.object_id = o.id
        where o.collection_id = ${collectionId} and o.identifier = w.at
          and not exists (select 1 from given g where g.identifier = w.at)) n
      where w.at <> w.start and w.depth <= ${DEEPEST_FAMILY})
    select distinct w.start as identifier from walk w where w.at = w.start or w.depth > ${DEEPEST_FAMILY}`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.identifier));
}

/**
 * Objects that came say which they belong to, by identifiers: what came last, where one came twice. What would make a circle,
 * or go deeper than twelve, is left out. Returns how many were left out.
 */
export async function noteParents(
  tx: Tx,
  collectionId: string,
  given: readonly { identifier: string; parent: string; place?: number | null }[],
): Promise<number> {
  const links = [...new Map(given.map((link) => [link.identifier, link])).values()];
  const circles = await circlesOf(tx, collectionId, links);
  const sound = links.filter((link) => !circles.has(link.identifier));
  await sql`insert into object_parts.member (object_id, collection_id, parent, place)
    select o.id, o.collection_id, g.parent, g.place
    from jsonb_to_recordset(${JSON.stringify(sound)}::jsonb) as g (identifier text, parent text, place int)
    join collections.object_fact o on o.collection_id = ${collectionId} and o.identifier = g.identifier
    on conflict (object_id) do update set parent = excluded.parent, place = coalesce(excluded.place, object_parts.member.place)`.execute(
    tx,
  );
  return links.length - sound.length;
}

/**
 * Says which object of its collection an object belongs to; null: to none. Refuses `object-unknown` 404, `forbidden` 403,
 * `object-state` 409 (withdrawn), `parent-unknown` 404, `parent-circle` 409 (it would belong to itself, or too deep).
 */
export async function setParent(
  tx: Tx,
  actor: Actor,
  number: number,
  parent: string | null,
): Promise<Family> {
  const { object, collection } = await lockForArranging(tx, actor, number);
  if (parent === null)
    await sql`delete from object_parts.member m where m.object_id = ${object.id}`.execute(tx);
  else {
    const { rows } = await sql`select 1 from collections.object_fact o
      where o.collection_id = ${collection.id} and o.identifier = ${parent}`.execute(tx);
    if (rows.length === 0) throw refuse("parent-unknown", { name: parent });
    await sql`update object_parts.member m set place = null where m.object_id = ${object.id} and m.parent <> ${parent}`.execute(
      tx,
    );
    const left = await noteParents(tx, collection.id, [{ identifier: object.identifier, parent }]);
    if (left > 0) throw refuse("parent-circle", { name: parent });
  }
  return await familyOf(tx, object, collection.draft);
}

/**
 * Puts the parts of an object in order; how they stood before can be gone back to. Refuses as `setParent`, `family-changed` 409
 * (others belong to it than were named: somebody changed that since).
 */
export async function orderParts(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  number: number,
  numbers: readonly number[],
): Promise<Family> {
  const { object, collection } = await lockForArranging(tx, actor, number);
  const known = await kinBelow(tx, object, { shown: false, offset: 0, limit: MOST_ORDERED + 1 });
  const now = new Set(known.map((one) => one.number));
  if (
    now.size !== numbers.length ||
    new Set(numbers).size !== now.size ||
    numbers.some((one) => !now.has(one))
  )
    throw refuse("family-changed");
  await writeOrder(tx, actor, clock, object, known, numbers);
  return await familyOf(tx, object, collection.draft);
}

async function writeOrder(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  object: WorkedObject,
  known: readonly Kin[],
  numbers: readonly number[],
): Promise<void> {
  const before = known.map((one) => one.number);
  await sql`insert into object_parts.part_order (object_id, version, numbers, author_id, author_name, at)
    select ${object.id}, coalesce(max(p.version), 0) + 1, ${before}::bigint[], ${actor.personId}::uuid, ${actor.name},
      ${clock.now()}
    from object_parts.part_order p where p.object_id = ${object.id}`.execute(tx);
  await sql`delete from object_parts.part_order p where p.object_id = ${object.id} and p.version <= (
    select max(v.version) from object_parts.part_order v where v.object_id = ${object.id}) - ${ORDERS_KEPT}`.execute(
    tx,
  );
  const ids = new Map(known.map((one) => [one.number, one.id]));
  const places = numbers.map((one, at) => ({ id: ids.get(one)!, place: at + 1 }));
  await sql`update object_parts.member m set place = g.place
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as g (id uuid, place int)
    where m.object_id = g.id`.execute(tx);
}

/**
 * Puts the parts of an object in order as they stood before one of the last twenty orderings; what came since stands after them.
 * Refuses as `setParent`, `order-unknown` 404.
 */
export async function restoreOrder(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  number: number,
  version: number,
): Promise<Family> {
  const { object, collection } = await lockForArranging(tx, actor, number);
  const { rows } = await sql<{ numbers: number[] }>`select p.numbers from object_parts.part_order p
    where p.object_id = ${object.id} and p.version = ${version}`.execute(tx);
  if (!rows[0]) throw refuse("order-unknown");
  const known = await kinBelow(tx, object, { shown: false, offset: 0, limit: MOST_ORDERED });
  const now = new Set(known.map((one) => one.number));
  const stood = rows[0].numbers.filter((one) => now.has(one));
  const since = known.map((one) => one.number).filter((one) => !stood.includes(one));
  await writeOrder(tx, actor, clock, object, known, [...stood, ...since]);
  return await familyOf(tx, object, collection.draft);
}

/** Forgets who put parts in order. */
export async function forgetOrderer(tx: Tx, personId: string): Promise<void> {
  await sql`update object_parts.part_order set author_id = null, author_name = null
    where author_id = ${personId}`.execute(tx);
}

/** Ids of everything inside an object, at whatever depth, as a list in a statement: none of them comes through here. */
export const inside = (of: { collectionId: string; identifier: string }): RawBuilder<unknown> => sql`(
    with recursive inside as (
      select m.object_id, 1 as depth from object_parts.member m
      where m.collection_id = ${of.collectionId} and m.parent = ${of.identifier}
      union all
      select m.object_id, i.depth + 1 from inside i join collections.object_fact o on o.id = i.object_id
      join object_parts.member m on m.collection_id = o.collection_id and m.parent = o.identifier
      where i.depth < ${DEEPEST_FAMILY})
    select i.object_id from inside i)`;

/** The objects that some belong to, by their numbers, as far as readers find them. */
export async function parentsOf(db: Db, numbers: readonly number[]): Promise<Map<number, Kin>> {
  const { rows } = await sql<Kin & { of: number }>`select c.number as of, ${KIN}
    from collections.object_fact c join object_parts.member m on m.object_id = c.id
    join collections.object_fact o on o.collection_id = m.collection_id and o.identifier = m.parent
    where c.number = any(${[...numbers]}::bigint[]) and o.state = 'published'`.execute(db);
  return new Map(rows.map((row) => [row.of, row]));
}

/** To what an object belongs and what belongs to it, for those who work on it. */
export async function familyOf(db: Db, object: WorkedObject, config: Config): Promise<Family> {
  const line = ({ number, identifier, data, state, parts }: Kin): Family["parts"][number] => ({
    number,
    identifier,
    title: titleOf(config, identifier, data),
    state,
    parts,
  });
  const [above, below] = await Promise.all([
    kinAbove(db, object.id),
    kinBelow(db, object, { shown: false, offset: 0, limit: MOST_ORDERED }),
  ]);
  const { rows } = await sql<{ parent: string }>`select m.parent from object_parts.member m
    where m.object_id = ${object.id}`.execute(db);
  const { rows: before } = await sql<{ version: number; at: Date; author: string | null }>`
    select p.version, p.at, p.author_name as author from object_parts.part_order p
    where p.object_id = ${object.id} order by p.version desc`.execute(db);
  return {
    parent: rows[0]?.parent ?? null,
    above: above.map(line),
    parts: below.map(line),
    before: before.map((one) => ({ ...one, at: one.at.toISOString() })),
  };
}
