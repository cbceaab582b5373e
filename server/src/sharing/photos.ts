import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { dropPosting, holdPosting, mayModerate } from "../community/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { lockCopy } from "./copies.ts";
import { getCopy } from "./copy-views.ts";
import { type PhotoType, photoTypeOf, stripPhoto } from "./photo-bytes.ts";
import { PHOTO_POSTING } from "./public-texts.ts";

/** Largest picture. */
export const PHOTO_BYTES = 2 * 1024 * 1024;
const PHOTOS_PER_COPY = 6;

/** Where a picture is kept. */
export function photoPath(dataFolder: string, photoId: string): string {
  return join(folderOf(dataFolder), photoId);
}

function folderOf(dataFolder: string): string {
  return join(dataFolder, "sharing", "photos");
}

/**
 * Keeps a picture in the folder of pictures, without the place and time the camera wrote into it.
 * Refuses `photo-large` 413, `photo-kind` 415.
 */
export async function storePhoto(
  dataFolder: string,
  bytes: Buffer,
): Promise<{ id: string; type: PhotoType; bytes: number }> {
  if (bytes.length > PHOTO_BYTES) throw new Problem("photo-large", 413, { limit: PHOTO_BYTES });
  const type = photoTypeOf(bytes);
  const clean = type && stripPhoto(bytes, type);
  if (!type || !clean) throw new Problem("photo-kind", 415);
  const id = newId<"photo">() as string;
  await mkdir(folderOf(dataFolder), { recursive: true });
  await writeFile(photoPath(dataFolder, id), clean, { flag: "wx", mode: 0o600 });
  return { id, type, bytes: clean.length };
}

/** A picture from the folder of pictures. Refuses `photo-unknown` 404. */
export async function loadPhoto(dataFolder: string, photoId: string): Promise<Buffer> {
  try {
    if (isUuid(photoId)) return await readFile(photoPath(dataFolder, photoId));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new Problem("photo-unknown", 404);
}

/**
 * Keeps a picture of one of the actor's own copies, without the place and time the camera wrote into it.
 * Refuses in this order: `copy-unknown` 404, `photos-full` 409, `photo-large` 413, `photo-kind` 415.
 */
export async function addPhoto(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  dataFolder: string,
  input: { copyId: string; bytes: Buffer },
): Promise<{ id: string }> {
  const copy = await lockCopy(tx, input.copyId);
  if (copy.ownerId !== actor.personId) throw new Problem("copy-unknown", 404);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from sharing.photo p where p.copy_id = ${input.copyId}`.execute(tx);
  if (rows[0]!.count >= PHOTOS_PER_COPY) throw new Problem("photos-full", 409, { limit: PHOTOS_PER_COPY });
  const photo = await storePhoto(dataFolder, input.bytes);
  await sql`insert into sharing.photo (id, copy_id, media_type, bytes, created_at)
    values (${photo.id}, ${input.copyId}, ${photo.type}, ${photo.bytes}, ${clock.now()})`.execute(tx);
  const titles = await sql<{
    main: string;
  }>`select t.main from sharing.title t where t.id = ${copy.titleId}`.execute(tx);
  const texts = [titles.rows[0]?.main ?? ""];
  await holdPosting(tx, clock, { kind: PHOTO_POSTING, subject: photo.id, personId: actor.personId, texts });
  return { id: photo.id };
}

/**
 * A picture, for whoever may see it: its owner, friends and circles at once, strangers and the moderators who are to
 * decide on it. Refuses `photo-unknown` 404 to everybody else.
 */
export async function readPhoto(
  db: Db,
  actor: Actor,
  dataFolder: string,
  photoId: string,
): Promise<{ type: PhotoType; bytes: Buffer }> {
  if (!isUuid(photoId)) throw new Problem("photo-unknown", 404);
  const { rows } = await sql<{ copy_id: string; media_type: PhotoType }>`
    select p.copy_id, p.media_type from sharing.photo p where p.id = ${photoId}`.execute(db);
  if (!rows[0]) throw new Problem("photo-unknown", 404);
  if (await mayModerate(db, actor, PHOTO_POSTING, photoId))
    return { type: rows[0].media_type, bytes: await loadPhoto(dataFolder, photoId) };
  try {
    const copy = await getCopy(db, actor.personId, rows[0].copy_id);
    if (!copy.photoIds.includes(photoId)) throw new Problem("photo-unknown", 404);
  } catch (error) {
    if (error instanceof Problem) throw new Problem("photo-unknown", 404);
    throw error;
  }
  return { type: rows[0].media_type, bytes: await loadPhoto(dataFolder, photoId) };
}

/** Throws a picture of one of the actor's own copies away. Refuses `photo-unknown` 404. */
export async function removePhoto(tx: Tx, actor: Actor, dataFolder: string, photoId: string): Promise<void> {
  const { rows } = await sql`delete from sharing.photo p using sharing.copy c
    where p.id::text = ${photoId} and c.id = p.copy_id and c.owner_id = ${actor.personId} returning p.id`.execute(
    tx,
  );
  if (rows.length === 0) throw new Problem("photo-unknown", 404);
  await dropPosting(tx, PHOTO_POSTING, photoId);
  await rm(photoPath(dataFolder, photoId), { force: true });
}
