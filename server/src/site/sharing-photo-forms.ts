import type { Actor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import type { Reply, Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { addPhoto, readUploadedPhoto, removePhoto } from "../sharing/index.ts";
import { problemMessage } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { localePaths } from "./locale.ts";
import { onForm, type SharingScope } from "./sharing-site.ts";

/**
 * Pictures of one's own copies. A form with a file carries its token after the file, too late to be looked at first:
 * where it comes from is what counts.
 */
export function registerPhotoForms(scope: SharingScope): void {
  const { app, deps, language } = scope;
  const { db, clock, config } = deps;
  const base = `${localePaths[language]}/sharing`;
  app.post(
    `${base}/copies/:id/photo`,
    { schema: { hide: true }, config: { csrf: "origin" } },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const here = `${base}/copies/${id}`;
      if (!request.session)
        return reply.redirect(`${localePaths[language]}/sign-in?next=${encodeURIComponent(here)}`, 303);
      await takePhoto(request, reply, request.session.actor, id);
      return reply.redirect(here, 303);
    },
  );
  onForm(
    scope,
    "/copies/:id/photo/remove",
    (params) => `/copies/${params.id}`,
    async (tx, post) => {
      await removePhoto(tx, post.actor, config.dataFolder, post.field("photoId"));
      return { key: "sharing.done.saved" };
    },
  );

  async function takePhoto(request: Request, reply: Reply, actor: Actor, copyId: string): Promise<void> {
    try {
      const bytes = await readUploadedPhoto(request);
      await inTransaction(db, (tx) => addPhoto(tx, actor, clock, config.dataFolder, { copyId, bytes }));
      leaveFlash(reply, { tone: "done", key: "sharing.done.photo", params: {} });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      leaveFlash(reply, { tone: "refused", ...problemMessage(error) });
    }
  }
}
