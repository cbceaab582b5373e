import { newId } from "../kernel/ids.ts";
import { pictureUses, writePictures } from "../kernel/images/pictures.ts";
import type { FileStore, StoredFile } from "./file-store.ts";

/** Sizes a photo is kept in. */
export const photoSizes = ["full", "small"] as const;
export type PhotoSize = (typeof photoSizes)[number];

/** A photo whose files are kept and whose row is still to come; `bytes`: of the full size. */
export type KeptPhoto = { id: string; type: string; bytes: number };

/** Where a photo stands; `room` is the folder of those who own its row. */
function photoKey(room: string, photoId: string, size: PhotoSize): string {
  return `${room}/${photoId}${size === "small" ? "-small" : ""}.jpg`;
}

/** Both sizes of photos, to be removed. */
export function photoKeys(room: string, photoIds: readonly string[]): string[] {
  return photoIds.flatMap((id) => photoSizes.map((size) => photoKey(room, id, size)));
}

/** The photo a key belongs to. */
export function photoOfKey(key: string): string {
  return key.replace(/^.*\//, "").replace(/(?:-small)?\.jpg.*$/, "");
}

/**
 * Writes a photo anew and keeps it in both sizes, before the transaction that gives it a row. `id`: of a photo that is
 * written again. Refuses as `writePictures`.
 */
export async function keepPhoto(
  files: FileStore,
  room: string,
  bytes: Buffer,
  id: string = newId<"photo">(),
): Promise<KeptPhoto> {
  const { full, small } = await writePictures(bytes, {
    full: pictureUses.photo,
    small: pictureUses.thumbnail,
  });
  await files.put(photoKey(room, id, "small"), small.bytes);
  await files.put(photoKey(room, id, "full"), full.bytes);
  return { id, type: full.type, bytes: full.bytes.length };
}

/** A photo's file in one size; undefined when it is gone. */
export async function findPhoto(
  files: FileStore,
  room: string,
  photoId: string,
  size: PhotoSize,
): Promise<StoredFile | undefined> {
  return await files.get(photoKey(room, photoId, size));
}
