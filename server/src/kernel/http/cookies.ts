import cookie from "@fastify/cookie";
import type { Browser } from "../command.ts";
import type { Config } from "../config.ts";
import type { App, Reply, Request } from "../http.ts";

/** Remembered for comfort only; scripts of the pages write them too, so they have no prefix. */
const OPEN_COOKIES = new Set(["commonshelf_theme", "commonshelf_language"]);
/**
 * Cookie of a browser that has just changed something in a region of several processes: when, in milliseconds. Whoever asks
 * with it is given nothing older from memory.
 */
export const CHANGED_COOKIE = "commonshelf_changed";
const PREFIX = "__Host-";
const OURS = /^commonshelf_/;

/** True when readers reach the site by https. */
export function isHttps(config: Pick<Config, "publicUrl">): boolean {
  return config.publicUrl?.startsWith("https:") ?? false;
}

/** The browser that sent a request. What is left in it is out of reach of scripts and of foreign forms. */
export function browserAt(request: Request, reply: Reply, config: Config): Browser {
  return {
    agent: request.headers["user-agent"],
    cookies: request.cookies,
    leave({ name, value, seconds }) {
      if (value === null) reply.clearCookie(name, { path: "/" });
      else
        reply.setCookie(name, value, {
          path: "/",
          httpOnly: true,
          sameSite: "lax",
          secure: isHttps(config),
          ...(seconds !== undefined && { maxAge: seconds }),
        });
    },
  };
}

/**
 * Cookies, read and written by their plain names. Behind https all are `Secure`, and those that open anything travel
 * with the prefix `__Host-` (RFC 6265bis 4.1.3.2): no other host of the domain and no page over http can plant one.
 */
export async function registerCookies(app: App, config: Config): Promise<void> {
  const secure = isHttps(config);
  await app.register(cookie, { hook: "onRequest", parseOptions: secure ? { secure } : {} });
  if (!secure) return;
  // The guard and the rooms see plain names only.
  app.addHook("onRequest", async (request) => {
    const given = request.cookies;
    const believed: typeof given = {};
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith(PREFIX)) believed[name.slice(PREFIX.length)] = value;
      else if (!OURS.test(name) || OPEN_COOKIES.has(name)) believed[name] ??= value;
    }
    request.cookies = believed;
  });
}

/** Gives cookies their prefix on the way out; to be registered after whatever else looks at them. */
export function sealCookies(app: App, config: Config): void {
  if (!isHttps(config)) return;
  app.addHook("onSend", async (_request, reply) => {
    const lines = [reply.getHeader("set-cookie") ?? []].flat().map(String);
    if (lines.length === 0) return;
    reply.removeHeader("set-cookie");
    const sent = lines.map((line) => {
      const name = line.slice(0, line.indexOf("="));
      return OURS.test(name) && !OPEN_COOKIES.has(name) ? `${PREFIX}${line}` : line;
    });
    reply.header("set-cookie", sent.length === 1 ? sent[0] : sent);
  });
}
