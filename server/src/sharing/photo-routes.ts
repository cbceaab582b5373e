import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type Request, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { requirePerson } from "../people/index.ts";
import { addPhoto, PHOTO_BYTES, readPhoto, removePhoto } from "./photos.ts";
import { uuidSchema } from "./schema.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });

/** Reads the one picture of an upload. Refuses `photo-missing` 400, `photo-large` 413. */
export async function readUploadedPhoto(request: Request): Promise<Buffer> {
  if (!request.isMultipart()) throw new Problem("photo-missing", 400);
  const file = await request.file({ limits: { fileSize: PHOTO_BYTES, files: 1 } });
  if (!file) throw new Problem("photo-missing", 400);
  const chunks: Buffer[] = [];
  for await (const chunk of file.file) chunks.push(chunk as Buffer);
  if (file.file.truncated) throw new Problem("photo-large", 413, { limit: PHOTO_BYTES });
  if (chunks.length === 0) throw new Problem("photo-missing", 400);
  return Buffer.concat(chunks);
}

/** Mounts pictures of copies. */
export function registerPhotos(app: App, deps: RouteDeps): void {
  const { dataFolder } = deps.config;
  app.post(
    "/api/v1/sharing/copies/:id/photos",
    {
      schema: {
        summary: "Add a picture of one of my copies (multipart, JPEG, PNG or WebP up to 2 MB)",
        tags,
        params: idParams,
        response: { 201: z.object({ id: z.string() }), ...refusals(400, 401, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const bytes = await readUploadedPhoto(request);
      const made = await inTransaction(deps.db, (tx) =>
        addPhoto(tx, actor, deps.clock, dataFolder, { copyId: request.params.id, bytes }),
      );
      return reply.code(201).send(made);
    },
  );
  app.get(
    "/api/v1/sharing/photos/:id",
    { schema: { summary: "A picture, for whoever may see its copy", tags, params: idParams } },
    async (request, reply) => {
      const actor = requirePerson(request);
      const photo = await readPhoto(deps.db, actor, dataFolder, request.params.id);
      return reply
        .type(photo.type)
        .header("cache-control", "private, max-age=86400")
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'")
        .send(photo.bytes);
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
      await inTransaction(deps.db, (tx) => removePhoto(tx, actor, dataFolder, request.params.id));
      return {};
    },
  );
}
