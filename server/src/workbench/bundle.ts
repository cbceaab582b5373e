import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { joinSheets, type PackedFile, packedFile, readStaffSheets } from "../frame/index.ts";
import type { Language } from "../kernel/text.ts";
import { readStaffCatalogue } from "../messages/catalogues.ts";

/** The workbench as it is served: its files by names that tell their content. */
export type Bundle = { page: string; worker: string; files: ReadonlyMap<string, PackedFile> };

const WEB = join(import.meta.dirname, "../../../web");

/** The workbench's words with those that rooms bring. */
const words: Plugin = {
  name: "words",
  setup: (bundler) =>
    bundler.onLoad({ filter: /staff[\\/]messages[\\/][\w-]+\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(readStaffCatalogue(basename(path, ".json") as Language)),
      loader: "json",
    })),
};

/** The pages that rooms bring, from every folder that has some. */
const pages: Plugin = {
  name: "pages",
  setup: (bundler) =>
    bundler.onLoad({ filter: /staff[\\/]frame[\\/]room-pages\.ts$/ }, async ({ path }) => {
      const staff = join(dirname(path), "..");
      const found = (await readdir(staff)).filter((name) => existsSync(join(staff, name, "pages.tsx")));
      const lines = found.map(
        (name, at) => `import { pages as of${at} } from ${JSON.stringify(`../${name}/pages.tsx`)};`,
      );
      const all = found.map((_, at) => `...of${at}`).join(", ");
      return { contents: `${lines.join("\n")}\nexport const roomPages = [${all}];`, loader: "ts" };
    }),
};

let built: Promise<Bundle> | undefined;

/** The workbench, put together in memory once by each process, from what is on disk: about a second. */
export function workbenchBundle(): Promise<Bundle> {
  built ??= bundleWorkbench();
  return built;
}

async function bundleWorkbench(): Promise<Bundle> {
  const result = await build({
    entryPoints: [join(WEB, "staff/main.tsx")],
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    jsx: "automatic",
    plugins: [words, pages],
    loader: { ".wasm": "file" },
    publicPath: "/staff/assets",
    assetNames: "[name]-[hash]",
    outdir: "/staff/assets",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const files = new Map<string, PackedFile>();
  for (const file of result.outputFiles)
    files.set(basename(file.path), packedFile(typeOf(file.path), Buffer.from(file.contents)));
  const css = Buffer.from(joinSheets(await readStaffSheets(WEB)));
  const cssName = `staff-${createHash("sha256").update(css).digest("hex").slice(0, 12)}.css`;
  files.set(cssName, packedFile("text/css; charset=utf-8", css));
  const entry = [...files.keys()].find((name) => name.startsWith("main-"))!;
  const page = (await readFile(join(WEB, "staff/index.html"), "utf8"))
    .replace("{{css}}", `/staff/assets/${cssName}`)
    .replace("{{js}}", `/staff/assets/${entry}`);
  // What reads barcodes is large, and no desk needs it without a network.
  const kept = [...files.keys()].filter((name) => !name.endsWith(".wasm"));
  return { page, worker: await buildWorker(kept), files };
}

function typeOf(path: string): string {
  return path.endsWith(".wasm") ? "application/wasm" : "text/javascript; charset=utf-8";
}

/** What keeps the workbench on the device, so that a desk goes on without a network. */
async function buildWorker(names: string[]): Promise<string> {
  const shell = ["/staff", "/favicon.svg", ...names.map((name) => `/staff/assets/${name}`)];
  const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 12);
  const result = await build({
    entryPoints: [join(WEB, "staff/off-line/service-worker.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
  });
  return result.outputFiles[0]!.text.replace('"@shell-files"', JSON.stringify(JSON.stringify(shell))).replace(
    "@shell-version",
    version,
  );
}
