import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { FAVICON, MANIFEST, MASKABLE } from "../../../web/reader/frame/app-manifest.ts";
import { readFaces } from "../../../web/ui/fonts/headings.ts";
import type { App, Reply } from "../kernel/http.ts";
import { languages } from "../kernel/text.ts";
import { localePaths } from "./locale.ts";
import { type PackedFile, packedFile, sendPacked } from "./packed-file.ts";
import { buildStyles } from "./styles.ts";

/** A file of the site, named by its content and kept for ever by browsers. */
type Asset = PackedFile & { path: string };
export type Assets = {
  css: Asset;
  /** The sheet of the rooms beside finding. */
  rooms: Asset;
  js: Asset;
  /** Faces of the pages' own headings. */
  faces: Asset[];
  /** What pages fetch only when it is wanted. */
  lazy: Asset[];
  /** The program that stands between pages and network; its address never changes. */
  worker: { body: string; etag: string };
};

const WEB = join(import.meta.dirname, "../../../web");
const DAY = "public, max-age=86400";
const HASH_LENGTH = 12;
const STYLE_TYPE = "text/css; charset=utf-8";
const SCRIPT_TYPE = "text/javascript; charset=utf-8";
const require = createRequire(import.meta.url);
let built: Promise<Assets> | undefined;

/** The site's style sheet and islands, put together in memory once by each process, from what is on disk. */
export function siteAssets(): Promise<Assets> {
  built ??= buildAssets();
  return built;
}

async function buildAssets(): Promise<Assets> {
  const [styles, lazy] = await Promise.all([buildStyles(WEB), buildLazy()]);
  const faces = readFaces().map(({ file, body }) => ({
    file,
    ...asset("headings", "woff2", "font/woff2", body),
  }));
  let site = styles.site;
  for (const { file, path } of faces) site = site.replaceAll(`@face/${file}`, path);
  const css = asset("site", "css", STYLE_TYPE, site);
  const rooms = asset("rooms", "css", STYLE_TYPE, styles.rooms);
  const script = async (name: string, entry: string): Promise<Asset> => {
    let text = await bundle(entry);
    for (const [key, file] of lazy) text = text.replaceAll(`@lazy/${key}`, file.path);
    return asset(name, "js", SCRIPT_TYPE, text);
  };
  const ofRooms = await script("rooms", "reader/islands/rooms.ts");
  lazy.set("rooms.js", ofRooms);
  const js = await script("site", "reader/islands/index.ts");
  const worker = await buildWorker([css.path, rooms.path, js.path, ofRooms.path]);
  return { css, rooms, js, faces, lazy: [...lazy.values()], worker };
}

/** Map and scanner: their libraries are large, and most readers never need them. */
async function buildLazy(): Promise<Map<string, Asset>> {
  const from = (path: string): string => require.resolve(path);
  const [map, scan, leaf, mapWorker, mapStyle, wasm] = await Promise.all([
    bundle("reader/lazy/map.ts"),
    bundle("reader/lazy/scan.ts"),
    bundle("reader/lazy/leaf.ts"),
    readFile(from("maplibre-gl/dist/maplibre-gl-worker.mjs")),
    readFile(from("maplibre-gl/dist/maplibre-gl.css"), "utf8"),
    readFile(from("zxing-wasm/reader/zxing_reader.wasm")),
  ]);
  const style = await transform(mapStyle, { loader: "css", minify: true });
  return new Map([
    ["map.js", asset("map", "js", SCRIPT_TYPE, map)],
    ["map-worker.js", asset("map-worker", "js", SCRIPT_TYPE, mapWorker)],
    ["map.css", asset("map", "css", STYLE_TYPE, style.code)],
    ["scan.js", asset("scan", "js", SCRIPT_TYPE, scan)],
    ["leaf.js", asset("leaf", "js", SCRIPT_TYPE, leaf)],
    ["scan.wasm", asset("scan", "wasm", "application/wasm", wasm)],
  ]);
}

async function buildWorker(files: string[]): Promise<Assets["worker"]> {
  const shell = [
    ...files,
    "/favicon.svg",
    ...languages.map((language) => `${localePaths[language]}/offline`),
  ];
  const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, HASH_LENGTH);
  const body = (await bundle("reader/service-worker/index.ts"))
    .replace('"@shell-files"', JSON.stringify(JSON.stringify(shell)))
    .replace("@shell-version", version);
  return { body, etag: `"${createHash("sha256").update(body).digest("hex").slice(0, HASH_LENGTH)}"` };
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(WEB, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    logLevel: "error",
  });
  return result.outputFiles[0]!.text;
}

function asset(name: string, extension: string, type: string, content: string | Buffer): Asset {
  const body = Buffer.from(content);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, HASH_LENGTH);
  return { path: `/assets/${name}.${hash}.${extension}`, ...packedFile(type, body) };
}

/** Mounts `/assets/…`, `/favicon.svg`, `/sw.js` and `/app.webmanifest`. */
export function registerAssets(app: App, assets: Assets): void {
  app.get("/sw.js", { schema: { hide: true } }, async (request, reply): Promise<Reply> => {
    reply.header("cache-control", "no-cache").header("etag", assets.worker.etag).type(SCRIPT_TYPE);
    if (request.headers["if-none-match"] === assets.worker.etag) return reply.code(304).send();
    return reply.send(assets.worker.body);
  });
  app.get(
    "/app.webmanifest",
    { schema: { hide: true } },
    async (_request, reply): Promise<Reply> =>
      reply.header("cache-control", DAY).type("application/manifest+json").send(JSON.stringify(MANIFEST)),
  );
  for (const file of [assets.css, assets.rooms, assets.js, ...assets.faces, ...assets.lazy]) {
    app.get(file.path, { schema: { hide: true } }, (request, reply) => sendPacked(request, reply, file));
  }
  app.get(
    "/favicon.svg",
    { schema: { hide: true } },
    async (_request, reply): Promise<Reply> =>
      reply.header("cache-control", DAY).type("image/svg+xml").send(FAVICON),
  );
  app.get(
    "/icon-maskable.svg",
    { schema: { hide: true } },
    async (_request, reply): Promise<Reply> =>
      reply.header("cache-control", DAY).type("image/svg+xml").send(MASKABLE),
  );
}
