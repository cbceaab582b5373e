import { z } from "zod";
import type { StoredFile } from "../../files/index.ts";
import { photoSizes, regionFiles } from "../../files/index.ts";
import type { App, Reply, RouteDeps } from "../../kernel/http.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { requirePerson } from "../../people/index.ts";
import { readPhoto } from "./photos.ts";

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
  app.get(
    "/api/v1/sharing/photos/:id",
    {
      config: { refusals: { "sign-in-needed": 401, "photo-unknown": 404 } },
      schema: { summary: "A picture, for whoever may see its copy", tags, params: idParams, querystring },
    },
    async (request, reply) => {
      const actor = requirePerson(request);
      const photo = await readPhoto(deps.db, actor, files, request.params.id, request.query.size);
      return sendPhoto(reply, photo);
    },
  );
}
