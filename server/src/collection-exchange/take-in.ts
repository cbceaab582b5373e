import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { z } from "zod";
import { keepOriginal } from "../assets/index.ts";
import {
  type Collection,
  createCollection,
  indexObjects,
  lockCollection,
  publishDraft,
  saveDraft,
  writeObject,
} from "../collections/index.ts";
import type { Config } from "../collections/schema.ts";
import { findMemberByCode } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { Upload } from "../kernel/http/uploads.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { Problem } from "../kernel/problem.ts";
import { type Archive, openArchive } from "../object-formats/index.ts";
import { placeNamed } from "../object-guests/index.ts";
import { noteParents, setDirection } from "../object-parts/index.ts";
import { refuse } from "./refusals.ts";
import {
  EXPORT_VERSION,
  type ExportHead,
  type ExportObject,
  exportHeadSchema,
  exportObjectSchema,
  type takeInSchema,
} from "./schema.ts";

type ObjectInput = Parameters<typeof writeObject>[3];

const TAKE_JOB = "collections-take-in";
const BATCH = 20;
const LONGEST_HEAD = 32 * 2 ** 20;
const payloadSchema = z.object({ id: z.string() });

/** An export that was handed in and looked into. */
export type TakenExport = { id: string; head: ExportHead; objects: number };

const pathOf = (dataFolder: string, id: string): string =>
  join(dataFolder, "uploads", "collection-exchange", id);

async function textOf(archive: Archive, path: string): Promise<string> {
  const file = archive.files.find((one) => one.path === path);
  if (!file || file.bytes > 40 * LONGEST_HEAD) throw refuse("export-wrong", { place: path });
  return (await file.read()).toString("utf8");
}

async function headOf(archive: Archive): Promise<ExportHead> {
  const text = await textOf(archive, "collection.json");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw refuse("export-wrong", { place: "collection.json" });
  }
  const { version } = z.object({ version: z.number() }).catch({ version: 0 }).parse(given);
  if (version > EXPORT_VERSION) throw refuse("export-newer", { version });
  const read = exportHeadSchema.safeParse(given);
  if (!read.success)
    throw refuse("export-wrong", { place: `collection.json: ${read.error.issues[0]!.path.join(".")}` });
  return read.data;
}

async function objectsOf(archive: Archive): Promise<ExportObject[]> {
  const known = new Set(archive.files.map((file) => file.path));
  const lines = (await textOf(archive, "objects.ndjson")).split("\n").filter(Boolean);
  return lines.map((line, at) => {
    const wrong = (): never => {
      throw refuse("export-wrong", { place: `objects.ndjson: ${at + 1}` });
    };
    let given: unknown;
    try {
      given = JSON.parse(line);
    } catch {
      return wrong();
    }
    const read = exportObjectSchema.safeParse(given);
    if (!read.success || read.data.pages.some((page) => !known.has(page.file))) return wrong();
    return read.data;
  });
}

/**
 * Takes an upload and looks through it; what is refused is not kept. Refuses `export-wrong` 400 with the place,
 * `export-newer` 400, and as `openArchive`.
 */
