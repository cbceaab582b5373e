import helmet from "@fastify/helmet";
import type { Config } from "../config.ts";
import type { App } from "../http.ts";
import { isHttps } from "./cookies.ts";

const YEAR_S = 31_536_000;

/** What a page of ours may use of the browser: the camera for barcodes, the position for what is near. */
const PERMISSIONS = [
  "camera=(self)",
  "geolocation=(self)",
  ...[
    "accelerometer",
    "autoplay",
    "display-capture",
    "encrypted-media",
    "gyroscope",
    "magnetometer",
    "microphone",
  ],
  ...["midi", "payment", "usb", "serial", "hid", "browsing-topics", "screen-wake-lock"],
].map((name) => (name.includes("=") ? name : `${name}=()`));

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** An address as a header carries it: whatever a path was made of, letters beyond ASCII and line ends are encoded. */
function asAddress(target: string): string {
  return target.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/**
 * The one place that protects answers: every answer, of pages, API, protocols, files and refusals alike, carries the
 * same security headers, and what belongs to a session is kept by no cache (ASVS 5.0 3.4, 14.3.2). A route that needs
 * a narrower content policy writes it over the common one.
 */
export async function registerHeaders(app: App, config: Config): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        // The scanner's WebAssembly; scripts come from here only.
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    referrerPolicy: { policy: "same-origin" },
    frameguard: { action: "deny" },
    strictTransportSecurity: isHttps(config) ? { maxAge: YEAR_S, includeSubDomains: false } : false,
  });
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("permissions-policy", PERMISSIONS.join(", "));
  });
  app.addHook("onSend", async (request, reply) => {
    const target = reply.getHeader("location");
    if (typeof target === "string") reply.header("location", asAddress(target));
    const said = String(reply.getHeader("cache-control") ?? "");
    // What is the same for everybody stays so for somebody signed in.
    if (/\bpublic\b/.test(said)) return;
    const isOwn = request.actor != null || !SAFE_METHODS.has(request.method);
    if (isOwn && !/\bno-store\b/.test(said)) reply.header("cache-control", "private, no-store");
    else if (said === "" && reply.statusCode >= 400) reply.header("cache-control", "no-store");
  });
}

/** Programs that say what they are. */
const PROGRAM = /bot\b|crawl|spider|slurp|preview|monitor|curl\/|wget\/|python|java\/|okhttp|go-http/i;

/** True for a request of a program that says what it is, and for a page that a browser fetches in case it is wanted. */
export function isProgram(headers: Readonly<Record<string, unknown>>): boolean {
  return PROGRAM.test(String(headers["user-agent"] ?? "")) || headers["sec-purpose"] !== undefined;
}
