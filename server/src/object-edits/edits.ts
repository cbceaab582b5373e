import { sql } from "kysely";
import { z } from "zod";
import {
  type Collection,
  demandRole,
  getCollection,
  indexObjects,
  lockCollection,
  readValues,
  titleOf,
  writeObject,
} from "../collections/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { changedValues } from "./changes.ts";
import { refuse } from "./refusals.ts";
import type { Edit, EditAction, EditFilter } from "./schema.ts";

const EDIT_JOB = "object-edits";
const BATCH = 200;
const SAMPLES = 20;
const payloadSchema = z.object({ id: z.string() });

type ObjectRow = { number: number; identifier: string; data: Record<string, string[]> };
type Stored = Omit<Edit, "samples" | "at"> & { collectionId: string; at: Date };

const COLUMNS = sql`e.id, e.collection_id as "collectionId", e.filter, e.action, e.state, e.objects, e.changed, e.refused,
  e.kept, e.author_name as author, e.created_at as at`;

/** Objects that a filter means and an action could change, after a number. Withdrawn ones stay as they are. */
async function objectsAfter(
  db: Db,
  collectionId: string,
  filter: EditFilter,
  action: EditAction,
  after: number,
): Promise<ObjectRow[]> {
  const { state, words, field, value } = filter;
  const escaped = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const holds = sql`coalesce(o.data -> ${field ?? ""}, '[]'::jsonb)`;
  const found = action.kind === "replace" ? escaped(JSON.stringify(action.find).slice(1, -1)) : null;
  const { rows } = await sql<ObjectRow>`
    select o.number, o.identifier, o.data from collections.object_fact o
    where o.collection_id = ${collectionId} and o.number > ${after} and o.state <> 'withdrawn'
      and (${state ?? null}::text is null or o.state = ${state ?? null})
      and (${words ?? ""} = '' or o.identifier || ' ' || o.data::text ilike ${escaped(words ?? "")})
      and (${field ?? null}::text is null or ${value ?? null}::text is null
        or case when ${value ?? ""} = '' then jsonb_array_length(${holds}) = 0 else ${holds} ? ${value ?? ""} end)
      and (${found}::text is null or (o.data -> ${action.field})::text like ${found})
    order by o.number limit ${BATCH}`.execute(db);
  return rows;
}

type Change = { row: ObjectRow; before: string[]; after: string[]; wrong: string | null };

/** What an action makes of these objects, those that stay the same left out. */
function changesOf(collection: Collection, action: EditAction, rows: readonly ObjectRow[]): Change[] {
  return rows.flatMap((row) => {
    const before = row.data[action.field] ?? [];
    const after = changedValues(action, before);
    if (after === before) return [];
    const { errors } = readValues(collection.draft, { ...row.data, [action.field]: [...after] });
    const wrong = errors.find((error) => error.field === action.field)?.code ?? null;
    return [{ row, before, after: [...after], wrong }];
  });
}

async function* batches(
  db: Db,
  collection: Collection,
  { filter, action }: Pick<Edit, "filter" | "action">,
): AsyncGenerator<Change[]> {
  let after = 0;
  for (;;) {
    const rows = await objectsAfter(db, collection.id, filter, action, after);
    if (rows.length === 0) return;
    yield changesOf(collection, action, rows);
    after = rows.at(-1)!.number;
  }
}

/** Tries an edit: how many objects would change, and how the first of them. Nothing is changed. */
export async function tryEdit(
  tx: Tx,
  actor: Actor,
  slug: string,
  given: { filter: EditFilter; action: EditAction },
): Promise<Edit> {
  const collection = await getCollection(tx, slug);
  await demandRole(tx, actor, collection, "editor");
  const named = [given.action.field, ...(given.filter.field ? [given.filter.field] : [])];
  const unknown = named.find((key) => !collection.draft.fields.some((field) => field.key === key));
  if (unknown !== undefined) throw refuse("edit-field-unknown", { field: unknown });
  let objects = 0;
  const samples: Edit["samples"] = [];
  for await (const changes of batches(tx, collection, given)) {
    objects += changes.length;
    for (const { row, before, after, wrong } of changes.slice(0, SAMPLES - samples.length))
      samples.push({
        number: row.number,
        title: titleOf(collection.draft, row.identifier, row.data),
        before,
        after,
        wrong,
      });
  }
  const id = newId<"edit">();
  await sql`insert into object_edits.edit (id, collection_id, filter, action, objects, author_id, author_name)
    values (${id}, ${collection.id}, ${JSON.stringify(given.filter)}::jsonb, ${JSON.stringify(given.action)}::jsonb,
      ${objects}, ${actor.personId}::uuid, ${actor.name})`.execute(tx);
  return shown((await findEdit(tx, id))!, samples);
}

function shown({ collectionId: _collection, at, ...edit }: Stored, samples: Edit["samples"] = []): Edit {
  return { ...edit, at: at.toISOString(), samples };
}

async function findEdit(db: Db, id: string): Promise<Stored | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Stored>`select ${COLUMNS} from object_edits.edit e where e.id = ${id}`.execute(
    db,
  );
  return rows[0];
}

/** Edits of a collection, the newest first. */
export async function editsOf(db: Db, actor: Actor, slug: string): Promise<Edit[]> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "editor");
  const { rows } = await sql<Stored>`select ${COLUMNS} from object_edits.edit e
    where e.collection_id = ${collection.id} and e.state <> 'tried' order by e.created_at desc limit 50`.execute(
    db,
  );
  return rows.map((row) => shown(row));
}

