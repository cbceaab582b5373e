import { sql } from "kysely";
import {
  briefsOf,
  type Collection,
  demandRole,
  getCollection,
  hitsOf,
  indexObjects,
  lockCollection,
  readAddress,
  setGuests,
} from "../collections/index.ts";
import { type Config, configSchema } from "../collections/schema.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { LocalText } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type { NewPlacing, Placing } from "./schema.ts";
import type { LendingRule } from "./words.ts";

/** Objects placed by one action. */
const MOST_PLACED = 5_000;
/** Objects of a placing that its page shows. */
const SHOWN = 6;

/** What readers see of a collection. Refuses `collection-unknown` 404. */
async function shownConfig(db: Db, slug: string): Promise<{ collection: Collection; config: Config }> {
  const { rows } = await sql<{
    config: unknown;
  }>`select c.live_config as config from collections.collection_fact c
    where c.slug = ${slug} and c.live_config is not null and not c.is_withdrawn`.execute(db);
  if (!rows[0]) throw refuse("collection-unknown");
  return { collection: await getCollection(db, slug), config: configSchema.parse(rows[0].config) };
}

/** Numbers of what is meant: one object, or everything a search finds. Refuses `placing-many` 409. */
async function numbersMeant(
  db: Db,
  { number, source, within }: NewPlacing,
): Promise<{ numbers: number[]; sourceId: string | null }> {
  if (number !== undefined) return { numbers: [number], sourceId: null };
  if (source === undefined) return { numbers: [], sourceId: null };
  const { collection, config } = await shownConfig(db, source);
  const question = readAddress(new URLSearchParams(within), config);
  const hits = await hitsOf(db, collection, { ...question, offset: 0, limit: MOST_PLACED + 1 });
  if (hits.length > MOST_PLACED) throw refuse("placing-many", { most: MOST_PLACED });
  return { numbers: hits.map((hit) => hit.number), sourceId: collection.id };
}

/** Objects of other collections that readers find, each with what stands against its coming. */
async function candidates(
  db: Db,
  collection: Collection,
  numbers: readonly number[],
): Promise<{ number: number; isHere: boolean; isKept: boolean }[]> {
  const { rows } = await sql<{
    number: number;
    here: boolean;
    back: boolean;
    lends: LendingRule;
    own: boolean;
  }>`select s.number, g.number is not null as here, t.number is not null as back,
      coalesce(l.lends_to, 'own-library') as lends, s.member_id = ${collection.memberId} as own
    from collections.shown_object s
    left join object_guests.lending l on l.collection_id = s.collection_id
    left join collections.guest_fact g on g.collection_id = ${collection.id} and g.number = s.number
    left join object_guests.taken_back t on t.collection_id = ${collection.id} and t.number = s.number
    where s.number = any(${[...numbers]}::bigint[]) and s.collection_id <> ${collection.id}`.execute(db);
  return rows.map(({ number, here, back, lends, own }) => ({
    number,
    isHere: here,
    isKept: back || !(lends === "region" || (lends === "own-library" && own)),
  }));
}

/** Lets guests come and go, and readers find it so. Returns how many did. To be called with the collection locked. */
export async function showGuests(
  tx: Tx,
  clock: Clock,
  collection: Collection,
  change: Parameters<typeof setGuests>[3],
): Promise<number> {
  const changed = await setGuests(tx, clock, collection, change);
  const ids = changed.map((one) => one.objectId);
  await indexObjects(tx, collection, ids);
  return ids.length;
}

/**
 * Shows objects of other collections in one, without a copy. Refuses `collection-unknown` 404, `forbidden` 403 (who is no editor
 * of the collection), `placing-many` 409, `placing-nothing` 409 (all of it stands there, or is not lent).
 */
export async function place(tx: Tx, actor: Actor, clock: Clock, given: NewPlacing): Promise<Placing> {
  const collection = await lockCollection(tx, { slug: given.into });
  await demandRole(tx, actor, collection, "editor");
  const { numbers, sourceId } = await numbersMeant(tx, given);
  const found = await candidates(tx, collection, numbers);
  const already = found.filter((one) => one.isHere).length;
  const keptBack = found.filter((one) => !one.isHere && one.isKept).length;
  const come = found.flatMap((one) => (one.isHere || one.isKept ? [] : [one.number]));
  if (come.length === 0) throw refuse("placing-nothing", { already, keptBack });
  const id = newId<"placing">();
  await sql`insert into object_guests.placement (id, collection_id, source_id, objects, already, kept_back, author_id,
      author_name, at)
    values (${id}, ${collection.id}, ${sourceId}::uuid, ${come.length}, ${already}, ${keptBack},
      ${actor.personId}::uuid, ${actor.name}, ${clock.now()})`.execute(tx);
  await sql`insert into object_guests.placed (placing_id, number)
    select ${id}, n from unnest(${come}::bigint[]) n`.execute(tx);
  await showGuests(tx, clock, collection, { come });
  return (await findPlacing(tx, id))!;
}

/**
 * Objects that a collection showed elsewhere stand in it here as well, as far as they are here and lent. Returns their numbers here
 * by those they had. To be called with the collection locked.
 */
