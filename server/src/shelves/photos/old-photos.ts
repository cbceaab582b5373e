import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type FilesPlace, type KeptPhoto, keepPhoto, regionFiles } from "../../files/index.ts";
import { isUuid } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";

/** Where pictures lay before there was one store for all files. */
function oldFolder(dataFolder: string): string {
  return join(dataFolder, "sharing", "photos");
}

/**
 * Writes a picture that was kept as it came anew into the store; null when its file is gone or is no picture.
 * `room`: the folder of those who own its row.
 */
export async function renewPhotoFile(
  place: FilesPlace,
  room: string,
  photoId: string,
): Promise<KeptPhoto | null> {
  try {
    const bytes = await readFile(join(oldFolder(place.dataFolder), photoId));
    return await keepPhoto(regionFiles(place), room, bytes, photoId);
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
    const isRefused = error instanceof Problem && error.status < 500;
    if (isGone || isRefused) return null;
    throw error;
  }
}

/** Removes the file a picture was kept in as it came. */
export async function removeOldPhotoFile(dataFolder: string, photoId: string): Promise<void> {
  if (isUuid(photoId)) await rm(join(oldFolder(dataFolder), photoId), { force: true });
}
