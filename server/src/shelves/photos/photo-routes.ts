import { z } from "zod";
import { inTransaction } from "../../kernel/database.ts";
import { regionFiles } from "../../kernel/files/file-jobs.ts";
import type { StoredFile } from "../../kernel/files/file-store.ts";
import { type App, type Reply, type Request, type RouteDeps, refusals } from "../../kernel/http.ts";
import { photoSizes } from "../../kernel/images/photo-files.ts";
import { PICTURE_BYTES } from "../../kernel/images/pictures.ts";
import { Problem } from "../../kernel/problem.ts";
import { readUploadedBytes } from "../../kernel/uploads.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { requirePerson } from "../../people/index.ts";
import { readPhoto, removePhoto, takePhoto } from "./photos.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });

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

/** Answers with a picture that this reader may see. */
export function sendPhoto(reply: Reply, photo: StoredFile): Reply {
  return reply
    .type(photo.type)
    .header("cache-control", "private, max-age=86400")
    .header("content-security-policy", "default-src 'none'")
    .header("content-length", photo.bytes)
    .send(photo.stream());
}

/** Mounts pictures of copies. */
export function registerPhotos(app: App, deps: RouteDeps): void {
  const files = regionFiles(deps.config.dataFolder);
  const querystring = z.object({ size: z.enum(photoSizes).default("full") });
  app.post(
    "/api/v1/sharing/copies/:id/photos",
    {
      config: { uploadBytes: PHOTO_REQUEST_BYTES },
      schema: {
        summary:
          "Add a picture of one of my copies (multipart; JPEG, PNG, WebP, GIF or AVIF up to 12 MB, written anew)",
        tags,
        params: idParams,
        response: { 201: z.object({ id: z.string() }), ...refusals(400, 401, 404, 409, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const made = await takePhoto(deps, actor, request.params.id, () => readUploadedPhoto(request));
      return reply.code(201).send(made);
    },
  );
  app.get(
    "/api/v1/sharing/photos/:id",
    { schema: { summary: "A picture, for whoever may see its copy", tags, params: idParams, querystring } },
    async (request, reply) => {
      const actor = requirePerson(request);
      const photo = await readPhoto(deps.db, actor, files, request.params.id, request.query.size);
      return sendPhoto(reply, photo);
    },
  );
  app.delete(
    "/api/v1/sharing/photos/:id",
    {
      schema: {
        summary: "Throw a picture away",
        tags,
        params: idParams,
        response: { 200: z.object({}), ...refusals(401, 404) },
      },
    },
    async (request) => {
      const actor = requirePerson(request);
      await inTransaction(deps.db, (tx) => removePhoto(tx, actor, request.params.id));
      return {};
    },
  );
}