export async function placeNamed(
  tx: Tx,
  clock: Clock,
  collection: Collection,
  named: readonly { number: number; home: string; identifier: string }[],
): Promise<Map<number, number>> {
  const { rows } = await sql<{ there: number; number: number }>`select n.number as there, o.number
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n (number bigint, home text, identifier text)
    join collections.collection_fact h on h.slug = n.home
    join collections.object_fact o on o.collection_id = h.id and o.identifier = n.identifier`.execute(tx);
  const found = await candidates(
    tx,
    collection,
    rows.map((row) => row.number),
  );
  const come = new Set(found.flatMap((one) => (one.isHere || one.isKept ? [] : [one.number])));
  await showGuests(tx, clock, collection, { come: [...come] });
  return new Map(rows.flatMap((row) => (come.has(row.number) ? [[row.there, row.number]] : [])));
}

/**
 * Undoes a placing as one: what it brought goes, what came again since by another stays. Refuses `placing-unknown` 404,
 * `forbidden` 403, `placing-undone` 409.
 */
export async function undoPlacing(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<Placing> {
  const known = await findPlacing(tx, id);
  if (!known) throw refuse("placing-unknown");
  const collection = await lockCollection(tx, { slug: known.into.slug });
  await demandRole(tx, actor, collection, "editor");
  const { rows } = await sql`update object_guests.placement set undone_at = ${clock.now()}
    where id = ${id} and undone_at is null returning id`.execute(tx);
  if (rows.length === 0) throw refuse("placing-undone");
  const { rows: placed } = await sql<{ number: number }>`select p.number from object_guests.placed p
    where p.placing_id = ${id} and not exists (select 1 from object_guests.placed o
      join object_guests.placement b on b.id = o.placing_id
      where o.number = p.number and b.collection_id = ${collection.id} and b.undone_at is null)`.execute(tx);
  await showGuests(tx, clock, collection, { go: placed.map((one) => one.number) });
  return (await findPlacing(tx, id))!;
}

/** Takes one object out of a collection that is not its own. Refuses `collection-unknown` 404, `forbidden` 403, `guest-unknown` 404. */
export async function takeOut(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  slug: string,
  number: number,
): Promise<void> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "editor");
  if ((await showGuests(tx, clock, collection, { go: [number] })) === 0) throw refuse("guest-unknown");
  // No placing of before holds it here any more: when it is placed again, that one's undoing takes it out.
  await sql`delete from object_guests.placed p using object_guests.placement b
    where b.id = p.placing_id and b.collection_id = ${collection.id} and p.number = ${number}`.execute(tx);
}

type Row = Omit<Placing, "into" | "source" | "at"> & {
  slug: string;
  name: LocalText;
  sourceSlug: string | null;
  sourceName: LocalText | null;
  at: Date;
};

type Which = { id: string } | { collectionId: string; before: string | null };

async function placings(db: Db, which: Which, limit: number): Promise<Placing[]> {
  const condition =
    "id" in which
      ? sql`p.id = ${which.id}`
      : sql`p.collection_id = ${which.collectionId} and (${which.before}::uuid is null or p.id < ${which.before}::uuid)`;
  const { rows } = await sql<Row>`select p.id, c.slug, c.draft->'name' as name, s.slug as "sourceSlug",
      s.draft->'name' as "sourceName", p.objects, p.already, p.kept_back as "keptBack", p.author_name as author, p.at,
      p.undone_at is not null as undone
    from object_guests.placement p join collections.collection_fact c on c.id = p.collection_id
    left join collections.collection_fact s on s.id = p.source_id
    where ${condition} order by p.id desc limit ${limit}`.execute(db);
  return rows.map(({ slug, name, sourceSlug, sourceName, at, ...one }) => ({
    ...one,
    into: { slug, name },
    source: sourceSlug === null ? null : { slug: sourceSlug, name: sourceName ?? {} },
    at: at.toISOString(),
  }));
}

/** A placing; undefined: there is none. */
export async function findPlacing(db: Db, id: string): Promise<Placing | undefined> {
  return isUuid(id) ? (await placings(db, { id }, 1))[0] : undefined;
}

/** The first objects that a placing brought, with what readers see of the collection: as far as they find them there now. */
export async function firstPlaced(
  db: Db,
  { id, into, undone }: Placing,
): Promise<{ config: Config; hit: Awaited<ReturnType<typeof briefsOf>>[number] }[]> {
  const { rows } = await sql<{ number: number; isOpen: boolean }>`
    select p.number, c.live_number is not null and not c.is_withdrawn as "isOpen" from object_guests.placed p
    join object_guests.placement b on b.id = p.placing_id join collections.collection_fact c on c.id = b.collection_id
    where p.placing_id = ${id} order by p.number limit ${SHOWN}`.execute(db);
  if (undone || !rows[0]?.isOpen) return [];
  const { collection, config } = await shownConfig(db, into.slug);
  const numbers = rows.map((row) => row.number);
  return (await briefsOf(db, collection, numbers)).map((hit) => ({ config, hit }));
}

/** Placings in a collection, the newest first; `before`: the id of the last one seen. */
export async function placingsIn(
  db: Db,
  collectionId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<Placing[]> {
  return await placings(db, { collectionId, before }, limit);
}

/** Forgets who placed what. */
export async function forgetPlacer(tx: Tx, personId: string): Promise<void> {
  await sql`update object_guests.placement set author_id = null, author_name = null
    where author_id = ${personId}`.execute(tx);
}
