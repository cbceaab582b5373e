import type { Flash } from "../../../web/reader/frame/site-context.ts";
import type { Reply, Request } from "../kernel/http.ts";
import { hasMessage } from "../messages/index.ts";

const FLASH_COOKIE = "commonshelf_flash";
const SHORT_LIFE_S = 60;
const MOST_PARAMS = 8;
const LONGEST_PARAM = 200;

/** Leaves a message for the next page: a key of the catalogues and its values, never a sentence. */
export function leaveFlash(reply: Reply, flash: Flash): void {
  const value = Buffer.from(JSON.stringify(flash)).toString("base64url");
  reply.setCookie(FLASH_COOKIE, value, { path: "/", httpOnly: true, sameSite: "lax", maxAge: SHORT_LIFE_S });
}

/** The message left for this page, which forgets it; null when there is none or it is not one of ours. */
export function takeFlash(request: Request, reply: Reply): Flash | null {
  const value = request.cookies[FLASH_COOKIE];
  if (!value) return null;
  reply.clearCookie(FLASH_COOKIE, { path: "/" });
  return readFlash(Buffer.from(value, "base64url").toString("utf8"));
}

function readFlash(text: string): Flash | null {
  let flash: Partial<Flash>;
  try {
    flash = JSON.parse(text) as Partial<Flash>;
  } catch {
    return null; // a cookie somebody else wrote
  }
  const { tone, key } = flash;
  if ((tone !== "done" && tone !== "refused") || typeof key !== "string" || !hasMessage(key)) return null;
  const params = Object.entries(flash.params ?? {})
    .filter(([, v]) => typeof v === "number" || (typeof v === "string" && v.length <= LONGEST_PARAM))
    .slice(0, MOST_PARAMS);
  return { tone, key, params: Object.fromEntries(params) };
}
