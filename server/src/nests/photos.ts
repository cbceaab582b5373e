import { sql } from "kysely";
import type { FileStore, StoredFile } from "../files/index.ts";
import {
  findPhoto,
  type KeptPhoto,
  keepPhoto,
  type PhotoSize,
  photoBytes,
  photoOfKey,
  regionFiles,
  sweepFiles,
} from "../files/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { CommandDeps } from "../kernel/command.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { isUuid } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { removeOldPhotoFile, renewPhotoFile } from "../shelves/index.ts";
import { getNest, isNestSteward, lockNest, lockStewardedNest } from "./nests.ts";
import { refuse } from "./refusals.ts";

const WAITING_PER_NEST = 10;
const RENEWED_AT_ONCE = 20;
/** Folder of the pictures of nests. */
export const NEST_PHOTOS = "nests";

/**
 * Writes a picture of a nest as somebody found it anew and keeps it, for `addNestPhoto`. Refuses `nest-unknown` 404, and
 * as `photoBytes` and `keepPhoto`.
 */
export async function takeNestPhoto(
  { db, clock, config, upload }: CommandDeps,
  code: string,
): Promise<KeptPhoto> {
  await getNest(db, clock, code);
  return await keepPhoto(regionFiles(config), NEST_PHOTOS, await photoBytes(upload));
}

/**
 * Gives a kept picture to a nest; others see it once a steward has looked at it (a steward's own at once).
 * Refuses `nest-unknown` 404, `photos-full` 409 (ten wait already).
 */
export async function addNestPhoto(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { code: string; photo: KeptPhoto },
): Promise<{ id: string }> {
  const { photo } = input;
  const nest = await lockNest(tx, input.code);
  const { rows } = await sql<{ count: number }>`select count(*) as count from nests.photo p
    where p.nest_id = ${nest.id} and p.state = 'pending'`.execute(tx);
  if (rows[0]!.count >= WAITING_PER_NEST) throw refuse("photos-full", { limit: WAITING_PER_NEST });
  const state = (await isNestSteward(tx, actor.personId, nest.id)) ? "published" : "pending";
  await sql`insert into nests.photo (id, nest_id, media_type, state, is_renewed, taken_by, created_at)
    values (${photo.id}, ${nest.id}, ${photo.type}, ${state}, true, ${actor.personId}, ${clock.now()})`.execute(
    tx,
  );
  return { id: photo.id };
}

/** Shows a picture to everybody, or to nobody. Refuses as `lockStewardedNest`, `photo-unknown` 404. */
export async function decideNestPhoto(
  tx: Tx,
  actor: Actor,
  code: string,
  photoId: string,
  isPublished: boolean,
): Promise<void> {
  const nest = await lockStewardedNest(tx, actor, code);
  const { rows } = isUuid(photoId)
    ? await sql`update nests.photo set state = ${isPublished ? "published" : "rejected"}
        where id = ${photoId} and nest_id = ${nest.id} returning 1`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw refuse("photo-unknown");
}

/** The newest picture everybody may see of each of these nests. */
export async function newestPhotos(db: Db, nestIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ nest_id: string; id: string }>`
    select distinct on (p.nest_id) p.nest_id, p.id from nests.photo p
    where p.nest_id = any(${nestIds}::uuid[]) and p.state = 'published'
    order by p.nest_id, p.created_at desc`.execute(db);
  return new Map(rows.map((row) => [row.nest_id, row.id]));
}

/** A picture of a nest; `isPending`: waits for a steward. */
export type NestPhoto = { id: string; isPending: boolean; takenAt: string };

/** The newest picture, and for stewards those that wait. */
export async function photosOf(db: Db, nestId: string, forSteward: boolean): Promise<NestPhoto[]> {
  const { rows } = await sql<{ id: string; state: string; created_at: Date }>`
    (select p.id, p.state, p.created_at from nests.photo p where p.nest_id = ${nestId} and p.state = 'published'
      order by p.created_at desc limit 1)
    union all
    (select p.id, p.state, p.created_at from nests.photo p
      where p.nest_id = ${nestId} and p.state = 'pending' and ${forSteward} order by p.created_at)`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    isPending: row.state === "pending",
    takenAt: row.created_at.toISOString(),
  }));
}

/** A picture: published ones for everybody, others for stewards. Refuses `photo-unknown` 404. */
export async function readNestPhoto(
  db: Db,
  personId: string | null,
  files: FileStore,
  photoId: string,
  size: PhotoSize,
): Promise<StoredFile> {
  const { rows } = isUuid(photoId)
    ? await sql<{ nest_id: string; state: string }>`
        select p.nest_id, p.state from nests.photo p where p.id = ${photoId} and p.is_renewed`.execute(db)
    : { rows: [] };
  const photo = rows[0];
  const isMine = photo && personId !== null && (await isNestSteward(db, personId, photo.nest_id));
  if (!photo || (photo.state !== "published" && !isMine)) throw refuse("photo-unknown");
  const file = await findPhoto(files, NEST_PHOTOS, photoId, size);
  if (!file) throw refuse("photo-unknown");
  return file;
}

/** Writes pictures anew that were kept as they came, a few at each call; until then nobody is sent them. */
export async function renewNestPhotos(deps: Pick<RouteDeps, "db" | "config">): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select p.id from nests.photo p where not p.is_renewed order by p.id limit ${RENEWED_AT_ONCE}`.execute(
    deps.db,
  );
  for (const { id } of rows) {
    const photo = await renewPhotoFile(deps.config, NEST_PHOTOS, id);
    await inTransaction(deps.db, (tx) =>
      photo
        ? sql`update nests.photo set is_renewed = true, media_type = ${photo.type} where id = ${id}`.execute(
            tx,
          )
        : sql`delete from nests.photo where id = ${id}`.execute(tx),
    );
    await removeOldPhotoFile(deps.config.dataFolder, id);
  }
}

/** Removes files of pictures of nests that no row names. */
export async function sweepNestPhotos(deps: Pick<RouteDeps, "db" | "clock" | "config">): Promise<void> {
  await sweepFiles(regionFiles(deps.config), deps.clock, `${NEST_PHOTOS}/`, async (keys) => {
    const { rows } = await sql<{ id: string }>`
      select p.id from nests.photo p where p.id::text = any(${keys.map(photoOfKey)}::text[])`.execute(
      deps.db,
    );
    const ids = new Set(rows.map((row) => row.id));
    return new Set(keys.filter((key) => key.endsWith(".jpg") && ids.has(photoOfKey(key))));
  });
}