/**
 * Does an edit that was tried, or undoes one that was done, in the background. Refuses `edit-unknown` 404, `forbidden` 403,
 * `edit-state` 409, `edit-nothing` 409.
 */
export async function moveEdit(tx: Tx, actor: Actor, id: string, to: "running" | "undoing"): Promise<Edit> {
  const found = await findEdit(tx, id);
  if (!found) throw refuse("edit-unknown");
  const collection = await lockCollection(tx, { id: found.collectionId });
  await demandRole(tx, actor, collection, "editor");
  const edit = (await findEdit(tx, id))!;
  if (edit.state !== (to === "running" ? "tried" : "done")) throw refuse("edit-state", { state: edit.state });
  if (to === "running" && edit.objects === 0) throw refuse("edit-nothing");
  await sql`update object_edits.edit set state = ${to} where id = ${id}`.execute(tx);
  await enqueue(tx, EDIT_JOB, { id }, { queue: `${EDIT_JOB}-${collection.id}`, key: `${EDIT_JOB}-${id}` });
  return shown({ ...edit, state: to });
}

/** Background work: an edit is done or undone batch by batch, each with its index, and goes on where it was cut off. */
export function editJobs({ db }: Pick<RouteDeps, "db">): JobHandlers {
  return {
    [EDIT_JOB]: async (payload, stopping) => {
      const edit = await findEdit(db, payloadSchema.parse(payload).id);
      if (edit?.state === "running") await doEdit(db, edit, stopping);
      else if (edit?.state === "undoing") await undoEdit(db, edit, stopping);
    },
  };
}

function goOn(stopping: AbortSignal | undefined): void {
  if (stopping?.aborted) throw new Error("stopped between two batches of an edit");
}

async function doEdit(db: Db, edit: Stored, stopping: AbortSignal | undefined): Promise<void> {
  let after = 0;
  for (;;) {
    goOn(stopping);
    const last = await inTransaction(db, async (tx) => {
      const collection = await lockCollection(tx, { id: edit.collectionId });
      const rows = await objectsAfter(tx, collection.id, edit.filter, edit.action, after);
      const changes = await fresh(tx, edit, changesOf(collection, edit.action, rows));
      const good = changes.filter((change) => change.wrong === null);
      await writeFields(
        tx,
        collection,
        edit.action.field,
        good.map(({ row, after: values }) => ({ row, values })),
      );
      const items = good.map(({ row, before, after: values }) => ({
        number: row.number,
        before,
        after: values,
      }));
      await sql`insert into object_edits.edit_item (edit_id, object_number, before, after)
        select ${edit.id}, i.number, i.before, i.after
        from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i (number bigint, before jsonb, after jsonb)`.execute(
        tx,
      );
      await sql`update object_edits.edit set changed = changed + ${good.length},
        refused = refused + ${changes.length - good.length} where id = ${edit.id}`.execute(tx);
      return rows.at(-1)?.number ?? null;
    });
    if (last === null) break;
    after = last;
  }
  await sql`update object_edits.edit set state = 'done', ended_at = now() where id = ${edit.id}`.execute(db);
}

/** Without those that this edit has changed already, before it was cut off. */
async function fresh(tx: Tx, edit: Stored, changes: Change[]): Promise<Change[]> {
  const { rows } = await sql<{
    number: number;
  }>`select i.object_number as number from object_edits.edit_item i
    where i.edit_id = ${edit.id} and i.object_number = any(${changes.map((one) => one.row.number)}::bigint[])`.execute(
    tx,
  );
  const done = new Set(rows.map((row) => row.number));
  return changes.filter((change) => !done.has(change.row.number));
}

async function writeFields(
  tx: Tx,
  collection: Collection,
  field: string,
  changes: readonly { row: ObjectRow; values: string[] }[],
): Promise<void> {
  const ids: string[] = [];
  for (const { row, values } of changes) {
    const input = {
      identifier: row.identifier,
      data: { [field]: values },
      pages: null,
      state: "draft" as const,
    };
    ids.push((await writeObject(tx, systemActor, collection, input)).id);
  }
  await indexObjects(tx, collection, ids);
}

async function undoEdit(db: Db, edit: Stored, stopping: AbortSignal | undefined): Promise<void> {
  const { field } = edit.action;
  for (;;) {
    goOn(stopping);
    const isMore = await inTransaction(db, async (tx) => {
      const collection = await lockCollection(tx, { id: edit.collectionId });
      const { rows } = await sql<ObjectRow & { before: string[]; after: string[] }>`
        select o.number, o.identifier, o.data, i.before, i.after
        from object_edits.edit_item i join collections.object_fact o on o.number = i.object_number
        where i.edit_id = ${edit.id} and not i.undone order by i.object_number limit ${BATCH}`.execute(tx);
      const same = rows.filter((row) => JSON.stringify(row.data[field] ?? []) === JSON.stringify(row.after));
      await writeFields(
        tx,
        collection,
        field,
        same.map((row) => ({ row, values: row.before })),
      );
      await sql`update object_edits.edit_item set undone = true where edit_id = ${edit.id}
        and object_number = any(${rows.map((row) => row.number)}::bigint[])`.execute(tx);
      await sql`update object_edits.edit set kept = kept + ${rows.length - same.length} where id = ${edit.id}`.execute(
        tx,
      );
      return rows.length > 0;
    });
    if (!isMore) break;
  }
  await sql`update object_edits.edit set state = 'undone', ended_at = now() where id = ${edit.id}`.execute(
    db,
  );
}
