import type { Reply } from "../kernel/http.ts";
import type { Language } from "../kernel/text.ts";
import { localePaths } from "./locale.ts";

/** To the sign-in page, and from there to `next`. */
export function toSignIn(reply: Reply, language: Language, next: string): Reply {
  return reply.redirect(`${localePaths[language]}/sign-in?next=${encodeURIComponent(next)}`, 303);
}

/** Address of the page that asks once more who sits there, and leads on to `next`. */
export function confirmPath(language: Language, next: string): string {
  return `${localePaths[language]}/account/confirm?next=${encodeURIComponent(next)}`;
}
