import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { type PackedFile, packedFile, sendPacked } from "../frame/index.ts";
import type { App } from "../kernel/http.ts";

const WEB = join(import.meta.dirname, "../../../web");
const require = createRequire(import.meta.url);
const pdfjs = dirname(require.resolve("pdfjs-dist/package.json"));
const modelViewer = require.resolve("@google/model-viewer");
const three = join(dirname(createRequire(modelViewer).resolve("three")), "..");
const HASH = 12;
const SCRIPT = "text/javascript; charset=utf-8";

/** Where everything that large viewers fetch is served from: this site and nowhere else. */
export const MEDIA_BASE = "/media-assets";

/** Folders of libraries, by the name they are served under. */
const folders: Readonly<Record<string, string>> = {
  cmaps: join(pdfjs, "cmaps"),
  standard_fonts: join(pdfjs, "standard_fonts"),
  wasm: join(pdfjs, "wasm"),
  iccs: join(pdfjs, "iccs"),
  draco: join(three, "examples/jsm/libs/draco/gltf"),
  basis: join(three, "examples/jsm/libs/basis"),
};

type Bundle = PackedFile & { path: string };

function bundleOf(name: string, body: Buffer): Bundle {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, HASH);
  return { path: `${MEDIA_BASE}/${name}.${hash}.js`, ...packedFile(SCRIPT, body) };
}

async function bundled(entry: string): Promise<Buffer> {
  const made = await build({
    entryPoints: [join(WEB, "reader/lazy", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    logLevel: "error",
  });
  return Buffer.from(made.outputFiles[0]!.contents);
}

const makers = {
  document: () => bundled("document.ts"),
  model: () => bundled("model.ts"),
  "document-worker": () => readFile(join(pdfjs, "build/pdf.worker.min.mjs")),
} as const;
const made = new Map<string, Promise<Bundle>>();

/** A large script, put together when somebody first needs it and kept. */
export function bundle(name: keyof typeof makers): Promise<Bundle> {
  const known = made.get(name);
  if (known) return known;
  const one = makers[name]().then((body) => bundleOf(name, body));
  made.set(name, one);
  one.catch(() => made.delete(name));
  return one;
}

const types: Readonly<Record<string, string>> = {
  js: SCRIPT,
  wasm: "application/wasm",
  bcmap: "application/octet-stream",
  pfb: "application/octet-stream",
  ttf: "font/ttf",
  icc: "application/vnd.iccprofile",
};

/** Mounts the scripts, and the parts that they fetch by themselves: fonts, character maps, decoders. */
export function registerBundles(app: App): void {
  const hidden = { schema: { hide: true } };
  app.get(`${MEDIA_BASE}/:script`, hidden, async (request, reply) => {
    const { script } = request.params as { script: string };
    const name = script.split(".")[0] as keyof typeof makers;
    const one = name in makers ? await bundle(name) : undefined;
    if (one?.path !== `${MEDIA_BASE}/${script}`) return reply.callNotFound();
    return sendPacked(request, reply, one);
  });
  app.get(`${MEDIA_BASE}/:folder/:name`, hidden, async (request, reply) => {
    const { folder, name } = request.params as { folder: string; name: string };
    const place = folders[folder];
    const found = /^[A-Za-z0-9_-]+\.([a-z]+)$/.exec(name);
    const type = types[found?.[1] ?? ""];
    if (!place || !type) return reply.callNotFound();
    const body = await readFile(join(place, name)).catch(() => null);
    if (body === null) return reply.callNotFound();
    return reply.header("cache-control", "public, max-age=86400").type(type).send(body);
  });
}
