import { type CoverSource, type FileStore, rewrittenPicture } from "../../files/index.ts";
import type { App } from "../../kernel/http.ts";
import { pictureUses } from "../../kernel/images/pictures.ts";
import { Problem } from "../../kernel/problem.ts";

const ROOM = "covers";

/** Mounts `/covers/{isbn}`. What cannot be decoded is not there. */
export function registerCovers(app: App, covers: CoverSource, files: FileStore): void {
  app.get("/covers/:isbn", { schema: { hide: true } }, async (request, reply) => {
    const { isbn } = request.params as { isbn: string };
    const found = await covers.find(isbn);
    const cover =
      found && (await rewrittenPicture(files, { folder: ROOM, name: isbn }, found, pictureUses.cover));
    if (!cover) throw new Problem("not-found", 404);
    return reply
      .header("cache-control", "public, max-age=86400")
      .type(cover.type)
      .header("content-length", cover.bytes)
      .send(cover.stream());
  });
}
