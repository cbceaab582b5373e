import type { App } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";
import { exhibitionCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { exhibitionPages } from "./pages.ts";
import { exhibitionQueries } from "./queries.ts";

const PREVIEW = /^\/[a-z-]+\/exhibitions\/[^?]*\?preview(?:=|$)/;

/** The workbench shows a draft beside the form it is made with: pages of the same origin may frame previews, and only these. */
function letPreviewsBeFramed(app: App): void {
  app.addHook("onSend", async (request, reply) => {
    if (!PREVIEW.test(request.url)) return;
    const policy = String(reply.getHeader("content-security-policy") ?? "");
    reply
      .header("content-security-policy", policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"))
      .header("x-frame-options", "SAMEORIGIN");
  });
}

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "exhibitions",
  enters: ["consortium", "people", "assets", "collections"],
  commands: exhibitionCommands,
  queries: exhibitionQueries,
  pages: exhibitionPages,
  routes: letPreviewsBeFramed,
  erasePerson,
};
