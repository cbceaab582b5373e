import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Section } from "../object-formats/index.ts";
import { demandRole } from "./access.ts";
import { type Collection, lockCollection } from "./collections.ts";
import { type PageInput, setSections, writePages } from "./object-pages.ts";
import { refuse } from "./refusals.ts";
import { indexObjects } from "./search/index-build.ts";
import { readValues, type Texts } from "./values.ts";
import { type AccessLevel, isAtLeast, type ObjectState, type WorkerRole } from "./words.ts";

/** An object: its values as they were entered. */
export type CollectionObject = {
  id: string;
  number: number;
  collectionId: string;
  identifier: string;
  data: Record<string, string[]>;
  state: ObjectState;
  access: AccessLevel | null;
  embargoUntil: string | null;
  version: number;
};

type Row = {
  id: string;
  number: number;
  collection_id: string;
  identifier: string;
  data: Record<string, string[]>;
  state: ObjectState;
  access: AccessLevel | null;
  embargo_until: string | null;
  version: number;
};

const COLUMNS = sql`o.id, o.number, o.collection_id, o.identifier, o.data, o.state, o.access, o.embargo_until, o.version`;

function toObject(row: Row): CollectionObject {
  return {
    id: row.id,
    number: row.number,
    collectionId: row.collection_id,
    identifier: row.identifier,
    data: row.data,
    state: row.state,
    access: row.access,
    embargoUntil: row.embargo_until,
    version: row.version,
  };
}

/** An object by its number; undefined: there is none. */
export async function findObject(db: Db, number: number): Promise<CollectionObject | undefined> {
  const { rows } =
    await sql<Row>`select ${COLUMNS} from collections.object o where o.number = ${number}`.execute(db);
  return rows[0] && toObject(rows[0]);
}

/** Objects of a collection in a state, after a number, the first numbers first. */
export async function listObjects(
  db: Db,
  collectionId: string,
  filter: { state?: ObjectState | undefined; q?: string | undefined; after: number; limit: number },
): Promise<CollectionObject[]> {
  const { q } = filter;
  const words = q === undefined ? null : `%${q.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const number = q !== undefined && /^\d{1,15}$/.test(q) ? Number(q) : null;
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.object o
    where o.collection_id = ${collectionId} and o.number > ${filter.after}
      and (${filter.state ?? null}::text is null or o.state = ${filter.state ?? null})
      and (${words}::text is null or o.number = ${number} or o.identifier ilike ${words} or o.data::text ilike ${words})
    order by o.number limit ${filter.limit}`.execute(db);
  return rows.map(toObject);
}

/** What an object is made of when it is new or written again by an import. */
export type ObjectInput = {
  identifier: string;
  data: Texts;
  /** Null: its pages stay as they are. */
  pages: readonly PageInput[] | null;
  /** Of pages that stay: where which of their sections begin; none: as they are. */
  sections?: readonly Section[];
  state: ObjectState;
  access?: AccessLevel | null;
  embargoUntil?: string | null;
};

/**
 * Writes an object, new or known by its identifier, with its pages; the values were read before. To be called with the
 * collection locked; what readers find is brought up to date by `indexObjects`. Returns its id and whether it is new.
 */
export async function writeObject(
  tx: Tx,
  actor: Actor,
  collection: Collection,
  input: ObjectInput,
): Promise<{ id: string; number: number; isNew: boolean }> {
  const { rows } = await sql<{ id: string; number: number; is_new: boolean }>`
    insert into collections.object as o (id, collection_id, identifier, data, state, access, embargo_until, author_id)
    values (${newId<"object">()}, ${collection.id}, ${input.identifier}, ${JSON.stringify(input.data)}::jsonb,
      ${input.state}, ${input.access ?? null}, ${input.embargoUntil ?? null}::date, ${actor.personId})
    on conflict (collection_id, identifier) do update set data = o.data || excluded.data, version = o.version + 1,
      changed_at = now(), state = case when excluded.state = 'published' then excluded.state else o.state end
    returning o.id, o.number, (o.xmax = 0) as is_new`.execute(tx);
  const { id, number, is_new: isNew } = rows[0]!;
  if (input.pages !== null) await writePages(tx, collection, id, input.pages);
  else if (input.sections?.length) await setSections(tx, id, input.sections);
  return { id, number, isNew };
}

/** Withdraws published objects by their identifiers; their addresses say so. To be called with the collection locked. */
export async function withdrawNamed(
  tx: Tx,
  collection: Collection,
  identifiers: readonly string[],
): Promise<void> {
  if (identifiers.length === 0) return;
  const { rows } = await sql<{
    id: string;
  }>`update collections.object o set state = 'withdrawn', version = o.version + 1,
      changed_at = now()
    where o.collection_id = ${collection.id} and o.identifier = any(${[...identifiers]}::text[]) and o.state = 'published'
    returning o.id`.execute(tx);
  await indexObjects(
    tx,
    collection,
    rows.map((row) => row.id),
  );
}

/**
 * The same for many objects without pages of their own at once, in one statement; no identifier stands twice among them.
 * Returns their ids and whether they are new, in no order.
 */
