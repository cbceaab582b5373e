import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import type { App, Reply } from "../kernel/http.ts";

/** A file of the site, named by its content and kept for ever by browsers. */
export type Asset = { path: string; type: string; body: Buffer; gzip: Buffer; brotli: Buffer };
export type Assets = { css: Asset; js: Asset };

const WEB = join(import.meta.dirname, "../../../web");
const FOR_EVER = "public, max-age=31536000, immutable";
const DAY = "public, max-age=86400";
const HASH_LENGTH = 12;
/** Style sheets in the order in which they build on one another. */
const STYLE_FOLDERS = ["ui", "reader"];

/** Puts the site's style sheet and islands together in memory: at every start, from what is on disk. */
export async function buildAssets(): Promise<Assets> {
  const [css, js] = await Promise.all([buildStyles(), buildIslands()]);
  return {
    css: asset("site", "css", "text/css; charset=utf-8", css),
    js: asset("site", "js", "text/javascript; charset=utf-8", js),
  };
}

async function buildStyles(): Promise<string> {
  const sheets: string[] = [];
  for (const folder of STYLE_FOLDERS) {
    const names = (await readdir(join(WEB, folder))).filter((name) => name.endsWith(".css"));
    names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    for (const name of names) sheets.push(await readFile(join(WEB, folder, name), "utf8"));
  }
  const { code } = await transform(sheets.join("\n"), { loader: "css", minify: true, target: ["es2022"] });
  return code;
}

/** Tokens before what uses them, the page's frame before its parts; paper has the last word. */
function rank(name: string): number {
  if (name === "print.css") return 10;
  const first = ["tokens.css", "base.css", "layout.css"].indexOf(name);
  return first === -1 ? 9 : first;
}

async function buildIslands(): Promise<string> {
  const result = await build({
    entryPoints: [join(WEB, "reader/islands/index.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
  });
  return result.outputFiles[0]!.text;
}

function asset(name: string, extension: string, type: string, text: string): Asset {
  const body = Buffer.from(text);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, HASH_LENGTH);
  return {
    path: `/assets/${name}.${hash}.${extension}`,
    type,
    body,
    gzip: gzipSync(body, { level: 9 }),
    brotli: brotliCompressSync(body),
  };
}

/** The seal as a picture of its own, for tabs and bookmarks. */
const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#A8352A"/><path d="M7.5 25V7.5h6.5V25M18 25V7.5h6.5V25M4.5 16h23M10.75 7.5V23M21.25 7.5V23" fill="none" stroke="#FFFDF9" stroke-width="1.8"/></svg>`;

/** Mounts `/assets/…` and `/favicon.svg`. */
export function registerAssets(app: App, assets: Assets): void {
  for (const file of Object.values(assets)) {
    app.get(file.path, { schema: { hide: true } }, async (request, reply) => {
      const accepted = String(request.headers["accept-encoding"] ?? "");
      reply.header("cache-control", FOR_EVER).header("vary", "accept-encoding").type(file.type);
      reply.header("x-content-type-options", "nosniff");
      if (/\bbr\b/.test(accepted)) return reply.header("content-encoding", "br").send(file.brotli);
      if (/\bgzip\b/.test(accepted)) return reply.header("content-encoding", "gzip").send(file.gzip);
      return reply.send(file.body);
    });
  }
  app.get(
    "/favicon.svg",
    { schema: { hide: true } },
    async (_request, reply): Promise<Reply> =>
      reply.header("cache-control", DAY).type("image/svg+xml").send(FAVICON),
  );
}
