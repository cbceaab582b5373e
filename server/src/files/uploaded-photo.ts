import { bytesOf, type Upload } from "../kernel/http/uploads.ts";
import { PICTURE_BYTES } from "../kernel/images/pictures.ts";
import { Problem } from "../kernel/problem.ts";

/** What a command that takes a picture may refuse, each with the status it is answered with. */
export const pictureRefusals = {
  "photo-missing": 400,
  "picture-large": 413,
  "picture-kind": 415,
  "picture-heic": 415,
  "picture-pixels": 415,
  "picture-damaged": 415,
  "pictures-busy": 503,
  "server-busy": 503,
} as const;

/** Their codes, as a command declares them. */
export const pictureCodes = Object.keys(pictureRefusals) as (keyof typeof pictureRefusals)[];

/**
 * The bytes of a picture that a command came with; every right has to be checked before. Refuses `photo-missing` 400,
 * `picture-large` 413, `server-busy` 503.
 */
export async function photoBytes(upload: Upload | undefined): Promise<Buffer> {
  if (!upload) throw new Problem("photo-missing", 400);
  try {
    return await bytesOf(upload);
  } catch (error) {
    if (error instanceof Problem && error.code === "file-missing") throw new Problem("photo-missing", 400);
    if (error instanceof Problem && error.code === "too-large")
      throw new Problem("picture-large", 413, { megabytes: PICTURE_BYTES / 2 ** 20 });
    throw error;
  }
}
