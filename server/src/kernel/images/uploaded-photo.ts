import type { Request } from "../http.ts";
import { Problem } from "../problem.ts";
import { readUploadedBytes } from "../uploads.ts";
import { PICTURE_BYTES } from "./pictures.ts";

/** What a request with a picture may hold: one somewhat too large is told so by its page. */
export const PHOTO_REQUEST_BYTES = 2 * PICTURE_BYTES;

/**
 * Reads the one picture of an upload; every right has to be checked before. Refuses `photo-missing` 400, `picture-large`
 * 413, and as `readUploadedBytes`.
 */
export async function readUploadedPhoto(request: Request): Promise<Buffer> {
  try {
    return await readUploadedBytes(request, { fileBytes: PICTURE_BYTES, requestBytes: PHOTO_REQUEST_BYTES });
  } catch (error) {
    if (error instanceof Problem && error.code === "file-missing") throw new Problem("photo-missing", 400);
    if (error instanceof Problem && error.code === "too-large")
      throw new Problem("picture-large", 413, { megabytes: PICTURE_BYTES / 2 ** 20 });
    throw error;
  }
}
