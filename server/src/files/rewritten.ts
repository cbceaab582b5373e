import { type PictureUse, writePicture } from "../kernel/images/pictures.ts";
import { Problem } from "../kernel/problem.ts";
import type { FileStore, StoredFile } from "./file-store.ts";

/** A picture that lies elsewhere; `version` changes with it: letters, digits, hyphens. */
export type ForeignPicture = { version: string; read(): Promise<Buffer> };

/**
 * A picture that lies elsewhere as it is sent: written anew at first use and kept as `folder/name-version.jpg` until
 * it changes. Undefined for what cannot be decoded. `name`: no name may begin with another and a hyphen.
 */
export async function rewrittenPicture(
  files: FileStore,
  place: { folder: string; name: string },
  picture: ForeignPicture,
  use: PictureUse,
): Promise<StoredFile | undefined> {
  const stem = `${place.folder}/${place.name}-`;
  const key = `${stem}${picture.version}.jpg`;
  const known = await files.get(key);
  if (known) return known;
  try {
    const { bytes } = await writePicture(await picture.read(), use);
    for await (const earlier of files.list(stem)) await files.delete(earlier.key);
    await files.put(key, bytes);
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return undefined;
    throw error;
  }
  return await files.get(key);
}
