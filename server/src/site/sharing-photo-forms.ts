import type { Actor } from "../kernel/actor.ts";
import type { Reply, Request } from "../kernel/http.ts";
import { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "../kernel/images/uploaded-photo.ts";
import { takePhoto } from "../shelves/index.ts";
import { problemMessage, refusalIn } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { localePaths } from "./locale.ts";
import type { SharingScope } from "./sharing-site.ts";

/**
 * Pictures of one's own copies. A form with a file carries its token after the file, too late to be looked at first:
 * where it comes from is what counts.
 */
export function registerPhotoForms(scope: SharingScope): void {
  const { app, deps, language } = scope;
  const base = `${localePaths[language]}/sharing`;
  app.post(
    `${base}/copies/:id/photo`,
    { schema: { hide: true }, config: { csrf: "origin", uploadBytes: PHOTO_REQUEST_BYTES } },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const here = `${base}/copies/${id}`;
      if (!request.session)
        return reply.redirect(`${localePaths[language]}/sign-in?next=${encodeURIComponent(here)}`, 303);
      await answerUpload(request, reply, request.session.actor, id);
      return reply.redirect(here, 303);
    },
  );

  async function answerUpload(request: Request, reply: Reply, actor: Actor, copyId: string): Promise<void> {
    try {
      await takePhoto(deps, actor, copyId, () => readUploadedPhoto(request));
      leaveFlash(reply, { tone: "done", key: "sharing.done.photo", params: {} });
    } catch (error) {
      leaveFlash(reply, { tone: "refused", ...problemMessage(refusalIn(error)) });
    }
  }
}
