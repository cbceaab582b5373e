import { sql } from "kysely";
import type { FileStore, StoredFile } from "../../files/index.ts";
import {
  findPhoto,
  type KeptPhoto,
  keepPhoto,
  type PhotoSize,
  photoBytes,
  photoKeys,
  regionFiles,
  removeFiles,
} from "../../files/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { CommandDeps } from "../../kernel/command.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { dropPosting, mayModerate } from "../../moderation/index.ts";
import { lockCopy } from "../copies/copies.ts";
import { getCopy } from "../copies/copy-views.ts";
import { PHOTO_POSTING } from "../public-texts.ts";
import { refuse } from "../refusals.ts";
import { showPhotosToModerators } from "./photo-moderation.ts";

const PHOTOS_PER_COPY = 6;
/** Folder of the pictures of copies. */
export const COPY_PHOTOS = "copies";

/**
 * Writes a picture of one of the actor's own copies anew and keeps it, for `addPhoto`: whether it has room is asked before
 * the file is read. Refuses `copy-unknown` 404, `photos-full` 409, and as `photoBytes` and `keepPhoto`.
 */
export async function takePhoto(
  { db, config, upload }: CommandDeps,
  actor: Actor,
  copyId: string,
): Promise<KeptPhoto> {
  await demandRoom(db, actor, copyId);
  return await keepPhoto(regionFiles(config), COPY_PHOTOS, await photoBytes(upload));
}

async function demandRoom(db: Db, actor: Actor, copyId: string): Promise<void> {
  if (!isUuid(copyId)) throw refuse("copy-unknown");
  const { rows } = await sql<{ photos: number }>`
    select (select count(*) from shelves.photo p where p.copy_id = c.id) as photos
    from shelves.copy c where c.id = ${copyId} and c.owner_id = ${actor.personId}`.execute(db);
  if (!rows[0]) throw refuse("copy-unknown");
  if (rows[0].photos >= PHOTOS_PER_COPY) throw refuse("photos-full", { limit: PHOTOS_PER_COPY });
}

/**
 * Gives a kept picture to one of the actor's own copies. Moderators see it once strangers are about to.
 * Refuses in this order: `copy-unknown` 404, `photos-full` 409.
 */
export async function addPhoto(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { copyId: string; photo: KeptPhoto },
): Promise<{ id: string }> {
  const { copyId, photo } = input;
  const copy = await lockCopy(tx, copyId);
  if (copy.ownerId !== actor.personId) throw refuse("copy-unknown");
  await demandRoom(tx, actor, copyId);
  await sql`insert into shelves.photo (id, copy_id, media_type, bytes, is_renewed, created_at)
    values (${photo.id}, ${copyId}, ${photo.type}, ${photo.bytes}, true, ${clock.now()})`.execute(tx);
  await showPhotosToModerators(tx, clock, [copyId]);
  return { id: photo.id };
}

/**
 * A picture, for whoever may see it: its owner, friends and circles at once, strangers once a moderator has, and the
 * moderators who are to decide on it. Refuses `photo-unknown` 404 to everybody else.
 */
export async function readPhoto(
  db: Db,
  actor: Actor,
  files: FileStore,
  photoId: string,
  size: PhotoSize = "full",
): Promise<StoredFile> {
  if (!isUuid(photoId)) throw refuse("photo-unknown");
  const { rows } = await sql<{ copy_id: string; is_public: boolean }>`
    select p.copy_id, o.is_public and o.state in ('open', 'hidden') as is_public from shelves.photo p
    join shelves.offer o on o.copy_id = p.copy_id where p.id = ${photoId} and p.is_renewed`.execute(db);
  const photo = rows[0];
  if (!photo) throw refuse("photo-unknown");
  const mayDecide = photo.is_public && (await mayModerate(db, actor, PHOTO_POSTING, photoId));
  if (!mayDecide && !(await isSeen(db, actor, photo.copy_id, photoId))) throw refuse("photo-unknown");
  const file = await findPhoto(files, COPY_PHOTOS, photoId, size);
  if (!file) throw refuse("photo-unknown");
  return file;
}

/** All pictures of a copy, for whom a room above has found to have a right to them. */
export async function photoIdsOf(db: Db, copyId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select p.id from shelves.photo p
    where p.copy_id = ${copyId} and p.is_renewed order by p.created_at, p.id limit ${PHOTOS_PER_COPY}`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

/** The file of such a picture; undefined when it is gone. */
export async function openPhoto(
  files: FileStore,
  photoId: string,
  size: PhotoSize,
): Promise<StoredFile | undefined> {
  return (await findPhoto(files, COPY_PHOTOS, photoId, size)) ?? undefined;
}

async function isSeen(db: Db, actor: Actor, copyId: string, photoId: string): Promise<boolean> {
  try {
    return (await getCopy(db, actor.personId, copyId)).photoIds.includes(photoId);
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** Throws a picture of one of the actor's own copies away; which copy it was of. Refuses `photo-unknown` 404. */
export async function removePhoto(tx: Tx, actor: Actor, photoId: string): Promise<{ copyId: string }> {
  const { rows } = await sql<{ copy_id: string }>`delete from shelves.photo p using shelves.copy c
    where p.id::text = ${photoId} and c.id = p.copy_id and c.owner_id = ${actor.personId} returning p.copy_id`.execute(
    tx,
  );
  if (!rows[0]) throw refuse("photo-unknown");
  await dropPosting(tx, PHOTO_POSTING, photoId);
  await removeFiles(tx, photoKeys(COPY_PHOTOS, [photoId]));
  return { copyId: rows[0].copy_id };
}
