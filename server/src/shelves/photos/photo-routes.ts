import { z } from "zod";
import type { StoredFile } from "../../files/index.ts";
import { photoSizes, regionFiles } from "../../files/index.ts";
import { type App, type Reply, type RouteDeps, refusals } from "../../kernel/http.ts";
import { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "../../kernel/images/uploaded-photo.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { requirePerson } from "../../people/index.ts";
import { readPhoto, takePhoto } from "./photos.ts";

const tags = ["sharing"];
const idParams = z.object({ id: uuidSchema });

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
  const files = regionFiles(deps.config);
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
}