export async function takeExport(dataFolder: string, upload: Upload): Promise<TakenExport> {
  const id = newId<"take-in">();
  const path = pathOf(dataFolder, id);
  await mkdir(join(path, ".."), { recursive: true });
  try {
    await pipeline(upload.stream, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    const archive = await openArchive(path);
    try {
      return { id, head: await headOf(archive), objects: (await objectsOf(archive)).length };
    } finally {
      archive.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Begins a collection from an export; its objects come in the background. Refuses as `createCollection`. */
export async function beginTakeIn(
  tx: Tx,
  actor: Actor,
  given: { member: string; slug?: string | undefined },
  taken: TakenExport,
): Promise<TakeIn> {
  const { id, head, objects } = taken;
  const member = await findMemberByCode(tx, given.member);
  const slug = given.slug ?? head.slug;
  const { template, name } = head.draft;
  await createCollection(tx, actor, { member: given.member, slug, template, name });
  await sql`insert into collection_exchange.take_in (id, member_id, slug, objects_total, author_id)
    values (${id}, ${member.id}, ${slug}, ${objects}, ${actor.personId}::uuid)`.execute(tx);
  await enqueue(tx, TAKE_JOB, { id }, { queue: TAKE_JOB, key: `${TAKE_JOB}-${id}` });
  return (await findTakeIn(tx, id))!;
}

export type TakeIn = z.output<typeof takeInSchema>;

const COLUMNS = sql`t.id, t.slug, t.state, t.objects_total as total, t.objects_done as done, t.problem, t.created_at as at`;

async function findTakeIn(db: Db, id: string): Promise<TakeIn | undefined> {
  const { rows } = await sql<Omit<TakeIn, "at"> & { at: Date }>`
    select ${COLUMNS} from collection_exchange.take_in t where t.id = ${id}`.execute(db);
  return rows[0] && { ...rows[0], at: rows[0].at.toISOString() };
}

/** What was taken in at these members, the newest first. */
export async function takeInsOf(db: Db, memberIds: readonly number[]): Promise<TakeIn[]> {
  const { rows } = await sql<Omit<TakeIn, "at"> & { at: Date }>`
    select ${COLUMNS} from collection_exchange.take_in t where t.member_id = any(${[...memberIds]}::smallint[])
    order by t.created_at desc limit 50`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Background work: objects come in batch by batch, and go on where they were cut off. */
export function takeInJobs(deps: RouteDeps): JobHandlers {
  return {
    [TAKE_JOB]: async (payload, stopping) => {
      const { id } = payloadSchema.parse(payload);
      const one = await findTakeIn(deps.db, id);
      if (one?.state !== "waiting") return;
      const path = pathOf(deps.config.dataFolder, id);
      try {
        await takeIn(deps, one, path, stopping);
        await sql`update collection_exchange.take_in set state = 'done', ended_at = now()
          where id = ${id}`.execute(deps.db);
      } catch (error) {
        // What cannot be read will not be better tomorrow; all else is tried again.
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        await sql`update collection_exchange.take_in set state = 'failed', ended_at = now(),
          problem = ${error.code} where id = ${id}`.execute(deps.db);
      }
      await rm(path, { force: true });
    },
  };
}

async function takeIn(
  deps: RouteDeps,
  one: TakeIn,
  path: string,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const archive = await openArchive(path);
  try {
    const head = await headOf(archive);
    const objects = await objectsOf(archive);
    for (let at = one.done; at < objects.length; at += BATCH) {
      if (stopping?.aborted) throw new Error("stopped between two batches of objects");
      await takeBatch(deps, archive, one, objects.slice(at, at + BATCH), at);
    }
    await finish(deps, one.slug, head);
  } finally {
    archive.close();
  }
}

async function takeBatch(
  deps: RouteDeps,
  archive: Archive,
  one: TakeIn,
  objects: readonly ExportObject[],
  at: number,
): Promise<void> {
  const byPath = new Map(archive.files.map((file) => [file.path, file]));
  const ready: (Omit<ExportObject, "pages"> & { pages: NonNullable<ObjectInput["pages"]> })[] = [];
  for (const object of objects) {
    const pages: NonNullable<ObjectInput["pages"]>[number][] = [];
    for (const { label, text, starts, name, file } of object.pages)
      pages.push({
        file: await keepOriginal(deps.config, name, await byPath.get(file)!.read()),
        label,
        text,
        starts,
      });
    ready.push({ ...object, pages });
  }
  await inTransaction(deps.db, async (tx) => {
    const collection: Collection = await lockCollection(tx, { slug: one.slug });
    const ids: string[] = [];
    for (const { direction, parent: _parent, place: _place, ...object } of ready) {
      const { id } = await writeObject(tx, systemActor, collection, object);
      await setDirection(tx, id, direction);
      ids.push(id);
    }
    await noteParents(
      tx,
      collection.id,
      ready.flatMap(({ identifier, parent, place }) =>
        parent === null ? [] : [{ identifier, parent, place }],
      ),
    );
    await indexObjects(tx, collection, ids);
    await sql`update collection_exchange.take_in set objects_done = ${at + objects.length}
      where id = ${one.id}`.execute(tx);
  });
}

/** The set-up, with objects named by the numbers they have here; first what readers saw, then what was drafted. */
async function finish({ db, clock }: RouteDeps, slug: string, head: ExportHead): Promise<void> {
  await inTransaction(db, async (tx) => {
    const collection = await lockCollection(tx, { slug });
    const { rows } = await sql<{ identifier: string; number: number }>`
      select o.identifier, o.number from collections.object_fact o where o.collection_id = ${collection.id}
        and o.identifier = any(${Object.values(head.references)}::text[])`.execute(tx);
    const known = new Map(rows.map((row) => [row.identifier, row.number]));
    const guests = await placeNamed(tx, clock, collection, head.guests);
    const here = (number: number): number[] => {
      const found = known.get(head.references[String(number)] ?? "") ?? guests.get(number);
      return found === undefined ? [] : [found];
    };
    const renamed = (config: Config): Config => ({
      ...config,
      featured: config.featured.flatMap((each) => here(each.object).map((object) => ({ ...each, object }))),
      topics: config.topics.map((topic) => ({
        ...topic,
        included: topic.included.flatMap(here),
        excluded: topic.excluded.flatMap(here),
      })),
    });
    let version = collection.draftVersion;
    if (head.live !== null && collection.liveNumber === null) {
      const saved = await saveDraft(tx, systemActor, slug, { version, config: renamed(head.live) });
      await publishDraft(tx, systemActor, slug, { version: saved.draftVersion, note: "" });
      version = saved.draftVersion;
    }
    await saveDraft(tx, systemActor, slug, { version, config: renamed(head.draft) });
  });
}
