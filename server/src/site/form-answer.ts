import type { Flash } from "../../../web/reader/frame/site-context.ts";
import type { Reply } from "../kernel/http.ts";
import type { Language } from "../kernel/text.ts";
import { problemMessage, refusalIn } from "./error-pages.ts";
import { leaveFlash } from "./flash.ts";
import { localePaths } from "./locale.ts";

/** The sentence that tells what a form did. */
export type Done = Pick<Flash, "key" | "params">;

/**
 * Post/Redirect/Get: whatever came of it is told on the next page, and reloading does nothing twice. `back`: that page,
 * as it is known once the act is done.
 */
export async function answer(
  reply: Reply,
  back: string | (() => string),
  act: () => Promise<Done | null>,
): Promise<Reply> {
  try {
    const done = await act();
    if (done) leaveFlash(reply, { tone: "done", ...done });
  } catch (error) {
    leaveFlash(reply, { tone: "refused", ...problemMessage(refusalIn(error)) });
  }
  return reply.redirect(typeof back === "string" ? back : back(), 303);
}

/** To the sign-in page, and from there to `next`. */
export function toSignIn(reply: Reply, language: Language, next: string): Reply {
  return reply.redirect(`${localePaths[language]}/sign-in?next=${encodeURIComponent(next)}`, 303);
}