export async function writeObjects(
  tx: Tx,
  actor: Actor,
  collection: Collection,
  inputs: readonly Omit<ObjectInput, "pages" | "sections">[],
): Promise<{ id: string; isNew: boolean }[]> {
  const given = inputs.map((one) => ({
    ...one,
    id: newId<"object">(),
    embargo_until: one.embargoUntil ?? null,
  }));
  const { rows } = await sql<{ id: string; isNew: boolean }>`
    insert into collections.object as o (id, collection_id, identifier, data, state, access, embargo_until, author_id)
    select g.id, ${collection.id}, g.identifier, g.data, g.state, g.access, g.embargo_until, ${actor.personId}
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as g (id uuid, identifier text, data jsonb, state text, access text, embargo_until date)
    on conflict (collection_id, identifier) do update set data = o.data || excluded.data, version = o.version + 1,
      changed_at = now(), state = case when excluded.state = 'published' then excluded.state else o.state end
    returning o.id, (o.xmax = 0) as "isNew"`.execute(tx);
  return rows;
}

function demandValues(collection: Collection, data: Texts): void {
  const [first] = readValues(collection.draft, data).errors;
  if (first)
    throw refuse("object-values-wrong", { field: first.field, reason: first.code, detail: first.detail });
}

async function lockObject(
  tx: Tx,
  actor: Actor,
  number: number,
): Promise<{ object: CollectionObject; collection: Collection; role: WorkerRole }> {
  const found = await findObject(tx, number);
  if (!found) throw refuse("object-unknown");
  const collection = await lockCollection(tx, { id: found.collectionId });
  const role = await demandRole(tx, actor, collection, "contributor");
  return { object: (await findObject(tx, number))!, collection, role };
}

/**
 * Enters an object by hand, as a draft. Refuses `collection-unknown` 404, `forbidden` 403, `object-values-wrong` 400,
 * `object-identifier-taken` 409.
 */
export async function addObject(
  tx: Tx,
  actor: Actor,
  slug: string,
  input: { identifier: string; values: Record<string, string[]> },
): Promise<CollectionObject> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "contributor");
  demandValues(collection, input.values);
  const { rows } = await refuseOn({ object_once: () => refuse("object-identifier-taken") }, () =>
    sql<Row>`insert into collections.object as o (id, collection_id, identifier, data, author_id)
      values (${newId<"object">()}, ${collection.id}, ${input.identifier}, ${JSON.stringify(input.values)}::jsonb,
        ${actor.personId}) returning ${COLUMNS}`.execute(tx),
  );
  return toObject(rows[0]!);
}

/**
 * Changes values and access of an object. A contributor changes drafts only. Refuses `object-unknown` 404, `forbidden`
 * 403, `object-changed` 409, `object-state` 409 (withdrawn), `object-values-wrong` 400.
 */
export async function changeObject(
  tx: Tx,
  actor: Actor,
  number: number,
  change: {
    version: number;
    values?: Record<string, string[]> | undefined;
    access?: AccessLevel | null | undefined;
    embargoUntil?: string | null | undefined;
  },
): Promise<CollectionObject> {
  const { object, collection, role } = await lockObject(tx, actor, number);
  if (role === "contributor" && object.state !== "draft") throw new Problem("forbidden", 403);
  if (object.state === "withdrawn") throw refuse("object-state", { state: object.state });
  if (object.version !== change.version) throw refuse("object-changed");
  const data = { ...object.data, ...change.values };
  if (change.values) demandValues(collection, data);
  const { rows } = await sql<Row>`update collections.object as o set data = ${JSON.stringify(data)}::jsonb,
      access = ${change.access === undefined ? object.access : change.access},
      embargo_until = ${change.embargoUntil === undefined ? object.embargoUntil : change.embargoUntil}::date,
      version = o.version + 1, changed_at = now()
    where o.id = ${object.id} returning ${COLUMNS}`.execute(tx);
  await indexObjects(tx, collection, [object.id]);
  return toObject(rows[0]!);
}

/** From which state an object goes to which, and who may take it there. */
const objectMoves: Readonly<Record<ObjectState, Partial<Record<ObjectState, WorkerRole>>>> = {
  draft: { review: "contributor", published: "editor" },
  review: { draft: "editor", published: "editor" },
  published: { draft: "editor", withdrawn: "editor" },
  withdrawn: { draft: "editor", published: "editor" },
};

/**
 * Takes an object from one state to another; a withdrawn one keeps its address, which says so. Refuses `object-unknown`
 * 404, `forbidden` 403, `object-state` 409.
 */
export async function moveObject(
  tx: Tx,
  actor: Actor,
  number: number,
  to: ObjectState,
): Promise<CollectionObject> {
  const { object, collection, role } = await lockObject(tx, actor, number);
  const least = objectMoves[object.state][to];
  if (!least) throw refuse("object-state", { state: object.state });
  if (!isAtLeast(role, least)) throw new Problem("forbidden", 403);
  const { rows } = await sql<Row>`update collections.object as o set state = ${to}, version = o.version + 1,
    changed_at = now() where o.id = ${object.id} returning ${COLUMNS}`.execute(tx);
  await indexObjects(tx, collection, [object.id]);
  const detail = { from: object.state, to };
  const subject = { kind: "collection-object", id: String(object.number) };
  await writeAudit(tx, actor, "collection-object.move", subject, collection.memberId, detail);
  return toObject(rows[0]!);
}
